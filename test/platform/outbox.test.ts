/** Delivery of events: they reach every consumer in order and at least once, whatever fails (rule E1). */

import { env } from "cloudflare:workers";
import { decodeTime } from "ulid";
import { expect, test, vi } from "vitest";
import { seedContext } from "../../local/park.ts";
import { auditJobs } from "../../src/modules/operations/audits/jobs.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { eachTenant, oncePerTick, runJobs, type TickCache, turnsOf } from "../../src/platform/queue/cron.ts";
import { dailyTurn } from "../../src/platform/queue/daily.ts";
import { platformJobs, REPLIES_PER_TICK } from "../../src/platform/queue/jobs.ts";
import { readLag } from "../../src/platform/queue/lag.ts";
import {
  CONSUME_MS,
  type Consumer,
  drainOutbox,
  drainWoken,
  forgetEvents,
  type OutboxEvent,
  PAGES_A_DRAIN,
  sweepOutbox,
  type WakeUp,
} from "../../src/platform/queue/outbox.ts";
import { eventNamed } from "../support/events.ts";
import { countRows, newPark, until } from "../support/park.ts";

const base = () => seedContext(env);

let consumers = 0;

/** A consumer of test events that remembers its events. `fail` may refuse an event. */
function listener(fail: (event: OutboxEvent) => boolean = () => false, types = ["test.a", "test.b"]) {
  consumers += 1;
  const seen: OutboxEvent[] = [];
  const consumer: Consumer = {
    name: `listener-${consumers}`,
    types: types.map(eventNamed),
    consume: async (_, event) => {
      seen.push(event);
      await scheduler.wait(0);
      if (fail(event)) throw new Error(`cannot take ${event.sequence}`);
    },
  };
  return { consumer, seen, sequences: () => seen.map(({ sequence }) => sequence) };
}

async function emit(tenant_id: string, count: number, type = "test.a"): Promise<void> {
  for (let from = 0; from < count; from += 50) {
    const events = Array.from({ length: Math.min(50, count - from) }, (_, index) =>
      eventNamed(type).of(["test", newId(0)], { index: from + index }),
    );
    await commit(asTenant(base(), tenant_id), {
      writes: [],
      audit: [{ event: "test", subject: ["test", tenant_id] }],
      events,
    });
  }
}

/** A tenant without a park; only its outbox is used. */
const newTenant = () => newId(Date.now());

/** A tenant's cursors: `*` is the common one. */
async function cursorsOf(tenant_id: string): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare("SELECT consumer, sequence FROM outbox_cursors WHERE tenant_id = ?")
    .bind(tenant_id)
    .all<{ consumer: string; sequence: number }>();
  return Object.fromEntries(results.map(({ consumer, sequence }) => [consumer, sequence]));
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("[E1] a drain gives a consumer its events in order, once, over any number of pages", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 250);
  const { consumer, sequences, seen } = listener();
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(sequences()).toEqual(upTo(250));
  expect(seen[3]).toMatchObject({ tenant_id, type: "test.a", subject_kind: "test", data: { index: 3 } });
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(sequences().length).toBe(250);
  expect(await cursorsOf(tenant_id)).toEqual({ "*": 250 });
});

test("[E1] a consumer gets only its own types, and has its own cursor", async () => {
  const tenant_id = newTenant();
  const [all, some, none] = [listener(), listener(undefined, ["test.b"]), listener(undefined, ["test.c"])];
  const drain = () => drainOutbox(base(), tenant_id, [all.consumer, some.consumer, none.consumer]);
  await emit(tenant_id, 2);
  await emit(tenant_id, 1, "test.b");
  await drain();
  await emit(tenant_id, 1, "test.b");
  await drain();
  expect([all.sequences(), some.sequences(), none.sequences()]).toEqual([[1, 2, 3, 4], [3, 4], []]);
  expect(await cursorsOf(tenant_id), "one row for all").toEqual({ "*": 4 });
});

