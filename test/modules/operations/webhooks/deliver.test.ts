/** Tests of deliveries: signed, in order, tried again by the table, and never lost (rules E3 to E8). */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { FAILURES_TO_OPEN } from "../../../../src/modules/operations/webhooks/domain/health.ts";
import { RETRY_WAITS_MS } from "../../../../src/modules/operations/webhooks/domain/retries.ts";
import { consumers } from "../../../../src/modules/operations/webhooks/jobs.ts";
import {
  buryDeliveries,
  LOOKED_AT_DUE,
  listDue,
  listWaiting,
} from "../../../../src/modules/operations/webhooks/store/deliveries.ts";
import { bookkeep } from "../../../../src/platform/db/commit.ts";
import { openDatabase } from "../../../../src/platform/db/session.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { dieAtWrite } from "../../../support/faults.ts";
import { auditRows, type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { HOSTILE_URLS } from "./hostile.ts";
import {
  type Answerer,
  emit,
  fanOut,
  newEndpoint,
  newReceiver,
  newSubject,
  run,
  runJob,
  strayCalls,
  verify,
  withReceivers,
} from "./support.ts";

withReceivers();
afterEach(() => {
  vi.useRealTimers();
});

const fail = (status = 500, headers: Record<string, string> = {}) => new Response("no", { status, headers });
const succeed = () => new Response("ok");

interface Scene {
  park: TestPark;
  owner: Client;
  receiver: ReturnType<typeof newReceiver>;
  webhook_id: string;
  secret: string;
}

async function newScene(answer?: Answerer, events?: string[]): Promise<Scene> {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(answer);
  return { park, owner, receiver, ...(await newEndpoint(owner, receiver.url, events)) };
}

async function rows({ park }: Scene) {
  const query = "SELECT * FROM webhook_deliveries WHERE tenant_id = ? ORDER BY sequence";
  const { results } = await env.DB.prepare(query).bind(park.tenant_id).all<Record<string, number | string | null>>();
  return results;
}

/** Adds so many pending deliveries of one subject, without events. */
async function addPending({ park, webhook_id }: Scene, count: number, subject = "s"): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?)
     INSERT INTO webhook_deliveries (tenant_id, webhook_id, sequence, event_id, type, subject_kind, subject_id, status,
       attempts, tries, next_attempt_at, created_at)
     SELECT ?, ?, 10000 + value, 'e' || value, 'test.a', 'test', ?, 'pending', 0, 0, 0, 1 FROM n`,
  )
    .bind(count, park.tenant_id, webhook_id, subject)
    .run();
}

/** Waits until so many deliveries had their first attempt. */
const attempted = (scene: Scene, count: number) =>
  until(async () => (await rows(scene)).filter(({ attempts }) => Number(attempts) > 0).length === count);

/** Waits until so many deliveries exist, and each is delivered. */
const delivered = (scene: Scene, count: number) =>
  until(async () => {
    const all = await rows(scene);
    return all.length === count && all.every(({ status }) => status === "delivered");
  });

/** Emits events of subjects and waits until each had its first attempt. */
async function send(scene: Scene, subjects: readonly string[]): Promise<void> {
  const before = (await rows(scene)).length;
  await emit(scene.park.tenant_id, subjects);
  await fanOut(scene.park.tenant_id);
  await attempted(scene, before + subjects.length);
}

/** Moves the clock to a moment, and makes a run. */
async function runAt({ park, webhook_id }: Scene, at: number): Promise<void> {
  vi.setSystemTime(at);
  await run(park.tenant_id, webhook_id);
}

test("[E3] a delivery has the event's row as its body, and the receiver's library verifies it", async () => {
  const scene = await newScene();
  await send(scene, [newSubject()]);
  const [call] = scene.receiver.calls;
  if (!call) throw new Error("no call");
  const stored = await env.DB.prepare("SELECT * FROM outbox WHERE tenant_id = ? AND type = 'test.a'")
    .bind(scene.park.tenant_id)
    .first<Record<string, unknown>>();
  const at = new Date(Number(stored?.at)).toISOString();
  expect(verify(scene.secret, call)).toEqual({
    ...{ type: "test.a", timestamp: at, at, event_id: stored?.event_id, sequence: stored?.sequence },
    ...{ subject_kind: "test", subject_id: stored?.subject_id, store_id: null, data: { index: 0 } },
  });
  expect([call.headers.get("webhook-id"), call.redirect]).toEqual([stored?.event_id, "manual"]);
  const log = await scene.owner.get(`/webhooks/${scene.webhook_id}/deliveries`);
  expect(log.data).toMatchObject([{ status: "delivered", attempts: 1, response_status: 204, next_attempt_at: null }]);
});

test("[E3] an altered id, time, body or signature is not verified, and X-Signature is the same signature in hex", async () => {
  const scene = await newScene();
  await send(scene, [newSubject()]);
  const [call] = scene.receiver.calls;
  if (!call) throw new Error("no call");
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
    const headers = new Headers(call.headers);
    headers.set(name, name === "webhook-timestamp" ? String(Number(headers.get(name)) - 1) : `${headers.get(name)}x`);
    expect(() => verify(scene.secret, { ...call, headers })).toThrow();
  }
  expect(() => verify(scene.secret, { ...call, text: call.text.replace("test.a", "test.b") })).toThrow();
  const base64 = call.headers.get("webhook-signature")?.split(",")[1] ?? "";
  const hex = Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  expect(call.headers.get("x-signature")).toBe(`sha256=${hex}`);
});

test("[E3] during a rotation both secrets verify, afterwards only the new one", async () => {
  const scene = await newScene();
  const { data } = await scene.owner.post(`/webhooks/${scene.webhook_id}/rotate-secret`, { overlap_hours: 1 });
  expect(data.secret).toMatch(/^whsec_/);
  expect(data.secret).not.toBe(scene.secret);
  await send(scene, [newSubject()]);
  const [during] = scene.receiver.calls;
  if (!during) throw new Error("no call");
  expect(() => verify(scene.secret, during)).not.toThrow();
  expect(() => verify(data.secret, during)).not.toThrow();
  vi.setSystemTime(Date.now() + 3_600_001);
  await send(scene, [newSubject()]);
  const after = scene.receiver.calls[1];
  if (!after) throw new Error("no second call");
  expect(() => verify(scene.secret, after)).toThrow("No matching signature");
  expect(() => verify(data.secret, after)).not.toThrow();
});

test("[E2] an endpoint gets only the events of its filters, and none from before it was made", async () => {
  const scene = await newScene(undefined, ["test.b"]);
  const late = newReceiver();
  await emit(scene.park.tenant_id, [newSubject()], "test.a");
  await emit(scene.park.tenant_id, [newSubject()], "test.b");
  await newEndpoint(scene.owner, late.url, ["*"]);
  await fanOut(scene.park.tenant_id);
  await delivered(scene, 1);
  expect(scene.receiver.calls.map(({ body }) => body.type)).toEqual(["test.b"]);
  expect(late.calls).toEqual([]);
});

test("[E4] under a driven clock each attempt comes at its time of the table, and the last leaves a dead letter", async () => {
  const scene = await newScene(() => fail());
  const begin = Date.now();
  await send(scene, [newSubject()]);
  for (const [at, wait] of RETRY_WAITS_MS.entries()) {
    const [row] = await rows(scene);
    const last = await env.DB.prepare("SELECT MAX(at) AS at FROM webhook_attempts WHERE tenant_id = ?")
      .bind(scene.park.tenant_id)
      .first<number>("at");
    const due = Number(row?.next_attempt_at);
    expect([row?.attempts, due - Number(last) >= wait, due - Number(last) <= wait * 1.1 + 1_000]).toEqual([
      at + 1,
      true,
      true,
    ]);
    await env.ENDPOINT.getByName(`${scene.park.tenant_id}:${scene.webhook_id}`).reset();
    await runAt(scene, due - 1);
    expect(scene.receiver.calls.length).toBe(at + 1);
    await runAt(scene, due);
    expect(scene.receiver.calls.length).toBe(at + 2);
  }
  expect(Date.now() - begin).toBeGreaterThan(65 * 3_600_000);
  expect(new Set(scene.receiver.calls.map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
  vi.useRealTimers();
  const dead = await scene.owner.get("/dlq");
  expect(dead.data).toMatchObject([{ status: "dead", attempts: RETRY_WAITS_MS.length + 1, response_status: 500 }]);
  const log = await scene.owner.get(`/deliveries/${dead.data[0].delivery_id}`);
  expect(log.data.failures.length).toBe(RETRY_WAITS_MS.length + 1);
  expect(log.data.failures[0]).toMatchObject({ response_status: 500, excerpt: "no", next_attempt_at: null });
});

test("[E4] a Retry-After puts the next attempt off", async () => {
  const scene = await newScene(() => fail(503, { "retry-after": "1800" }));
  await send(scene, [newSubject()]);
  const [row] = await rows(scene);
  const wait = Number(row?.next_attempt_at) - Date.now();
  expect([wait > 1_700_000, wait <= 1_800_000]).toEqual([true, true]);
});

test("[E4] a redirect is a failure, and nobody follows it", async () => {
  const target = newReceiver();
  const scene = await newScene(() => fail(307, { location: target.url }));
  await send(scene, [newSubject()]);
  expect(await rows(scene)).toMatchObject([{ status: "pending", response_status: 307 }]);
  expect(target.calls).toEqual([]);
});

test("[E4] 410 disables the endpoint with an alert, and what is pending becomes dead letters that a person starts again", async () => {
  const scene = await newScene(() => fail(410));
  await send(scene, [newSubject()]);
  await run(scene.park.tenant_id, scene.webhook_id);
  const read = await scene.owner.get(`/webhooks/${scene.webhook_id}`);
  expect(read.data).toMatchObject({ status: "disabled", disabled_reason: "gone" });
  expect((await scene.owner.get("/provider/alerts")).data).toMatchObject([
    { type: "webhook.disabled", subject_id: scene.webhook_id, status: "open" },
  ]);
  await emit(scene.park.tenant_id, [newSubject()]);
  await fanOut(scene.park.tenant_id);
  expect(scene.receiver.calls.length).toBe(1);
  const [dead] = (await scene.owner.get("/dlq")).data;
  expect((await scene.owner.post(`/dlq/${dead.delivery_id}/requeue`)).error?.code).toBe("E_WEBHOOK_DISABLED");
  const enabled = { url: scene.receiver.url, events: ["test.*"], status: "enabled" };
  expect((await scene.owner.call("PUT", `/webhooks/${scene.webhook_id}`, enabled)).status).toBe(200);
  const [alert] = (await scene.owner.get("/provider/alerts")).data;
  expect(alert).toMatchObject({ status: "resolved", resolved_by: scene.park.employees.owner?.employee_id });
  expect(alert.cleared_at).not.toBeNull();
  scene.receiver.answer(succeed);
  expect((await scene.owner.post(`/dlq/${dead.delivery_id}/requeue`)).data).toMatchObject({ status: "pending" });
  await until(async () => (await rows(scene))[0]?.status === "delivered");
  expect((await scene.owner.post(`/dlq/${dead.delivery_id}/requeue`)).error?.code).toBe("E_DELIVERY_NOT_DEAD");
});

test("[E5] eight failures open the breaker: nothing is attempted for ten minutes, then one probe and then the rest", async () => {
  const scene = await newScene(() => fail());
  await send(scene, Array.from({ length: 4 }, newSubject));
  await runAt(scene, Date.now() + 2_000);
  expect(scene.receiver.calls.length).toBe(FAILURES_TO_OPEN);
  expect((await scene.owner.get(`/webhooks/${scene.webhook_id}`)).data).toMatchObject({ breaker: "open", failures: 8 });
  await emit(scene.park.tenant_id, Array.from({ length: 5 }, newSubject));
  await fanOut(scene.park.tenant_id);
  await runAt(scene, Date.now() + 590_000);
  expect(scene.receiver.calls.length).toBe(FAILURES_TO_OPEN);
  await runAt(scene, Date.now() + 11_000);
  expect(scene.receiver.calls.length).toBe(FAILURES_TO_OPEN + 1);
  scene.receiver.answer(succeed);
  await runAt(scene, Date.now() + 601_000);
  await delivered(scene, 9);
  vi.useRealTimers();
  expect((await scene.owner.get(`/webhooks/${scene.webhook_id}`)).data).toMatchObject({
    breaker: "closed",
    failures: 0,
  });
});

test("[E5] five days of continuous failure disable an endpoint with an alert, and a success in between never does", async () => {
  const [down, shaky] = [await newScene(() => fail()), await newScene(() => fail())];
  for (let half_day = 0; half_day < 12; half_day++) {
    vi.setSystemTime(Date.now() + 43_200_000);
    shaky.receiver.answer(half_day % 4 === 3 ? succeed : () => fail());
    for (const scene of [down, shaky]) {
      await emit(scene.park.tenant_id, [newSubject()]);
      await fanOut(scene.park.tenant_id);
      await run(scene.park.tenant_id, scene.webhook_id);
    }
  }
  const statusOf = async ({ owner, webhook_id }: Scene) => {
    const stored = await env.DB.prepare("SELECT status, disabled_reason FROM webhooks WHERE webhook_id = ?")
      .bind(webhook_id)
      .first();
    return { ...stored, read: owner !== undefined };
  };
  expect(await statusOf(down)).toMatchObject({ status: "disabled", disabled_reason: "failing" });
  expect(await statusOf(shaky)).toMatchObject({ status: "enabled", disabled_reason: null });
  expect((await auditRows(down.park.tenant_id, "event = 'alert.opened'")).length).toBe(1);
  expect((await auditRows(shaky.park.tenant_id, "event = 'alert.opened'")).length).toBe(0);
});

test("[E6] the events of one subject arrive in order: a later one waits for the retry of an earlier one", async () => {
  const scene = await newScene();
  const [sale, other] = [newSubject(), newSubject()];
  let refused = 0;
  scene.receiver.answer(({ body }) => {
    if (body.subject_id === sale && refused === 0) {
      refused += 1;
      return fail();
    }
    return succeed();
  });
  await emit(scene.park.tenant_id, [sale, sale, other, sale]);
  await fanOut(scene.park.tenant_id);
  await delivered(scene, 4);
  const of = (subject: string) =>
    scene.receiver.calls.filter(({ body }) => body.subject_id === subject).map(({ body }) => body.data.index);
  expect(of(sale)).toEqual([0, 0, 1, 3]);
  expect(of(other)).toEqual([2]);
});

test("[E5] at most four requests of an endpoint are in flight, and only one run delivers", async () => {
  let [flying, most] = [0, 0];
  const scene = await newScene(async () => {
    flying += 1;
    most = Math.max(most, flying);
    await scheduler.wait(5);
    flying -= 1;
    return succeed();
  });
  await emit(scene.park.tenant_id, Array.from({ length: 30 }, newSubject));
  await fanOut(scene.park.tenant_id);
  await Promise.all(Array.from({ length: 5 }, () => run(scene.park.tenant_id, scene.webhook_id)));
  await delivered(scene, 30);
  expect([most, scene.receiver.calls.length]).toEqual([4, 30]);
});

test("[E6] a run whose end of an attempt cannot be written lasts until its other attempts end", async () => {
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const scene = await newScene(({ body }) => (body.data.index === 0 ? first : second).promise.then(succeed));
  const { park, webhook_id, receiver } = scene;
  const object = env.ENDPOINT.getByName(`${park.tenant_id}:${webhook_id}`);
  await emit(park.tenant_id, [newSubject(), newSubject()]);
  await fanOut(park.tenant_id);
  await until(async () => receiver.calls.length === 2);
  await dieAtWrite({ n: 0, lands: false, tables: ["webhook_deliveries"] }, async () => {
    const log = vi.spyOn(console, "error");
    first.resolve();
    await until(async () => log.mock.calls.some(([line]) => String(line).includes("database unavailable")));
    log.mockRestore();
    for (let look = 0; look < 30; look++) expect((await object.begin(`other ${look}`)).ok).toBe(false);
    second.resolve();
    await until(async () => (await object.begin("the next")).ok);
    await object.end("the next");
  });
  await run(park.tenant_id, webhook_id);
  await delivered(scene, 2);
});

test("[E5] what is owed to an endpoint that was enabled again in the meantime does not become dead", async () => {
  const scene = await newScene(() => fail());
  await send(scene, [newSubject()]);
  const { db } = asTenant(seedContext(env), scene.park.tenant_id);
  const bury = () => bookkeep(db, [buryDeliveries(db, scene.webhook_id, { error: "disabled", now: 1, limit: 9 })]);
  expect(await bury()).toEqual([0]);
  await env.DB.prepare("UPDATE webhooks SET status = 'disabled', version = version + 1 WHERE webhook_id = ?")
    .bind(scene.webhook_id)
    .run();
  expect(await bury()).toEqual([1]);
});

test("[E5] an endpoint that never answers delays no other", async () => {
  const never = Promise.withResolvers<void>();
  const dead = await newScene(async () => {
    await never.promise;
    return succeed();
  });
  const alive = newReceiver();
  await newEndpoint(dead.owner, alive.url);
  await emit(dead.park.tenant_id, Array.from({ length: 20 }, newSubject));
  await fanOut(dead.park.tenant_id);
  await until(async () => alive.calls.length === 20);
  expect(dead.receiver.calls.length).toBe(4);
  never.resolve();
  await delivered(dead, 20);
});

test("[E8] an answer that never ends is cut, and only its start is kept", async () => {
  const endless = () =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode("ก".repeat(500))) }),
    );
  const scene = await newScene(endless);
  await send(scene, [newSubject()]);
  const [row] = await rows(scene);
  expect([row?.status, String(row?.excerpt).length <= 1_024, String(row?.excerpt).startsWith("กกก")]).toEqual([
    "delivered",
    true,
    true,
  ]);
});

test("[E8] control characters and card numbers of an answer are not kept", async () => {
  const scene = await newScene(() => new Response("a\u0000b\u001b[31m"));
  await send(scene, [newSubject()]);
  scene.receiver.answer(() => new Response("card 4111 1111 1111 1111"));
  await send(scene, [newSubject()]);
  expect((await rows(scene)).map(({ excerpt }) => excerpt)).toEqual(["a b [31m", "(hidden: it holds a card number)"]);
});

test("[E4] a message that is lost loses nothing: the sweep finds what is due", async () => {
  const scene = await newScene();
  const queue = Object.getPrototypeOf(env.WEBHOOKS) as { sendBatch: unknown };
  const { sendBatch } = queue;
  queue.sendBatch = () => Promise.reject(new Error("the queue is away"));
  try {
    await emit(scene.park.tenant_id, [newSubject()]);
    await fanOut(scene.park.tenant_id);
  } finally {
    queue.sendBatch = sendBatch;
  }
  expect(await rows(scene)).toEqual([]);
  await runJob("sweep-deliveries");
  await until(async () => (await rows(scene))[0]?.status === "delivered");
});

test("[E1] events that are fanned out twice are delivered once", async () => {
  const scene = await newScene();
  const { tenant_id } = scene.park;
  await send(scene, [newSubject(), newSubject()]);
  await drainOutbox(seedContext(env), tenant_id, consumers, { swept: true });
  await run(tenant_id, scene.webhook_id);
  await delivered(scene, 2);
  expect(scene.receiver.calls.length).toBe(2);
});

describe("[E7] a hostile URL", () => {
  test("is not saved", async () => {
    const owner = await (await newPark()).person("owner");
    for (const url of HOSTILE_URLS) {
      const { status, error } = await owner.post("/webhooks", { url, events: ["*"] });
      expect([url, status, error?.code]).toEqual([url, 422, "E_VALIDATION"]);
    }
  });

  test("that is stored all the same is never called", async () => {
    const scene = await newScene();
    const { webhook_id, park } = scene;
    const strays = strayCalls().length;
    for (const [at, url] of HOSTILE_URLS.entries()) {
      await env.DB.prepare("UPDATE webhooks SET url = ?, version = version + 1 WHERE tenant_id = ? AND webhook_id = ?")
        .bind(url, park.tenant_id, webhook_id)
        .run();
      await emit(park.tenant_id, [newSubject()]);
      await fanOut(park.tenant_id);
      await until(async () => {
        // Retries of earlier URLs may have opened the breaker.
        await env.ENDPOINT.getByName(`${park.tenant_id}:${webhook_id}`).reset();
        await run(park.tenant_id, webhook_id);
        return (await countRows("webhook_deliveries", park.tenant_id, "attempts > 0")) === at + 1;
      });
    }
    const all = await rows(scene);
    expect([all.length, strayCalls().length, scene.receiver.calls.length]).toEqual([HOSTILE_URLS.length, strays, 0]);
    expect(new Set(all.map(({ error }) => error))).toEqual(new Set(["refused"]));
    const tested = await scene.owner.post(`/webhooks/${webhook_id}/test`);
    expect(tested.data).toMatchObject({ succeeded: false, error: "refused" });
  });
});

test("[E4] [U1] deliveries of a tenant that is being restored are neither swept nor deleted, also before their endpoint is back", async () => {
  const scene = await newScene();
  const { tenant_id } = scene.park;
  await env.DB.prepare("UPDATE webhooks SET status = 'disabled', version = version + 1 WHERE tenant_id = ?")
    .bind(tenant_id)
    .run();
  await addPending(scene, 3);
  await env.DB.prepare("DELETE FROM webhooks WHERE tenant_id = ?").bind(tenant_id).run();
  await env.DB.prepare("INSERT INTO restores (tenant_id, backup_id, started_by, started_at) VALUES (?, 'b', 'p', 1)")
    .bind(tenant_id)
    .run();
  const due = async () => (await listWaiting(env, Date.now())).endpoints.map((name) => name.tenant_id);
  expect(await due()).not.toContain(tenant_id);
  await run(tenant_id, scene.webhook_id);
  expect(await rows(scene)).toHaveLength(3);
  await env.DB.prepare("UPDATE restores SET finished_at = 2 WHERE tenant_id = ?").bind(tenant_id).run();
  expect(await due()).toContain(tenant_id);
  await run(tenant_id, scene.webhook_id);
  expect(await rows(scene)).toHaveLength(0);
});

test("[E6] [T9] thousands of deliveries behind a waiting one of their subject hide no other, are read and written a bounded number of times, and follow in order", async () => {
  const scene = await newScene();
  const { park, webhook_id } = scene;
  const { tenant_id } = park;
  const [blocked, other] = [newSubject(), newSubject()];
  let refuses = true;
  scene.receiver.answer(({ body }) => (body.subject_id === blocked && refuses ? fail() : succeed()));
  await emit(tenant_id, [blocked]);
  await fanOut(tenant_id);
  await until(async () => scene.receiver.calls.length >= 1);
  const first = Number((await rows(scene))[0]?.sequence);
  // Its retry is far away.
  const waitLong = () =>
    env.DB.prepare(
      "UPDATE webhook_deliveries SET next_attempt_at = ? WHERE tenant_id = ? AND sequence = ? AND attempts > 0",
    )
      .bind(Date.now() + 3_600_000, tenant_id, first)
      .run();
  await until(async () => (await waitLong()).meta.changes > 0);
  await addPending(scene, 3_000, blocked);
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, store_id, at, data)
     SELECT tenant_id, 20000, ?, type, subject_kind, ?, store_id, at, data FROM outbox WHERE tenant_id = ? AND sequence = ?`,
  )
    .bind(newSubject(), other, tenant_id, first)
    .run();
  const db = openDatabase(env, tenant_id);
  const { due, in_the_way } = await listDue(db, webhook_id, Date.now());
  expect([due.length, in_the_way.length]).toEqual([0, LOOKED_AT_DUE]);
  expect(db.rows.read).toBeLessThan(5 * LOOKED_AT_DUE);

  await fanOut(tenant_id);
  await until(async () => scene.receiver.calls.some(({ body }) => body.subject_id === other));
  expect(await countRows("webhook_deliveries", tenant_id, "status = 'pending' AND attempts = 0")).toBe(3_000);
  // Those that hid the other wait until the retry; nothing is due, so that nobody is woken again.
  await until(async () => (await listDue(db, webhook_id, Date.now())).due.length === 0);
  const put_off = await countRows("webhook_deliveries", tenant_id, "attempts = 0 AND next_attempt_at > 0");
  expect(put_off).toBeGreaterThanOrEqual(3_000 - LOOKED_AT_DUE);

  refuses = false;
  await env.DB.prepare("UPDATE webhook_deliveries SET next_attempt_at = 1 WHERE tenant_id = ? AND sequence = ?")
    .bind(tenant_id, first)
    .run();
  await run(tenant_id, webhook_id);
  await until(
    async () => (await countRows("webhook_deliveries", tenant_id, "status = 'pending' AND sequence < 11000")) === 0,
  );
});
