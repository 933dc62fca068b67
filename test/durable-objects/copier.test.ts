/** Tests of the copier: scans of one device reach D1 together, and each reaches it even if its copier fails. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { RecentScans } from "../../durable-objects/device/recent.ts";
import { findUncopied } from "../../durable-objects/device/storage.ts";
import { newId } from "../../src/platform/http/context.ts";
import { whileD1Refuses } from "../support/faults.ts";
import { sell } from "../support/gate.ts";
import { type Client, countRows, newPark, type TestPark, until } from "../support/park.ts";

interface Sold {
  ticket_id: string;
  qr_token: string;
}

type Batch = { told: { line: object }[] }[];

const nameOf = (park: TestPark) => `${park.tenant_id}:${park.devices.gate?.device_id}`;
const copierOf = (park: TestPark) => env.COPIER.getByName(nameOf(park));
const gateOf = (park: TestPark) => env.DEVICE.getByName(nameOf(park));
const objectOf = (park: TestPark, { ticket_id }: Sold) => env.TICKET.getByName(`${park.tenant_id}:${ticket_id}`);
const copies = (park: TestPark) => countRows("redemptions", park.tenant_id);
const alarmOf = (object: DurableObjectStub) => runInDurableObject(object, (_, { storage }) => storage.getAlarm());
/** Works with the scans that the gate's object keeps. */
const withKept = <Value>(park: TestPark, work: (recent: RecentScans) => Value) =>
  runInDurableObject(gateOf(park), (object) =>
    work((object as unknown as { parts: { bindings: { recent: RecentScans } } }).parts.bindings.recent),
  );
/** Lets the gate's object look for its kept scans, some minutes from now. */
const checkIn = (park: TestPark, minutes: number) =>
  withKept(park, (recent) => recent.check(park.tenant_id, Date.now() + minutes * 60_000));
/** Makes the gate's copier lose its lines, as if its machine died. */
const loseCopier = (park: TestPark) =>
  runInDurableObject(copierOf(park), (copier) => {
    Object.assign(copier, { run: () => Promise.resolve() });
  });
const keptRows = (park: TestPark) =>
  runInDurableObject(gateOf(park), (_, { storage }) => [...storage.kv.list({ prefix: "recent" })].length);

async function scanAll(park: TestPark, sold: readonly Sold[], known?: Client) {
  const gate = known ?? (await park.device("gate"));
  return Promise.all(
    sold.map(({ qr_token }) => gate.post("/tickets/redeem", { qr_token, scan_id: newId(Date.now()) })),
  );
}

/** The number of batches that insert a redemption while `work` runs. */
async function batchesDuring(work: () => Promise<void>): Promise<number> {
  const session = Object.getPrototypeOf(env.DB.withSession()) as D1DatabaseSession;
  const { prepare, batch } = session;
  const ours = new WeakSet<object>();
  let batches = 0;
  session.prepare = function (query) {
    const statement = prepare.call(this, query);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values) => {
      const bound = bind(...values);
      if (/^\s*INSERT INTO "?redemptions\b/.test(query)) ours.add(bound);
      return bound;
    };
    return statement;
  };
  session.batch = function (statements) {
    if (statements.some((statement) => ours.has(statement))) batches += 1;
    return batch.call(this, statements) as never;
  };
  try {
    await work();
    return batches;
  } finally {
    Object.assign(session, { prepare, batch });
  }
}

test("[G2] scans of twenty tickets reach D1 in a few batches, without an alarm of any ticket", async () => {
  const park = await newPark();
  const sold = await sell(park, park.packages.single ?? "", 20);
  const batches = await batchesDuring(async () => {
    const answers = await scanAll(park, sold);
    expect(answers.map(({ data }) => data.result)).toEqual(sold.map(() => "pass"));
    expect(await Promise.all(sold.map((ticket) => alarmOf(objectOf(park, ticket))))).toEqual(sold.map(() => null));
    await until(async () => (await copies(park)) === 20);
  });
  expect(batches).toBeLessThanOrEqual(5);
});