test("[E1] a consumer that fails stops no other, and gets the failed event and those after it again", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 5);
  let broken = true;
  const [failing, sound] = [listener(({ sequence }) => broken && sequence === 3), listener()];
  const drain = () => drainOutbox(base(), tenant_id, [failing.consumer, sound.consumer]);
  await expect(drain()).rejects.toThrow("a consumer failed");
  expect([failing.sequences(), sound.sequences()]).toEqual([
    [1, 2, 3],
    [1, 2, 3, 4, 5],
  ]);
  expect(await cursorsOf(tenant_id)).toEqual({ "*": 2, [sound.consumer.name]: 5 });
  broken = false;
  await drain();
  expect(failing.sequences().slice(3)).toEqual([3, 4, 5]);
  expect(sound.sequences()).toEqual([1, 2, 3, 4, 5]);
  expect(await cursorsOf(tenant_id)).toMatchObject({ "*": 5 });
});

test("[E1] two drains at once lose no event and never move a cursor back", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 120);
  const { consumer, sequences } = listener();
  await Promise.all([1, 2, 3].map(() => drainOutbox(base(), tenant_id, [consumer])));
  expect(new Set(sequences())).toEqual(new Set(upTo(120)));
  expect(await cursorsOf(tenant_id)).toEqual({ "*": 120 });
});

test("[E1] events that are written while a drain runs are found by it or by the next", async () => {
  const tenant_id = newTenant();
  const { consumer, sequences } = listener();
  await emit(tenant_id, 10);
  await Promise.all([
    drainOutbox(base(), tenant_id, [consumer]),
    ...Array.from({ length: 10 }, () => emit(tenant_id, 1)),
  ]);
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(new Set(sequences())).toEqual(new Set(upTo(20)));
});

/** A queue that keeps its messages; `calls` has the number of messages of each call. */
function keptQueue() {
  const sent: WakeUp[] = [];
  const calls: number[] = [];
  const keep = (bodies: WakeUp[]) => {
    calls.push(bodies.length);
    sent.push(...bodies);
  };
  const queue = {
    send: async (body: WakeUp) => keep([body]),
    sendBatch: async (messages: { body: WakeUp }[]) => keep(messages.map(({ body }) => body)),
  };
  return { sent, calls, base: () => ({ ...base(), env: { ...env, OUTBOX: queue as unknown as Queue<WakeUp> } }) };
}

const messageOf = (body: WakeUp) => ({ body, retry: () => undefined });

test("[E1] the sweep wakes the drain of each tenant with undrained events, and then of none", async () => {
  const tenants = [newTenant(), newTenant(), newTenant()];
  for (const tenant_id of tenants) await emit(tenant_id, 2);
  const queue = keptQueue();
  const { consumer, seen } = listener();
  await sweepOutbox(queue.base());
  const own = () => queue.sent.filter(({ tenant_id }) => tenants.includes(tenant_id));
  expect(own()).toEqual(tenants.map((tenant_id) => ({ tenant_id, swept: true })));
  await drainWoken(base(), own().map(messageOf), [consumer]);
  for (const tenant_id of tenants)
    expect(seen.filter((event) => event.tenant_id === tenant_id).map(({ sequence }) => sequence)).toEqual([1, 2]);
  queue.sent.length = 0;
  await sweepOutbox(queue.base());
  expect(own()).toEqual([]);
});

test("[E1] a tenant whose events no consumer wants is swept once, by one row, and not again until it has new ones", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 3);
  const { consumer } = listener(undefined, ["test.never"]);
  await drainWoken(base(), [messageOf({ tenant_id })], [consumer]);
  expect(await cursorsOf(tenant_id), "a wake-up alone writes nothing").toEqual({});
  await drainWoken(base(), [messageOf({ tenant_id, swept: true })], [consumer]);
  expect(await cursorsOf(tenant_id)).toEqual({ "*": 3 });
});

test("[E1] a tenant with a failing consumer stays to be swept, though the others have got everything", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 3);
  const [failing, sound] = [listener(() => true), listener()];
  const queue = keptQueue();
  await drainWoken(base(), [messageOf({ tenant_id, swept: true })], [failing.consumer, sound.consumer]);
  await sweepOutbox(queue.base());
  expect(queue.sent).toContainEqual({ tenant_id, swept: true });
  expect(sound.sequences()).toEqual([1, 2, 3]);
});

