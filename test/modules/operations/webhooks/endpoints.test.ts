/** Tests of endpoints: who may make them, what they show, and what is written for each event (rules E2 to E8, T5). */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { MOST_ENDPOINTS } from "../../../../src/modules/operations/webhooks/domain/filters.ts";
import { jobs } from "../../../../src/modules/operations/webhooks/jobs.ts";
import { inspectUrl } from "../../../../src/modules/operations/webhooks/service/call.ts";
import { LOOKED_AT } from "../../../../src/modules/operations/webhooks/store/deliveries.ts";
import { sql } from "../../../../src/platform/db/sql.ts";
import { eventTypes } from "../../../../src/platform/events/define.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { dailyTurn } from "../../../../src/platform/queue/daily.ts";
import { OF_A_TEST } from "../../../support/events.ts";
import {
  addPerson,
  auditRows,
  call,
  cashSale,
  clientOf,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  until,
} from "../../../support/park.ts";
import {
  emit,
  fanOut,
  newEndpoint,
  newReceiver,
  newSubject,
  run,
  strayCalls,
  verify,
  withReceivers,
} from "./support.ts";

withReceivers();

const fields = { url: "https://hooks.example.com/T0KEN-in-path", events: ["sale.*"] };

test("[T5] [E3] a secret is shown when it is made and when it is rotated, and in no other reply, row or audit", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const made = await owner.post("/webhooks", { ...fields, description: "till cameras" });
  expect([made.status, made.data.secret.length]).toEqual([201, 50]);
  const { webhook_id, secret } = made.data;
  const rotated = await owner.post(`/webhooks/${webhook_id}/rotate-secret`, {});
  const secrets = [secret, rotated.data.secret].map((text: string) => text.slice(6));
  expect(JSON.stringify(await auditRows(park.tenant_id))).not.toContain("T0KEN");
  const shown = [
    (await owner.get("/webhooks")).text,
    (await owner.get(`/webhooks/${webhook_id}`)).text,
    (await owner.call("PUT", `/webhooks/${webhook_id}`, fields)).text,
    JSON.stringify(
      (await env.DB.prepare("SELECT * FROM webhooks WHERE webhook_id = ?").bind(webhook_id).all()).results,
    ),
    JSON.stringify(await auditRows(park.tenant_id)),
  ].join();
  for (const text of secrets) expect(shown).not.toContain(text);
});

test("[T7] [T8] only a person who may manage webhooks in every store makes an endpoint, after a step-up", async () => {
  const park = await newPark();
  for (const key of ["manager", "cashier"] as const)
    expect((await (await park.person(key)).post("/webhooks", fields)).error?.code).toBe("E_PERMISSION");
  const { email, pin } = await addPerson(park, { [park.store_id]: ["admin"] });
  const partly = clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
  await partly.post("/auth/step-up", { pin });
  expect((await partly.post("/webhooks", fields)).error?.code).toBe("E_PERMISSION");
  expect((await (await park.visitor("owner")).post("/webhooks", fields)).error?.code).toBe("E_STEP_UP_REQUIRED");
});

test("[T1] another company's endpoint and delivery are not found", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const [owner, stranger] = [await park.person("owner"), await other.person("owner")];
  const receiver = newReceiver();
  const { webhook_id } = await newEndpoint(owner, receiver.url);
  await emit(park.tenant_id, [newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => receiver.calls.length === 1);
  const [delivery] = (await owner.get(`/webhooks/${webhook_id}/deliveries`)).data;
  for (const [method, path] of [
    ["GET", `/webhooks/${webhook_id}`],
    ["DELETE", `/webhooks/${webhook_id}`],
    ["POST", `/webhooks/${webhook_id}/rotate-secret`],
    ["POST", `/webhooks/${webhook_id}/test`],
    ["GET", `/webhooks/${webhook_id}/deliveries`],
    ["GET", `/deliveries/${delivery.delivery_id}`],
    ["POST", `/deliveries/${delivery.delivery_id}/retry`],
  ] as const)
    expect([path, (await stranger.call(method, path, method === "POST" ? {} : undefined)).status]).toEqual([path, 404]);
});