test("[G2] a device's object drops the scans that D1 has, and keeps no row of them", async () => {
  const park = await newPark();
  await scanAll(park, await sell(park, park.packages.single ?? "", 45));
  // The row that is being filled stays until the gate is idle.
  await until(async () => (await copies(park)) === 45 && (await keptRows(park)) === 1);
  await runDurableObjectAlarm(gateOf(park));
  expect(await keptRows(park)).toBe(0);
});

test("[G2] while D1 is away each ticket keeps its scan, and its alarm copies it later", async () => {
  const park = await newPark();
  const sold = await sell(park, park.packages.multi ?? "", 3);
  const gate = await park.device("gate");
  await scanAll(park, sold, gate);
  await until(async () => (await copies(park)) === 3);
  await whileD1Refuses(async () => {
    const answers = await scanAll(park, sold, gate);
    expect(answers.map(({ data }) => data.result)).toEqual(["pass", "pass", "pass"]);
    await until(async () => (await Promise.all(sold.map((ticket) => alarmOf(objectOf(park, ticket))))).every(Boolean));
  });
  for (const ticket of sold) await runDurableObjectAlarm(objectOf(park, ticket));
  expect(await copies(park)).toBe(6);
});

test("[G2] a scan whose copier, ticket and gate all die is found by the gate's storage as soon as the gate wakes", async () => {
  const park = await newPark();
  await runInDurableObject(copierOf(park), (copier) => {
    Object.assign(copier, { run: () => Promise.resolve() });
  });
  const sold = await sell(park, park.packages.single ?? "", 3);
  await scanAll(park, sold);
  for (const object of [copierOf(park), gateOf(park), ...sold.map((ticket) => objectOf(park, ticket))])
    await evictDurableObject(object);
  expect(await copies(park)).toBe(0);
  await runDurableObjectAlarm(gateOf(park));
  expect(await copies(park)).toBe(3);
});

test("[G2] a copier with a thousand waiting tickets accepts no more, and the next ticket copies its own scan", async () => {
  const park = await newPark();
  await runInDurableObject(copierOf(park), (copier) => {
    Object.assign(copier, { waiting: Array.from({ length: 1_000 }, () => null), run: () => Promise.resolve() });
  });
  const sold = await sell(park, park.packages.single ?? "", 1);
  await scanAll(park, sold);
  await until(async () => (await Promise.all(sold.map((ticket) => alarmOf(objectOf(park, ticket))))).every(Boolean));
  const waiting = await runInDurableObject(
    copierOf(park),
    (copier) => (copier as unknown as { waiting: unknown[] }).waiting.length,
  );
  expect(waiting).toBe(1_000);
});

test("[G2] a gate that keeps two thousand scans keeps no more, and tickets copy further ones themselves", async () => {
  const park = await newPark();
  const sold = await sell(park, park.packages.single ?? "", 2);
  await scanAll(park, sold.slice(0, 1));
  await runInDurableObject(gateOf(park), (gate) => {
    const { recent } = (gate as unknown as { parts: { bindings: { recent: { scans: Map<string, object> } } } }).parts
      .bindings;
    const [one] = recent.scans.values();
    for (let n = recent.scans.size; n < 2_000; n++) recent.scans.set(`full-${n}`, { ...one });
  });
  const [answer] = await scanAll(park, sold.slice(1));
  expect(answer?.data.result).toBe("pass");
  expect(await Promise.all(sold.slice(1).map((ticket) => alarmOf(objectOf(park, ticket))))).toEqual([
    expect.any(Number),
  ]);
});