test("[E1] a sweep sends a hundred messages a call", async () => {
  const queue = keptQueue();
  const tenants = Array.from({ length: 101 }, newTenant);
  await env.DB.batch(
    tenants.map((tenant_id) =>
      env.DB.prepare(
        `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
         VALUES (?, 1, '1', 'test.a', 'test', '1', 0, '{}')`,
      ).bind(tenant_id),
    ),
  );
  await sweepOutbox(queue.base());
  expect(Math.max(...queue.calls)).toBe(100);
  expect(queue.calls.length).toBeGreaterThan(1);
  await drainWoken(
    base(),
    tenants.map((tenant_id) => messageOf({ tenant_id, swept: true })),
    [],
  );
});

test("[E1] a drain has a bound: it asks for its next message, until each event was delivered", async () => {
  const tenant_id = newTenant();
  const events = PAGES_A_DRAIN * 100 + 50;
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     SELECT ?, value, value, 'test.a', 'test', '1', 0, '{}'
     FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?) SELECT value FROM n)`,
  )
    .bind(tenant_id, events)
    .run();
  const pages: number[] = [];
  const consumer: Consumer = {
    name: "takes-pages",
    types: [eventNamed("test.a")],
    consume: () => Promise.reject(new Error("takes pages only")),
    consumeAll: async (_, page) => void pages.push(page.length),
  };
  const queue = keptQueue();
  await drainWoken(queue.base(), [messageOf({ tenant_id })], [consumer]);
  expect([pages.length, queue.sent]).toEqual([PAGES_A_DRAIN, [{ tenant_id, swept: false }]]);
  await drainWoken(queue.base(), queue.sent.splice(0).map(messageOf), [consumer]);
  expect([pages.length, pages.at(-1), queue.sent]).toEqual([PAGES_A_DRAIN + 1, 50, []]);
});

test("[E1] a consumer that wants nothing is asked once a drain, reads nothing, and begins with what follows", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 250);
  let [wanting, asked] = [false, 0];
  const { consumer, sequences } = listener();
  const choosy: Consumer = {
    ...consumer,
    wants: async () => {
      asked += 1;
      return wanting;
    },
  };
  const other = listener();
  const drain = () => drainOutbox(base(), tenant_id, [choosy, other.consumer]);
  await drain();
  expect([asked, sequences(), await cursorsOf(tenant_id)]).toEqual([1, [], { "*": 250 }]);
  await drain();
  expect(asked, "without new events nobody is asked").toBe(1);
  wanting = true;
  await emit(tenant_id, 2);
  await drain();
  expect(sequences()).toEqual([251, 252]);
});

test("[E1] a consumer whose question fails gets its events later; the others get them now", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 2);
  let broken = true;
  const [asked, sound] = [listener(), listener()];
  const choosy: Consumer = {
    ...asked.consumer,
    wants: async () => {
      if (broken) throw new Error("no answer");
      return true;
    },
  };
  const drain = () => drainOutbox(base(), tenant_id, [choosy, sound.consumer]);
  await expect(drain()).rejects.toThrow("a consumer failed");
  expect([asked.sequences(), sound.sequences()]).toEqual([[], [1, 2]]);
  broken = false;
  await drain();
  expect([asked.sequences(), sound.sequences()]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test("[E1] a drain that died after a consumer took an event and before its cursor moved delivers it again", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 3);
  const { consumer, sequences } = listener();
  const dying = {
    ...base(),
    env: {
      ...env,
      DB: {
        withSession: (bookmark: string) => {
          const session = env.DB.withSession(bookmark);
          return {
            prepare: (text: string) => session.prepare(text),
            batch: () => Promise.reject(new Error("the process died")),
            getBookmark: () => session.getBookmark(),
          };
        },
      } as unknown as D1Database,
    },
  };
  await expect(drainOutbox(dying, tenant_id, [consumer])).rejects.toThrow();
  expect(await cursorsOf(tenant_id)).toEqual({});
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(sequences()).toEqual([1, 2, 3, 1, 2, 3]);
});

test("[E1] a consumer that is slow is left behind, the others go on without it, and it gets nothing more in this drain", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 2);
  const sound = listener();
  const slow = listener();
  let free = () => undefined as unknown;
  const gate = new Promise<void>((resolve) => {
    free = resolve;
  });
  const stuck: Consumer = {
    ...slow.consumer,
    consume: async (ctx, event) => {
      await slow.consumer.consume(ctx, event);
      await gate;
    },
  };
  const deadlines: (() => void)[] = [];
  const timers = vi.spyOn(globalThis, "setTimeout");
  timers.mockImplementation(((work: () => void, ms: number) => {
    if (ms === CONSUME_MS) deadlines.push(work);
    return 0;
  }) as unknown as typeof setTimeout);
  const drained = drainOutbox(base(), tenant_id, [stuck, sound.consumer]).catch((error) => String(error));
  while (sound.seen.length < 2) await scheduler.wait(1);
  timers.mockRestore();
  // The first deadline is that of the first consumer.
  deadlines[0]?.();
  expect(await drained).toContain("a consumer failed");
  expect(sound.sequences()).toEqual([1, 2]);
  free();
  await scheduler.wait(0);
  expect(slow.sequences()).toEqual([1]);
  expect(await cursorsOf(tenant_id)).toEqual({ [sound.consumer.name]: 2 });
  await drainOutbox(base(), tenant_id, [stuck, sound.consumer]);
  expect([slow.sequences(), sound.sequences()]).toEqual([
    [1, 1, 2],
    [1, 2],
  ]);
});

test("[E1] however many consumers there are, a drain reads their places once and each page once, and writes one row a page", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 150);
  const consumers = Array.from({ length: 12 }, () => listener().consumer);
  const ctx = base();
  const { trace } = ctx;
  await drainOutbox(ctx, tenant_id, consumers);
  const { queries, rows } = trace.ctx?.db ?? {};
  expect(queries?.sent, "places, two pages, two moves").toBe(5);
  expect(rows?.written).toBe(2);
});

test("[E1] a job that fails stops no other job", async () => {
  const ran: string[] = [];
  const job = (name: string) => ({
    name,
    run: async () => {
      ran.push(name);
      if (name === "b") throw new Error("b cannot");
    },
  });
  await runJobs(base(), ["a", "b", "c"].map(job));
  expect(ran).toEqual(["a", "b", "c"]);
});

test("[E1] the jobs of a tick share one read, and after a failed one the next job reads again", async () => {
  const cache: TickCache<number> = new WeakMap();
  const tick = base();
  let reads = 0;
  const read = async () => {
    reads += 1;
    if (reads === 1) throw new Error("no answer");
    return reads;
  };
  await expect(oncePerTick(cache, tick, read)).rejects.toThrow("no answer");
  expect([await oncePerTick(cache, tick, read), await oncePerTick(cache, tick, read)]).toEqual([2, 2]);
  expect(await oncePerTick(cache, base(), read), "another tick").toBe(3);
});

test("[T9] a job with too many tenants begins each tick with others, and reaches all of them", () => {
  const tenants = Array.from({ length: 25 }, (_, index) => index);
  const ticks = Array.from({ length: 5 }, (_, minute) => turnsOf(tenants, 10, minute * 60_000));
  expect(ticks.map(({ length }) => length)).toEqual([10, 10, 10, 10, 10]);
  expect(new Set(ticks.flat()).size).toBe(25);
  expect(turnsOf([1, 2], 10, 60_000)).toEqual([1, 2]);
});

test("[E1] a tenant whose work fails stops a job for no other tenant", async () => {
  const done: string[] = [];
  await eachTenant(["a", { tenant_id: "b" }, "c"], "not done yet", async (tenant) => {
    if (typeof tenant !== "string") throw new Error("no luck");
    done.push(tenant);
  });
  expect(done).toEqual(["a", "c"]);
});

test("[E1] many wake-ups drain each tenant once, and a tenant that failed is woken again", async () => {
  const [sick, well] = [newTenant(), newTenant()];
  await emit(sick, 1);
  await emit(well, 1);
  const failing = listener((event) => event.tenant_id === sick);
  const retried: string[] = [];
  const wakeUps = [sick, well, sick, well].map((tenant_id) => ({
    body: { tenant_id },
    retry: () => void retried.push(tenant_id),
  }));
  await drainWoken(base(), wakeUps, [failing.consumer]);
  expect(failing.seen.map(({ tenant_id }) => tenant_id)).toEqual([sick, well]);
  expect(retried).toEqual([sick]);
});

test("[E1] a tenant with a slow consumer does not make the other tenants of a batch wait", async () => {
  const [slow, ...well] = [newTenant(), newTenant(), newTenant()];
  for (const tenant_id of [slow, ...well]) await emit(tenant_id, 1);
  let free = () => undefined as unknown;
  const gate = new Promise<void>((resolve) => {
    free = resolve;
  });
  const seen: string[] = [];
  const consumer: Consumer = {
    ...listener().consumer,
    consume: async (_, { tenant_id }) => {
      if (tenant_id === slow) await gate;
      seen.push(tenant_id);
      if (seen.length === well.length) free();
    },
  };
  const messages = [slow, ...well].map((tenant_id) => messageOf({ tenant_id: tenant_id ?? "" }));
  await drainWoken(base(), messages, [consumer]);
  expect(seen).toEqual([...well, slow]);
});

test("[E1] a drain with nothing to do writes nothing until it is far behind", async () => {
  const tenant_id = newTenant();
  const { consumer } = listener(undefined, ["test.never"]);
  await emit(tenant_id, 900);
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(await cursorsOf(tenant_id)).toEqual({});
  await emit(tenant_id, 150);
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(await cursorsOf(tenant_id)).toEqual({ "*": 1_050 });
});

test("[E1] a park's acts are in its outbox in their order", async () => {
  const park = await newPark();
  const till = await park.till();
  const items = [{ package_id: park.packages.single, qty: 1 }];
  await till.post("/sales", { items, payments: [{ method: "cash", amount: 35_000 }] }, "key");
  await till.post("/shifts/close", { cash_counted: 135_000 });
  const { consumer, seen } = listener(undefined, ["shift.opened", "sale.created", "shift.closed"]);
  await drainOutbox(base(), park.tenant_id, [consumer]);
  expect(seen.map(({ type }) => type)).toEqual(["shift.opened", "sale.created", "shift.closed"]);
  expect(new Set(seen.map(({ store_id }) => store_id))).toEqual(new Set([park.store_id]));
  expect(await countRows("outbox", park.tenant_id, "type = 'sale.created'")).toBe(1);
});

test("[E1] the oldest events are deleted once all consumers passed them; the newest stays, and numbers continue from it", async () => {
  const tenant_id = newTenant();
  const all = listener();
  const failing = listener(({ sequence }) => sequence === 5);
  const { db } = asTenant(base(), tenant_id);
  const kept = async () =>
    (
      await db.all<{ sequence: number }>(
        sql`SELECT sequence FROM outbox WHERE tenant_id = ${tenant_id} ORDER BY sequence`,
      )
    ).map(({ sequence }) => sequence);
  const forget = (before: number, consumers: Consumer[]) => forgetEvents(db, before, consumers);
  await emit(tenant_id, 8);
  const later = Date.now() + 1;
  await env.DB.prepare("UPDATE outbox SET at = ? WHERE tenant_id = ? AND sequence = 7").bind(later, tenant_id).run();

  await forget(later, [all.consumer]);
  expect(await kept(), "nobody was told").toEqual(upTo(8));
  await drainOutbox(base(), tenant_id, [all.consumer, failing.consumer]).catch(() => undefined);
  await forget(later, [all.consumer, failing.consumer]);
  expect(await kept(), "one has not got the fifth").toEqual(upTo(8, 5));
  await forget(later - 60_000, [all.consumer]);
  expect(await kept(), "they are young").toEqual(upTo(8, 5));
  await forget(later, [all.consumer]);
  expect(await kept(), "up to the first of a later moment").toEqual([7, 8]);
  await forget(later + 1, [all.consumer]);
  expect(await kept()).toEqual([8]);
  await emit(tenant_id, 1);
  await drainOutbox(base(), tenant_id, [all.consumer]);
  expect(all.sequences()).toEqual(upTo(9));
});

const REPLY_COLUMNS = "(tenant_id, caller_id, idempotency_key, fingerprint, status, body, sealed, created_at)";

test("[I6] replies are kept for eight days and deleted from the tenant's minute of the day on", async () => {
  const park = await newPark();
  await until(async () => (await countRows("outbox", park.tenant_id)) > 0);
  const day = 86_400_000;
  const turn = dailyTurn(park.tenant_id, Date.now());
  const insert = (key: string, created_at: number) =>
    env.DB.prepare(`INSERT INTO replies ${REPLY_COLUMNS} VALUES (?, 'c', ?, 'f', 200, '{}', 0, ?)`).bind(
      park.tenant_id,
      key,
      created_at,
    );
  await env.DB.batch([insert("young", turn - 7.9 * day), insert("old", turn - 8 * day - 1)]);
  const job = platformJobs().find(({ name }) => name === "forget-replies");
  const keys = async () =>
    (
      await env.DB.prepare("SELECT idempotency_key AS key FROM replies WHERE tenant_id = ?").bind(park.tenant_id).all()
    ).results
      .map(({ key }) => key)
      .toSorted();
  const tick = async (now: number) => job?.run({ ...base(), now, arrived_at: now });
  await tick(turn - 1);
  expect(await keys()).toEqual(["old", "young"]);
  for (let minute = 0; minute < 30 && (await keys()).length === 2; minute++) await tick(turn + minute * 60_000);
  expect(await keys()).toEqual(["young"]);
});

test("[I6] [T9] old replies and events are deleted in portions: a tick deletes a bounded number, and later ticks the rest", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 1);
  const turn = dailyTurn(tenant_id, Date.now() + 200 * 86_400_000);
  await env.DB.prepare(
    `INSERT INTO replies ${REPLY_COLUMNS} SELECT ?, 'c', 'key-' || value, 'f', 200, '{}', 0, 0
     FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 4500) SELECT value FROM n)`,
  )
    .bind(tenant_id)
    .run();
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     SELECT ?, value + 1, value, 'x', 'test', '1', 0, '{}'
     FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 4500) SELECT value FROM n)`,
  )
    .bind(tenant_id)
    .run();
  const { consumer } = listener();
  const passed = env.DB.prepare("INSERT INTO outbox_cursors VALUES (?, '*', 9999)").bind(tenant_id);
  await passed.run();
  const jobs = [...platformJobs(), ...auditJobs([consumer])].filter(({ name }) => name.startsWith("forget-"));
  const counted = async () => [await countRows("replies", tenant_id), await countRows("outbox", tenant_id)];
  const left = [await counted()];
  for (let minute = 0; minute < 60 && left.at(-1)?.join() !== "0,1"; minute++) {
    const now = turn + minute * 60_000;
    for (const job of jobs) await job.run({ ...base(), now, arrived_at: now });
    left.push(await counted());
  }
  const steps = (place: number) => [...new Set(left.map((counts) => counts[place]))];
  expect(steps(1)).toEqual([4501, 2501, 501, 1]);
  // Old replies of other tenants may leave in the same statement, which then deletes fewer of this tenant's.
  const deleted = steps(0).map((count, index, all) => (all[index - 1] ?? count ?? 0) - (count ?? 0));
  expect([steps(0).at(-1), Math.max(...deleted) <= REPLIES_PER_TICK, deleted.length > 3]).toEqual([0, true, true]);
});