test(`[E5] a company has at most ${MOST_ENDPOINTS} endpoints, also when thirty are made at once`, async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const replies = await Promise.all(Array.from({ length: 30 }, () => owner.post("/webhooks", fields)));
  expect(replies.filter(({ status }) => status === 201).length).toBe(MOST_ENDPOINTS);
  expect(new Set(replies.map(({ error }) => error?.code))).toEqual(new Set([undefined, "E_WEBHOOK_LIMIT"]));
  expect(await countRows("webhooks", park.tenant_id)).toBe(MOST_ENDPOINTS);
});

test("[I6] a request that is sent twice with one key makes one endpoint, with one secret", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const [one, two] = await Promise.all([owner.post("/webhooks", fields, "k1"), owner.post("/webhooks", fields, "k1")]);
  expect(one?.text).toBe(two?.text);
  expect(await countRows("webhooks", park.tenant_id)).toBe(1);
});

test("[E2] a filter that names no event is refused with its place", async () => {
  const owner = await (await newPark()).person("owner");
  for (const filter of ["salt.created", "*.created", "sale", "", "SALE.*", "ขาย.*"]) {
    const { status, error } = await owner.post("/webhooks", { url: fields.url, events: ["sale.created", filter] });
    expect([filter, status]).toEqual([filter, 422]);
    expect(JSON.stringify(error?.details)).toContain("events.1");
  }
  const made = await owner.post("/webhooks", { url: fields.url, events: ["cash_drawer.closed", "pos.order.created"] });
  expect(made.status).toBe(201);
});

test("[E2] every declared event is listed with an example of its data, and none holds a secret", async () => {
  const owner = await (await newPark()).person("owner");
  const { data } = await owner.get("/event-types");
  expect(data.length).toBe(eventTypes().length);
  const sale = data.find(({ type }: { type: string }) => type === "sale.created");
  expect(sale.aliases).toEqual(["order.completed", "pos.order.created"]);
  const real = data.filter(({ summary }: { summary: string }) => summary !== OF_A_TEST);
  expect(real.filter(({ example }: { example: object }) => Object.keys(example).length === 0)).toEqual([]);
});

test("[E8] a test delivery shows the answer and its time at once, and changes neither log nor breaker", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(() => new Response("no such path", { status: 404 }));
  const { webhook_id } = await newEndpoint(owner, receiver.url, ["shift.closed"]);
  const { data } = await owner.post(`/webhooks/${webhook_id}/test`, {});
  expect(data).toMatchObject({ type: "shift.closed", succeeded: false, response_status: 404, excerpt: "no such path" });
  expect(receiver.calls[0]?.body.data).toHaveProperty("shift_id");
  expect((await owner.get(`/webhooks/${webhook_id}`)).data).toMatchObject({ failures: 0, breaker: "closed" });
  expect(await countRows("webhook_deliveries", park.tenant_id)).toBe(0);
  expect((await owner.post(`/webhooks/${webhook_id}/test`, { type: "no.such" })).status).toBe(422);
});