test("[G2] one line that D1 refuses does not block another ticket's scan", async () => {
  const park = await newPark();
  const sold = await sell(park, park.packages.single ?? "", 4);
  let refused = 0;
  await runInDurableObject(copierOf(park), (copier) => {
    const { copy } = copier as unknown as { copy(device: object, batch: Batch): Promise<void> };
    Object.assign(copier, {
      copy: (device: object, batch: Batch) => {
        Object.assign(batch[0]?.told[0]?.line ?? {}, { device_name: null });
        return copy.call(copier, device, batch).catch((error) => {
          refused += 1;
          throw error;
        });
      },
    });
  });
  await scanAll(park, sold);
  await until(async () => {
    for (const ticket of sold) await runDurableObjectAlarm(objectOf(park, ticket));
    return (await copies(park)) === 4;
  });
  expect(refused).toBe(1);
});

test("[G2] a repeat that is counted while its line is being copied reaches D1 as well", async () => {
  const park = await newPark();
  const sold = await sell(park, park.packages.single ?? "", 1);
  const held: { run?: () => Promise<void> } = {};
  await runInDurableObject(copierOf(park), (copier) => {
    const { run } = copier as unknown as { run(device: object): Promise<void> };
    Object.assign(copier, {
      run: (device: object) => {
        held.run = () => run.call(copier, device);
        return Promise.resolve();
      },
    });
  });
  const gate = await park.device("gate");
  const results = [];
  for (let n = 0; n < 3; n++) results.push((await scanAll(park, sold, gate))[0]?.data.result);
  expect(results).toEqual(["pass", "fail", "fail"]);
  await runInDurableObject(copierOf(park), () => held.run?.());
  await runDurableObjectAlarm(objectOf(park, sold[0] as Sold));
  expect(await countRows("redemptions", park.tenant_id, "count = 2")).toBe(1);
});

test("[G2] a gate keeps the first scan of a ticket within ten seconds; further ones share an alarm of the ticket", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, park.packages.single ?? "", 1);
  if (!ticket) throw new Error("No ticket was sold.");
  const gate = await park.device("gate");
  await scanAll(park, [ticket], gate);
  expect(await alarmOf(objectOf(park, ticket))).toBeNull();
  await until(async () => (await copies(park)) === 1);
  await scanAll(park, [ticket], gate);
  expect(await alarmOf(objectOf(park, ticket))).not.toBeNull();
  await until(async () => (await copies(park)) === 2);
});

test("[G2] a code that would name another ticket in another layout does not make that ticket busy", async () => {
  const park = await newPark();
  const [ticket, other] = [newId(Date.now()), newId(Date.now())];
  await scanAll(park, await sell(park, park.packages.single ?? "", 1));
  await runInDurableObject(gateOf(park), (gate) => {
    const { recent } = (gate as unknown as { parts: { bindings: { recent: RecentScans } } }).parts.bindings;
    recent.add("first", [ticket, other], Date.now());
    recent.add("second", [other], Date.now());
    recent.add("third", [ticket], Date.now());
    expect(["first", "second", "third"].map((scan_id) => recent.ticketsOf(scan_id))).toEqual([
      [ticket, other],
      [other],
      [],
    ]);
  });
});

test("[G2] a full row of scans that D1 has is used again, so a gate that never rests keeps one row", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  await withKept(park, (recent) => {
    for (let batch = 0; batch < 5; batch += 1) {
      const scan_ids = Array.from({ length: 20 }, () => newId(Date.now()));
      for (const scan_id of scan_ids) recent.add(scan_id, [newId(Date.now())], Date.now());
      recent.drop(scan_ids);
    }
    recent.add(newId(Date.now()), [newId(Date.now())], Date.now());
  });
  expect(await keptRows(park)).toBe(1);
});

test("[G2] a scan outlives an outage of D1, however long, because a gate gives up only after it asked D1", async () => {
  const park = await newPark();
  await loseCopier(park);
  await scanAll(park, await sell(park, park.packages.single ?? "", 1));
  await whileD1Refuses(() => checkIn(park, 11));
  expect(await keptRows(park)).toBe(1);
  await checkIn(park, 12);
  expect(await copies(park)).toBe(1);
});