test("[T9] daily work of tenants is spread over the day", () => {
  const turns = Array.from({ length: 1_000 }, () => dailyTurn(crypto.randomUUID(), 0) / 3_600_000);
  const hours = Map.groupBy(turns, (turn) => Math.floor(turn));
  expect(hours.size).toBe(24);
  expect(Math.max(...[...hours.values()].map(({ length }) => length))).toBeLessThan(120);
});

test("[E1] the lag names the slowest consumer, its events and their age, and nobody who has got everything or wants nothing", async () => {
  const tenant_id = newTenant();
  await emit(tenant_id, 4);
  const [failing, sound] = [listener(({ sequence }) => sequence === 3), listener()];
  const idle = listener(undefined, ["test.never"]);
  const unwilling: Consumer = { ...listener().consumer, wants: async () => false };
  const consumers = [sound.consumer, failing.consumer, idle.consumer, unwilling];
  const recorded = decodeTime(
    (await env.DB.prepare("SELECT MIN(event_id) AS id FROM outbox WHERE tenant_id = ?").bind(tenant_id).first("id")) ??
      "",
  );
  const later = () => ({ ...asTenant(base(), tenant_id), arrived_at: recorded + 60_500 });
  expect(await readLag(later(), [sound.consumer]), "before the drain").toMatchObject({ events: 4, seconds: 60 });
  await drainOutbox(base(), tenant_id, consumers).catch(() => undefined);
  expect(await readLag(later(), consumers)).toEqual({ consumer: failing.consumer.name, events: 2, seconds: 60 });
  expect(await readLag(later(), [sound.consumer, idle.consumer, unwilling])).toEqual({
    consumer: null,
    events: 0,
    seconds: 0,
  });
  expect(await readLag(asTenant(base(), newTenant()), consumers), "without events").toMatchObject({ events: 0 });
});