test("[E8] [E3] a URL without an endpoint gets an example that the secret of the reply verifies, and nothing is saved", async () => {
  const park = await newPark();
  const owner = await park.visitor("owner");
  const receiver = newReceiver(() => new Response("hello", { status: 202 }));
  const sent = await owner.post("/webhooks/test", { url: `${receiver.url}?T0KEN`, type: "shift.closed" }, "t1");
  expect(sent.data).toMatchObject({
    ...{ type: "shift.closed", succeeded: true, response_status: 202, excerpt: "hello", error: null },
    latency_ms: expect.any(Number),
  });
  const [call] = receiver.calls;
  if (!call) throw new Error("nothing came");
  expect(verify(sent.data.secret, call)).toMatchObject({ type: "shift.closed", sequence: 0 });
  expect((await owner.post("/webhooks/test", { url: `${receiver.url}?T0KEN`, type: "shift.closed" }, "t1")).text).toBe(
    sent.text,
  );
  expect(receiver.calls).toHaveLength(1);
  expect((await owner.post("/webhooks/test", { url: receiver.url })).data.type).toBe("sale.created");
  expect(await countRows("webhooks", park.tenant_id)).toBe(0);
  expect(await countRows("webhook_deliveries", park.tenant_id)).toBe(0);
  const kept = await env.DB.prepare("SELECT body FROM replies WHERE tenant_id = ?").bind(park.tenant_id).all();
  const stored = JSON.stringify([await auditRows(park.tenant_id), kept.results]);
  expect(stored).toContain("webhook.tested");
  for (const hidden of [sent.data.secret.slice(6), "T0KEN"]) expect(stored).not.toContain(hidden);
});

test("[E7] [T7] a test calls no URL that an endpoint may not have, and only a person who may manage webhooks sends it", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  for (const url of ["https://127.0.0.1/", "http://hooks.example.com/", "https://metadata.goog/", "https://a.local/"]) {
    const { status, error } = await owner.post("/webhooks/test", { url });
    expect([url, status, JSON.stringify(error?.details).includes('"url"')]).toEqual([url, 422, true]);
  }
  const receiver = newReceiver();
  expect((await owner.post("/webhooks/test", { url: receiver.url, type: "no.such" })).status).toBe(422);
  const cashier = await park.person("cashier");
  expect((await cashier.post("/webhooks/test", { url: receiver.url })).error?.code).toBe("E_PERMISSION");
  expect([receiver.calls.length, strayCalls()]).toEqual([0, []]);
});

test("[E5] a disabled endpoint gets nothing: what is pending becomes dead, and enabling begins with the next event", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(() => new Response(null, { status: 500 }));
  const { webhook_id } = await newEndpoint(owner, receiver.url);
  await emit(park.tenant_id, [newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => receiver.calls.length === 1);
  const change = { url: receiver.url, events: ["test.*"] };
  const off = await owner.call("PUT", `/webhooks/${webhook_id}`, { ...change, status: "disabled" });
  expect(off.data).toMatchObject({ status: "disabled", disabled_reason: "manual" });
  await until(async () => (await owner.get("/dlq")).data.length === 1);
  await emit(park.tenant_id, [newSubject()]);
  await fanOut(park.tenant_id);
  receiver.answer(() => new Response());
  await owner.call("PUT", `/webhooks/${webhook_id}`, { ...change, status: "enabled" });
  await emit(park.tenant_id, [newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => receiver.calls.length === 2);
  expect(new Set(receiver.sequences()).size).toBe(2);
});

test("[E4] a replay sends kept events again with their ids, from a moment or after a sequence, and only those of the filters", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await emit(park.tenant_id, [newSubject()], "test.b");
  await emit(park.tenant_id, [newSubject(), newSubject(), newSubject()]);
  const receiver = newReceiver();
  const { webhook_id } = await newEndpoint(owner, receiver.url, ["test.a"]);
  const all = await owner.post(`/webhooks/${webhook_id}/replay`, { from: "2026-01-01T00:00:00Z" });
  expect(all.data).toMatchObject({ restarted: 3, more: false });
  await until(async () => receiver.calls.length === 3);
  const [first = 0, second = 0, third = 0] = receiver.sequences().toSorted((a, b) => a - b);
  expect(all.data.last_sequence).toBe(third);
  await until(async () => (await countRows("webhook_deliveries", park.tenant_id, "status = 'delivered'")) === 3);
  const again = await owner.post(`/webhooks/${webhook_id}/replay`, { after_sequence: first });
  expect(again.data).toMatchObject({ restarted: 2 });
  await until(async () => receiver.calls.length === 5);
  expect(
    receiver
      .sequences()
      .slice(3)
      .toSorted((a, b) => a - b),
  ).toEqual([second, third]);
  expect(new Set(receiver.calls.map(({ headers }) => headers.get("webhook-id"))).size).toBe(3);
  expect((await owner.post(`/webhooks/${webhook_id}/replay`, {})).status).toBe(422);
});