test("[G2] after a long outage a gate wakes the tickets of all its old scans, fifty at a time", async () => {
  const park = await newPark();
  await loseCopier(park);
  await scanAll(park, await sell(park, park.packages.single ?? "", 60));
  await checkIn(park, 11);
  await until(async () => (await copies(park)) >= 50);
  expect(await copies(park)).toBe(50);
  await checkIn(park, 12);
  await until(async () => (await copies(park)) === 60);
});

/** Two lots of the park with fixed ids, the later one first; returns the tickets that the code of a number names. */
async function newLots(park: TestPark): Promise<(no: number) => [as_printed: string, otherwise: string]> {
  const lots = ["01KB1ZZZZZZZZZZZZZZZ", "01KB1AAAAAAAAAAAAAAA"] as const;
  for (const lot of lots)
    await env.DB.prepare(
      `INSERT INTO lots (tenant_id, lot_id, store_id, device_id, key_version, count, created_at, created_by, expires_at)
       VALUES (?, ?, ?, 'd', 1, 0, 1, 'x', 2)`,
    )
      .bind(park.tenant_id, `${lot}000000`, park.store_id)
      .run();
  return (no) => [`${lots[0]}${String(no).padStart(6, "0")}`, `${lots[1]}${String(no).padStart(6, "0")}`];
}

test("[G2] of scans whose codes name two tickets those that the codes name as printed come first", async () => {
  const park = await newPark();
  const namedBy = await newLots(park);
  const scan_ids = ["01KB200000000000000000000A", "01KB200000000000000000000B", "01KB200000000000000000000C"];
  const scans = scan_ids.map((scan_id, no) => ({ scan_id, ticket_ids: namedBy(no), at: 1 }));
  const found = await findUncopied(env, park.tenant_id, scans);
  const tickets = scans.map(({ ticket_ids }) => ticket_ids);
  expect(found.slice(0, 3).map(({ ticket_id }) => ticket_id)).toEqual(tickets.map(([as_printed]) => as_printed));
  expect(found.slice(3).map(({ ticket_id }) => ticket_id)).toEqual(tickets.map(([, otherwise]) => otherwise));
});

test("[G2] a gate gives an old scan up only after it woke every ticket that the code names in vain", async () => {
  const park = await newPark();
  const namedBy = await newLots(park);
  const woken = new Set<string>();
  const getByName = (name: string) => ({
    copyMissing: async () => {
      woken.add(name.split(":")[1] ?? "");
      return false;
    },
  });
  await runInDurableObject(gateOf(park), async (_, { storage }) => {
    const begun_at = Date.now() - 3_600_000;
    const recent = new RecentScans(storage, { ...env, TICKET: { getByName } as never }, begun_at);
    const scans = Array.from({ length: 60 }, (_, no) => ({ scan_id: `scan-${no}`, ticket_ids: namedBy(no) }));
    for (const { scan_id, ticket_ids } of scans) recent.add(scan_id, ticket_ids, begun_at);
    const left: number[] = [];
    const checkAt = async (minute: number) => {
      await recent.check(park.tenant_id, begun_at + minute * 60_000);
      const gone = scans.filter(({ scan_id }) => recent.ticketsOf(scan_id).length === 0);
      for (const { ticket_ids } of gone) expect(ticket_ids.filter((ticket_id) => !woken.has(ticket_id))).toEqual([]);
      left.push(scans.length - gone.length);
    };
    for (const minute of [1, 2, 3, 4]) await checkAt(minute);
    expect(left).toEqual([60, 60, 60, 60]);
    // Wakings of scans that are not old count for nothing.
    woken.clear();
    for (const minute of [40, 41, 42]) await checkAt(minute);
    // Fifty wakings a check: the 120 of all tickets take three.
    expect(left.slice(4)).toEqual([expect.toSatisfy((scans) => scans >= 35), expect.any(Number), 0]);
  });
});