test("[E1] [U1] sweep and drain pass a tenant that is being restored, and deliver its events after the last row is back", async () => {
  const [restored, other] = [newTenant(), newTenant()];
  await emit(restored, 3);
  await emit(other, 3);
  await env.DB.prepare("INSERT INTO restores (tenant_id, backup_id, started_by, started_at) VALUES (?, 'b', 'p', 1)")
    .bind(restored)
    .run();
  const swept = async () => {
    const sent: string[] = [];
    const OUTBOX = {
      sendBatch: async (batch: { body: WakeUp }[]) => sent.push(...batch.map(({ body }) => body.tenant_id)),
    };
    await sweepOutbox({ ...base(), env: { ...env, OUTBOX: OUTBOX as never } });
    return sent;
  };
  const { consumer, sequences } = listener();
  expect(await drainOutbox(base(), restored, [consumer], { swept: true })).toEqual({ left: false });
  expect(sequences()).toEqual([]);
  expect(await cursorsOf(restored)).toEqual({});
  const during = await swept();
  expect([during.includes(restored), during.includes(other)]).toEqual([false, true]);

  await env.DB.prepare("UPDATE restores SET finished_at = 2 WHERE tenant_id = ?").bind(restored).run();
  expect(await swept()).toContain(restored);
  await drainOutbox(base(), restored, [consumer], { swept: true });
  expect(sequences()).toEqual([1, 2, 3]);
});

