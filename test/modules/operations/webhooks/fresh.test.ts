/** Tests of fresh events: those of which an endpoint has no delivery yet are found, sent in order, and recorded once (rules E1, E4 to E6). */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { consumers as liveConsumers } from "../../../../src/modules/operations/live/jobs.ts";
import { consumers, serveEndpoints } from "../../../../src/modules/operations/webhooks/jobs.ts";
import { runEndpoint } from "../../../../src/modules/operations/webhooks/service/deliver.ts";
import { drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { dieAtWrite } from "../../../support/faults.ts";
import { auditRows, type Client, newPark, type TestPark, until } from "../../../support/park.ts";
import { type Answerer, emit, fanOut, newEndpoint, newReceiver, newSubject, runJob, withReceivers } from "./support.ts";

withReceivers();
afterEach(() => {
  vi.useRealTimers();
});

const fail = () => new Response("no", { status: 500 });
const succeed = () => new Response("ok");

interface Scene {
  park: TestPark;
  owner: Client;
  receiver: ReturnType<typeof newReceiver>;
  webhook_id: string;
}

async function newScene(answer?: Answerer, events?: string[]): Promise<Scene> {
  const park = await newPark();
  const owner = await park.person("owner");
  const receiver = newReceiver(answer);
  return { park, owner, receiver, ...(await newEndpoint(owner, receiver.url, events)) };
}

async function rows({ park }: Pick<Scene, "park">) {
  const query = "SELECT * FROM webhook_deliveries WHERE tenant_id = ? ORDER BY sequence";
  const { results } = await env.DB.prepare(query).bind(park.tenant_id).all<Record<string, number | string | null>>();
  return results;
}

async function placeOf({ webhook_id, park }: Scene): Promise<{ place: number; newest: number }> {
  const place = await env.DB.prepare(
    `SELECT from_sequence AS place, (SELECT MAX(sequence) FROM outbox WHERE tenant_id = ?) AS newest
     FROM webhooks WHERE webhook_id = ?`,
  )
    .bind(park.tenant_id, webhook_id)
    .first<{ place: number; newest: number }>();
  return place ?? { place: -1, newest: -1 };
}

/** Makes a run, and returns what it cost in rows. */
async function runOf({ park, webhook_id }: Scene, { swept = false } = {}) {
  const base = seedContext(env);
  await runEndpoint(base, { tenant_id: park.tenant_id, webhook_id, swept });
  return base.trace.ctx?.db.rows ?? { read: 0, written: 0 };
}

/** Adds events of a type without a commit, each of its own subject. */
async function addEvents(tenant_id: string, count: number, type = "test.a"): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     SELECT ?1, last + value, 'E' || (last + value), ?2, 'test', 'S' || (last + value), 0, '{"index":0}'
     FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?3) SELECT value FROM n),
       (SELECT MAX(sequence) AS last FROM outbox WHERE tenant_id = ?1)`,
  )
    .bind(tenant_id, type, count)
    .run();
}

/** Loses every message to an endpoint until it is released; `woken` has the endpoints that they name. */
function withoutMessages() {
  const queue = Object.getPrototypeOf(env.WEBHOOKS) as { sendBatch: unknown };
  const { sendBatch } = queue;
  const woken: string[] = [];
  queue.sendBatch = async (messages: { body: { webhook_id: string } }[]) => {
    woken.push(...messages.map(({ body }) => body.webhook_id));
  };
  return {
    woken,
    release: () => {
      queue.sendBatch = sendBatch;
    },
  };
}

/** Makes the object lose its run, as when it leaves memory. */
function loseRun(scene: Scene): Promise<unknown> {
  return runInDurableObject(objectOf(scene), (object) => Object.assign(object, { run: undefined }));
}

const objectOf = ({ park, webhook_id }: Scene) => env.ENDPOINT.getByName(`${park.tenant_id}:${webhook_id}`);

test("[E1] an event is written once for an endpoint: one row when it is delivered, one more when an attempt fails", async () => {
  const scene = await newScene();
  await emit(scene.park.tenant_id, [newSubject(), newSubject()]);
  const delivered = await runOf(scene);
  expect([delivered.written, (await rows(scene)).length]).toEqual([2, 2]);
  scene.receiver.answer(fail);
  await emit(scene.park.tenant_id, [newSubject()]);
  const { written } = await runOf(scene);
  // The delivery, its attempt, and the delivery's entries in the indexes of what is due and of what waits.
  expect([written, (await rows(scene)).at(-1)?.attempts]).toEqual([4, 1]);
});

test("[E1] [E9] a drain for endpoints and screens writes nothing, and is repeated at no harm", async () => {
  const scene = await newScene();
  const { tenant_id, store_id } = scene.park;
  const all = [...consumers, ...liveConsumers];
  await drainOutbox(seedContext(env), tenant_id, all, { swept: true });
  await env.DB.prepare("INSERT INTO live_stores (tenant_id, store_id, listening_until) VALUES (?, ?, ?)")
    .bind(tenant_id, store_id, Date.now() + 60_000)
    .run();
  await emit(tenant_id, [newSubject()]);
  const base = seedContext(env);
  await drainOutbox(base, tenant_id, all);
  expect(base.trace.ctx?.db.rows.written).toBe(0);
  await until(async () => (await rows(scene)).length === 1);
  for (let again = 0; again < 3; again++) await fanOut(tenant_id);
  serveEndpoints(seedContext(env), [{ body: { tenant_id, webhook_id: scene.webhook_id } }]);
  await runOf(scene);
  expect([scene.receiver.calls.length, (await rows(scene)).length]).toEqual([1, 1]);
});

test("[E4] a run that dies between the attempt and its record, or before the record's answer, loses nothing", async () => {
  for (const lands of [false, true]) {
    const scene = await newScene();
    await emit(scene.park.tenant_id, [newSubject()]);
    await dieAtWrite({ n: 0, lands, tables: ["webhook_deliveries"] }, () => runOf(scene));
    await loseRun(scene);
    await runOf(scene);
    const ids = scene.receiver.calls.map(({ headers }) => headers.get("webhook-id"));
    expect([ids.length, new Set(ids).size]).toEqual([lands ? 1 : 2, 1]);
    expect(await rows(scene)).toMatchObject([{ status: "delivered", attempts: 1 }]);
  }
});

test("[E4] a run whose only attempt fails asks for the run of its retry", async () => {
  const scene = await newScene(fail);
  const { woken, release } = withoutMessages();
  await emit(scene.park.tenant_id, [newSubject()]);
  await runOf(scene).finally(release);
  expect((await rows(scene)).length).toBe(1);
  expect(woken).toContain(scene.webhook_id);
});

test("[E4] two runs that overlap, because the object lost the first, record one delivery with one attempt", async () => {
  const answers = Promise.withResolvers<void>();
  const scene = await newScene(() => answers.promise.then(succeed));
  await emit(scene.park.tenant_id, [newSubject()]);
  const first = runOf(scene);
  await until(async () => scene.receiver.calls.length === 1);
  await loseRun(scene);
  const second = runOf(scene);
  await until(async () => scene.receiver.calls.length === 2);
  answers.resolve();
  await Promise.all([first, second]);
  expect(await rows(scene)).toMatchObject([{ status: "delivered", attempts: 1, tries: 1 }]);
});

test("[E6] later events of a subject whose first fails wait for it, also when the endpoint's place passes them", async () => {
  const scene = await newScene();
  const { tenant_id } = scene.park;
  const [sale, other] = [newSubject(), newSubject()];
  // The retry is not due before the clock moves.
  vi.setSystemTime(Date.now());
  scene.receiver.answer(({ body }) => (body.subject_id === sale ? fail() : succeed()));
  await emit(tenant_id, [sale, sale, other, sale]);
  await runOf(scene);
  expect(scene.receiver.calls.length).toBe(2);
  expect((await rows(scene)).map(({ status }) => status)).toEqual(["pending", "delivered"]);
  await addEvents(tenant_id, 150);
  await runOf(scene, { swept: true });
  const { place, newest } = await placeOf(scene);
  expect(place).toBe(newest);
  const waiting = (await rows(scene)).filter(({ status }) => status === "pending");
  expect(waiting.map(({ attempts, next_attempt_at }) => [attempts, Number(next_attempt_at) > 0])).toEqual([
    [1, true],
    [0, false],
    [0, false],
  ]);
  await emit(tenant_id, [sale]);
  scene.receiver.answer(succeed);
  vi.setSystemTime(Date.now() + 2_000);
  await runOf(scene);
  const of_sale = scene.receiver.calls.filter(({ body }) => body.subject_id === sale).map(({ body }) => body.sequence);
  expect([of_sale.length, of_sale[0]]).toEqual([5, of_sale[1]]);
  expect(of_sale).toEqual(of_sale.toSorted((a, b) => a - b));
  expect((await rows(scene)).every(({ status }) => status === "delivered")).toBe(true);
});

test("[E6] a fresh event waits while more deliveries are recorded than a page has, because its subject's first may be among them", async () => {
  const scene = await newScene(fail);
  const { tenant_id } = scene.park;
  await emit(tenant_id, Array.from({ length: 8 }, newSubject));
  await runOf(scene);
  const subjects = Array.from({ length: 100 }, newSubject);
  for (const half of [subjects.slice(0, 50), subjects.slice(50)]) await emit(tenant_id, half);
  await runOf(scene, { swept: true });
  expect((await rows(scene)).length).toBe(108);
  for (const half of [subjects.slice(0, 50), subjects.slice(50)]) await emit(tenant_id, half.toReversed());
  scene.receiver.answer(succeed);
  vi.setSystemTime(Date.now() + 601_000);
  for (let round = 0; round < 20 && (await rows(scene)).length < 208; round++) await runOf(scene);
  for (const subject of subjects) {
    const sequences = scene.receiver.calls
      .filter(({ body }) => body.subject_id === subject)
      .map(({ body }) => body.sequence);
    expect([sequences.length, (sequences[0] ?? 0) < (sequences[1] ?? 0)]).toEqual([2, true]);
  }
});

test("[E4] an event whose message finds a run under way is delivered by that run", async () => {
  const answers = Promise.withResolvers<void>();
  const scene = await newScene(() => answers.promise.then(succeed));
  const { tenant_id } = scene.park;
  const { release } = withoutMessages();
  try {
    await emit(tenant_id, [newSubject()]);
    const running = runOf(scene);
    await until(async () => scene.receiver.calls.length === 1);
    await emit(tenant_id, [newSubject()]);
    await runOf(scene);
    answers.resolve();
    await running;
    expect(scene.receiver.calls.length).toBe(2);
  } finally {
    release();
  }
});

test("[E6] of 300 events of 20 subjects, a third of which fail once, each arrives, and each subject's in order", async () => {
  const failed = new Set<number>();
  const scene = await newScene(({ body }) => {
    if (body.sequence % 3 !== 0 || failed.has(body.sequence)) return succeed();
    failed.add(body.sequence);
    return fail();
  });
  const subjects = Array.from({ length: 20 }, newSubject);
  for (let at = 0; at < 6; at++)
    await emit(
      scene.park.tenant_id,
      Array.from({ length: 50 }, (_, index) => subjects[(at * 50 + index) % 20] ?? ""),
    );
  for (let round = 1; round < 100; round++) {
    await runOf(scene);
    const all = await rows(scene);
    if (all.length === 300 && all.every(({ status }) => status === "delivered")) break;
    await objectOf(scene).reset();
    vi.setSystemTime(Date.now() + 2_000);
  }
  const all = await rows(scene);
  expect([all.length, new Set(all.map(({ status }) => status))]).toEqual([300, new Set(["delivered"])]);
  const firsts = [...new Map(scene.receiver.calls.map(({ body }) => [body.sequence, body])).values()];
  const accepted = scene.receiver.calls.filter(
    ({ body }, at, calls) => at === calls.findLastIndex((call) => call.body.sequence === body.sequence),
  );
  expect(firsts.length).toBe(300);
  for (const of_subject of Map.groupBy(accepted, ({ body }) => body.subject_id).values()) {
    const sequences = of_subject.map(({ body }) => body.sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  }
});

test("[T9] an endpoint with a narrow filter reads each other event once, however many there are", async () => {
  const scene = await newScene(undefined, ["test.b"]);
  const { tenant_id } = scene.park;
  await addEvents(tenant_id, 3_500);
  await addEvents(tenant_id, 1, "test.b");
  const first = await runOf(scene);
  expect([scene.receiver.calls.length, first.read > 3_500, first.read < 9_000]).toEqual([1, true, true]);
  await addEvents(tenant_id, 1, "test.b");
  const second = await runOf(scene);
  expect([scene.receiver.calls.length, second.read < 100, second.written]).toEqual([2, true, 1]);
});

test("[E4] the sweep moves the place of an endpoint that wants none of the new events once, and then wakes nobody", async () => {
  const scene = await newScene(undefined, ["test.b"]);
  await emit(scene.park.tenant_id, [newSubject()], "test.a");
  await runOf(scene);
  expect(await placeOf(scene)).not.toMatchObject({ place: (await placeOf(scene)).newest });
  await runJob("sweep-deliveries");
  await until(async () => {
    const { place, newest } = await placeOf(scene);
    return place === newest;
  });
  const { woken, release } = withoutMessages();
  await runJob("sweep-deliveries").finally(release);
  expect(woken).not.toContain(scene.webhook_id);
});

test("[E5] while the breaker is open fresh events are recorded a page at a time, and later each is delivered once", async () => {
  const scene = await newScene(fail);
  const { tenant_id } = scene.park;
  await emit(tenant_id, Array.from({ length: 8 }, newSubject));
  await runOf(scene);
  const before = await rows(scene);
  expect([before.length, (await objectOf(scene).read()).breaker]).toEqual([8, "open"]);
  await addEvents(tenant_id, 50);
  expect((await runOf(scene)).written, "hardly behind").toBe(0);
  await runOf(scene, { swept: true });
  expect((await rows(scene)).length).toBe(58);
  await addEvents(tenant_id, 1_500);
  for (const length of [1_058, 1_558]) {
    await runOf(scene);
    expect((await rows(scene)).length).toBe(length);
  }
  expect(
    (await rows(scene)).slice(8).every(({ status, next_attempt_at }) => status === "pending" && next_attempt_at === 0),
  ).toBe(true);
  const { place, newest } = await placeOf(scene);
  expect(place).toBe(newest);
  expect(scene.receiver.calls.length).toBe(8);
  scene.receiver.answer(succeed);
  vi.setSystemTime(Date.now() + 601_000);
  for (let round = 0; round < 60 && (await rows(scene)).some(({ status }) => status === "pending"); round++)
    await runOf(scene);
  expect(scene.receiver.calls.length).toBe(8 + 1_558);
});

test("[E5] disabling makes what is fresh a dead letter, also what comes to be recorded meanwhile, and enabling begins with the next event", async () => {
  const scene = await newScene();
  const { park, owner, receiver, webhook_id } = scene;
  await emit(park.tenant_id, [newSubject(), newSubject(), newSubject()]);
  const change = { url: receiver.url, events: ["test.*"] };
  const put = (status: string) => owner.call("PUT", `/webhooks/${webhook_id}`, { ...change, status });
  expect((await put("disabled")).status).toBe(200);
  await until(async () => (await rows(scene)).every(({ status }) => status === "dead"));
  expect((await owner.get("/dlq")).data).toHaveLength(3);
  await emit(park.tenant_id, [newSubject()]);
  await runOf(scene, { swept: true });
  expect((await put("enabled")).status).toBe(200);
  await runOf(scene, { swept: true });
  expect([receiver.calls.length, (await rows(scene)).length]).toEqual([0, 3]);
  await emit(park.tenant_id, [newSubject()]);
  await runOf(scene);
  expect([receiver.calls.length, (await rows(scene)).length]).toEqual([1, 4]);
});

test("[E5] of an attempt that is under way while its endpoint is disabled, one delivery is recorded", async () => {
  const answers = Promise.withResolvers<void>();
  const scene = await newScene(() => answers.promise.then(succeed));
  const { park, owner, receiver, webhook_id } = scene;
  await emit(park.tenant_id, [newSubject(), newSubject()]);
  const running = runOf(scene);
  await until(async () => receiver.calls.length === 2);
  await owner.call("PUT", `/webhooks/${webhook_id}`, { url: receiver.url, events: ["test.*"], status: "disabled" });
  answers.resolve();
  await running;
  await runOf(scene);
  await until(async () => (await rows(scene)).every(({ status }) => status !== "pending"));
  expect((await rows(scene)).map(({ status, attempts }) => [status, attempts])).toEqual([
    ["delivered", 1],
    ["delivered", 1],
  ]);
});

test("[E4] an attempt that ends after its endpoint was deleted leaves no row", async () => {
  for (const answer of [succeed, fail]) {
    const answers = Promise.withResolvers<void>();
    const scene = await newScene(() => answers.promise.then(answer));
    await emit(scene.park.tenant_id, [newSubject()]);
    const running = runOf(scene);
    await until(async () => scene.receiver.calls.length === 1);
    const { release } = withoutMessages();
    await scene.owner.call("DELETE", `/webhooks/${scene.webhook_id}`).finally(release);
    // The run that deletes its records ends first.
    await loseRun(scene);
    await runOf(scene);
    answers.resolve();
    await running;
    const attempts = await env.DB.prepare("SELECT COUNT(*) AS count FROM webhook_attempts WHERE tenant_id = ?")
      .bind(scene.park.tenant_id)
      .first<number>("count");
    expect([await rows(scene), attempts]).toEqual([[], 0]);
  }
});

test("[E2] events from before a change of filters are owed by the former filters, and later ones by the new", async () => {
  const scene = await newScene(undefined, ["test.a"]);
  const { park, owner, receiver, webhook_id } = scene;
  const { tenant_id } = park;
  for (const type of ["test.a", "test.b"]) await emit(tenant_id, [newSubject()], type);
  const { status } = await owner.call("PUT", `/webhooks/${webhook_id}`, { url: receiver.url, events: ["test.b"] });
  expect(status).toBe(200);
  for (const type of ["test.a", "test.b"]) await emit(tenant_id, [newSubject()], type);
  await runOf(scene);
  await until(async () => receiver.calls.length === 2);
  await runOf(scene);
  expect(receiver.calls.map(({ body }) => body.type).toSorted()).toEqual(["test.a", "test.b"]);
  const sequences = receiver.sequences().toSorted((a, b) => a - b);
  expect((sequences[1] ?? 0) - (sequences[0] ?? 0)).toBe(3);
});

test("[E2] a run with the former filters sends nothing by them after they changed", async () => {
  const answers = Promise.withResolvers<void>();
  const scene = await newScene(() => answers.promise.then(succeed), ["test.a"]);
  const { park, owner, receiver, webhook_id } = scene;
  await emit(park.tenant_id, [newSubject()]);
  const running = runOf(scene);
  await until(async () => receiver.calls.length === 1);
  await owner.call("PUT", `/webhooks/${webhook_id}`, { url: receiver.url, events: ["test.b"] });
  await emit(park.tenant_id, [newSubject()]);
  // Somebody wants to begin, so the run looks once more.
  await runOf(scene);
  answers.resolve();
  await running;
  await runOf(scene, { swept: true });
  expect(receiver.calls.length).toBe(1);
  expect(await rows(scene)).toMatchObject([{ status: "delivered", attempts: 1 }]);
});

test("[E5] a place that moves disturbs no person who changes the endpoint at the same time", async () => {
  const scene = await newScene(undefined, ["test.b"]);
  const { park, owner, receiver, webhook_id } = scene;
  for (let round = 0; round < 5; round++) {
    await emit(park.tenant_id, [newSubject()]);
    const [reply] = await Promise.all([
      owner.call("PUT", `/webhooks/${webhook_id}`, { url: `${receiver.url}?${round}`, events: ["test.b"] }),
      runOf(scene, { swept: true }),
    ]);
    expect(reply.status).toBe(200);
  }
  expect((await auditRows(park.tenant_id, "event = 'webhook.updated'")).length).toBe(5);
});

test("[E4] a replay of events that are fresh sends each once", async () => {
  const scene = await newScene();
  const { park, owner, receiver, webhook_id } = scene;
  await emit(park.tenant_id, [newSubject(), newSubject()]);
  const { data } = await owner.post(`/webhooks/${webhook_id}/replay`, { from: "2026-01-01T00:00:00Z" });
  expect(data).toMatchObject({ restarted: 2 });
  await runOf(scene);
  await until(async () => (await rows(scene)).every(({ status }) => status === "delivered"));
  expect(receiver.calls.length).toBe(2);
});