test("[E4] all dead letters are started again at once, one is discarded, and a delivered one is retried by hand", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(() => new Response(null, { status: 500 }));
  const { webhook_id } = await newEndpoint(owner, receiver.url);
  await emit(park.tenant_id, [newSubject(), newSubject(), newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => receiver.calls.length === 3);
  await until(async () => (await countRows("webhook_deliveries", park.tenant_id, "attempts = 1")) === 3);
  await env.DB.prepare(
    "UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL, ended_at = 1 WHERE tenant_id = ?",
  )
    .bind(park.tenant_id)
    .run();
  const [dead] = (await owner.get("/dlq?limit=1")).data;
  expect((await owner.call("DELETE", `/dlq/${dead.delivery_id}`)).data).toMatchObject({ status: "discarded" });
  expect((await owner.call("DELETE", `/dlq/${dead.delivery_id}`)).data).toMatchObject({ status: "discarded" });
  expect((await owner.post(`/dlq/${dead.delivery_id}/requeue`)).error?.code).toBe("E_DELIVERY_NOT_DEAD");
  receiver.answer(() => new Response());
  expect((await owner.post("/dlq/replay", { webhook_id })).data).toMatchObject({ restarted: 2, more: false });
  await until(async () => (await countRows("webhook_deliveries", park.tenant_id, "status = 'delivered'")) === 2);
  expect((await owner.get("/dlq")).data).toEqual([]);
  const [done] = (await owner.get(`/webhooks/${webhook_id}/deliveries?status=delivered`)).data;
  await owner.post(`/deliveries/${done.delivery_id}/retry`);
  await until(async () => receiver.calls.length === 6);
  const log = await owner.get(`/deliveries/${done.delivery_id}`);
  expect(log.data.failures).toMatchObject([{ attempt: 1, response_status: 500 }]);
});

test("[E4] a deleted endpoint's deliveries leave, and it gets nothing more", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(() => new Response(null, { status: 500 }));
  const { webhook_id } = await newEndpoint(owner, receiver.url);
  await emit(park.tenant_id, [newSubject(), newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => receiver.calls.length === 2);
  expect((await owner.call("DELETE", `/webhooks/${webhook_id}`)).data).toEqual({ webhook_id });
  await run(park.tenant_id, webhook_id);
  await until(async () => (await countRows("webhook_deliveries", park.tenant_id)) === 0);
  expect(await countRows("webhook_attempts", park.tenant_id)).toBe(0);
  const object = env.ENDPOINT.getByName(`${park.tenant_id}:${webhook_id}`);
  const health = () => runInDurableObject(object, (_, { storage }) => storage.kv.get("health"));
  await until(async () => (await health()) === undefined);
});