/** A consumer that may get its events again at any time. */
function repeater() {
  const { consumer, ...rest } = listener();
  return { ...rest, consumer: { ...consumer, repeatable: true } };
}

test("[E1] a consumer whose events may come again gets each once from one isolate, and moves the cursor once in a hundred", async () => {
  const tenant_id = newTenant();
  const { consumer, sequences } = repeater();
  for (let event = 1; event <= 100; event++) {
    await emit(tenant_id, 1);
    await drainOutbox(base(), tenant_id, [consumer]);
  }
  expect([sequences(), await cursorsOf(tenant_id)]).toEqual([upTo(100), {}]);
  await emit(tenant_id, 1);
  await drainOutbox(base(), tenant_id, [consumer]);
  expect([sequences(), await cursorsOf(tenant_id)]).toEqual([upTo(101), { "*": 101 }]);
});

test("[E1] a sweep trusts the database alone: it brings such events again, moves the cursor, and then none comes", async () => {
  const tenant_id = newTenant();
  const { consumer, sequences } = repeater();
  await emit(tenant_id, 3);
  await drainOutbox(base(), tenant_id, [consumer]);
  expect(await cursorsOf(tenant_id)).toEqual({});
  const queue = keptQueue();
  await sweepOutbox(queue.base());
  expect(queue.sent).toContainEqual({ tenant_id, swept: true });
  await drainWoken(base(), [messageOf({ tenant_id, swept: true })], [consumer]);
  expect([sequences(), await cursorsOf(tenant_id)]).toEqual([[1, 2, 3, 1, 2, 3], { "*": 3 }]);
  queue.sent.length = 0;
  await sweepOutbox(queue.base());
  expect(queue.sent.map((body) => body.tenant_id)).not.toContain(tenant_id);
});

test("[E1] what an isolate remembers hides no event after the outbox was replaced, whatever its numbers", async () => {
  for (const count of [2, 5, 9]) {
    const tenant_id = newTenant();
    const { consumer, sequences } = repeater();
    await emit(tenant_id, 5);
    await drainOutbox(base(), tenant_id, [consumer]);
    expect(sequences()).toEqual(upTo(5));
    await env.DB.prepare("DELETE FROM outbox WHERE tenant_id = ?").bind(tenant_id).run();
    await emit(tenant_id, count);
    await drainOutbox(base(), tenant_id, [consumer]);
    expect(sequences().slice(5)).toEqual(upTo(count));
  }
});

test("[E1] an event that must not come again moves the cursor at once, also beside a consumer whose events may", async () => {
  const tenant_id = newTenant();
  const [again, once] = [repeater(), listener(undefined, ["test.b"])];
  const drain = () => drainOutbox(base(), tenant_id, [again.consumer, once.consumer]);
  await emit(tenant_id, 2);
  await drain();
  expect(await cursorsOf(tenant_id)).toEqual({});
  await emit(tenant_id, 1, "test.b");
  await drain();
  expect([again.sequences(), once.sequences(), await cursorsOf(tenant_id)]).toEqual([upTo(3), [3], { "*": 3 }]);
});