test("[E8] a list of deliveries with a rare status looks at a bounded number of them, and continues", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { webhook_id } = await newEndpoint(owner, newReceiver().url);
  const { db, tenant_id } = asTenant(seedContext(env), park.tenant_id);
  await db.all(
    sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i <= ${LOOKED_AT})
        INSERT INTO webhook_deliveries (tenant_id, webhook_id, sequence, event_id, type, subject_kind, subject_id, status,
          attempts, tries, created_at)
        SELECT ${tenant_id}, ${webhook_id}, i, ${newSubject()}, 'test.a', 'test', i,
          iif(i = 1, 'discarded', 'delivered'), 1, 1, 0 FROM n`,
  );
  const list = (cursor = "") => owner.get(`/webhooks/${webhook_id}/deliveries?status=discarded${cursor}`);
  const first = await list();
  expect([first.data, first.page?.has_more]).toEqual([[], true]);
  const second = await list(`&cursor=${first.page?.next_cursor}`);
  expect([second.data.length, second.page?.has_more]).toEqual([1, false]);
});

test("[E4] deliveries leave with their events", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver();
  await newEndpoint(owner, receiver.url);
  await emit(park.tenant_id, [newSubject(), newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => (await countRows("webhook_deliveries", park.tenant_id, "status = 'delivered'")) === 2);
  await env.DB.prepare(
    "DELETE FROM outbox WHERE tenant_id = ? AND sequence < (SELECT MAX(sequence) FROM outbox WHERE tenant_id = ?)",
  )
    .bind(park.tenant_id, park.tenant_id)
    .run();
  const turn = dailyTurn(park.tenant_id, Date.now());
  await jobs
    .find(({ name }) => name === "forget-deliveries")
    ?.run({ ...seedContext(env), arrived_at: turn + 1, now: turn + 1 });
  expect(await countRows("webhook_deliveries", park.tenant_id)).toBe(1);
});

test("[E1] a sale writes the same rows with an endpoint as without; each delivery is one row, and each failed attempt one", async () => {
  const added = async (endpoints: number, status: number) => {
    const park = await newPark();
    const owner = await park.person("owner");
    const till = await park.till();
    const receivers = Array.from({ length: endpoints }, () => newReceiver(() => new Response(null, { status })));
    for (const { url } of receivers) await newEndpoint(owner, url, ["sale.created"]);
    await fanOut(park.tenant_id);
    const before = await rowCounts(park.tenant_id);
    const sale = await till.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), newSubject());
    expect(sale.status).toBe(201);
    await fanOut(park.tenant_id);
    await until(async () => receivers.every(({ calls }) => calls.length >= 1));
    await until(async () => (await countRows("webhook_deliveries", park.tenant_id, "attempts > 0")) === endpoints);
    const {
      webhook_deliveries = 0,
      webhook_attempts = 0,
      ...rest
    } = rowsAdded(before, await rowCounts(park.tenant_id));
    return { webhook_deliveries, webhook_attempts, rest };
  };
  const none = await added(0, 204);
  expect([none.webhook_deliveries, none.webhook_attempts]).toEqual([0, 0]);
  expect(await added(2, 204)).toEqual({ webhook_deliveries: 2, webhook_attempts: 0, rest: none.rest });
  const failing = await added(1, 500);
  expect([failing.webhook_deliveries, failing.webhook_attempts >= 1, failing.rest]).toEqual([1, true, none.rest]);
});

test("[E7] a public name that resolves inward is refused, in any family; without an answer of the resolver the name decides", async () => {
  let answer: () => unknown = () => ({});
  const resolver = "https://resolver.example.com/dns-query";
  const network = vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    expect(String(input)).toMatch(
      /^https:\/\/resolver\.example\.com\/dns-query\?name=hooks\.example\.com&type=(A|AAAA)$/,
    );
    return Response.json(answer());
  });
  const base = { ...seedContext(env), env: { ...env, RESOLVER_URL: resolver } };
  const inspect = async (made: () => unknown) => {
    answer = made;
    return (await inspectUrl(base, "https://hooks.example.com/")).ok;
  };
  const of =
    (type: number, ...data: string[]) =>
    () => ({ Answer: data.map((text) => ({ type, data: text })) });
  try {
    expect(await inspect(of(1, "93.184.216.34"))).toBe(true);
    expect(await inspect(of(28, "2606:4700::1111"))).toBe(true);
    expect(await inspect(of(1, "93.184.216.34", "127.0.0.1"))).toBe(false);
    expect(await inspect(of(1, "169.254.169.254"))).toBe(false);
    expect(await inspect(of(28, "::1"))).toBe(false);
    expect(await inspect(of(28, "::ffff:10.0.0.1"))).toBe(false);
    expect(await inspect(of(5, "inner.example.com."))).toBe(true);
    expect(
      await inspect(() => {
        throw new Error("away");
      }),
    ).toBe(true);
  } finally {
    network.mockRestore();
  }
});