test("[E1] a failing consumer makes one whose events may come again write once in a hundred events, and repeat none", async () => {
  const tenant_id = newTenant();
  const [again, failing] = [repeater(), listener(() => true)];
  const drain = () => drainOutbox(base(), tenant_id, [again.consumer, failing.consumer]).catch(() => undefined);
  for (let event = 1; event <= 100; event++) {
    await emit(tenant_id, 1);
    await drain();
  }
  expect([again.sequences(), await cursorsOf(tenant_id)]).toEqual([upTo(100), {}]);
  await emit(tenant_id, 1);
  await drain();
  expect([again.sequences(), await cursorsOf(tenant_id)]).toEqual([upTo(101), { [again.consumer.name]: 101 }]);
});

test("[E1] a failed event of such a consumer comes again, with those after it", async () => {
  const tenant_id = newTenant();
  let broken = true;
  const { consumer, sequences } = listener(({ sequence }) => broken && sequence === 2);
  await emit(tenant_id, 3);
  await drainOutbox(base(), tenant_id, [{ ...consumer, repeatable: true }]).catch(() => undefined);
  broken = false;
  await drainOutbox(base(), tenant_id, [{ ...consumer, repeatable: true }]);
  expect(sequences()).toEqual([1, 2, 2, 3]);
});

test("[E1] the lag counts an event of such a consumer only when two sweeps did not bring it", async () => {
  const tenant_id = newTenant();
  const { consumer } = repeater();
  await emit(tenant_id, 2);
  const after = (ms: number) => ({ ...asTenant(base(), tenant_id), arrived_at: Date.now() + ms });
  expect(await readLag(after(60_000), [consumer])).toEqual({ consumer: null, events: 0, seconds: 0 });
  expect(await readLag(after(130_000), [consumer])).toMatchObject({ consumer: consumer.name, events: 2 });
});
