/** Tests of reading events: order, filters, stores, waiting, and events that are no longer kept. */

import { env } from "cloudflare:workers";
import { encodeTime } from "ulid";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { MOST_WAITING, SCANNED_EVENTS } from "../../../../src/modules/operations/events/domain.ts";
import { readFeed } from "../../../../src/modules/operations/events/service.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { sequenceSince } from "../../../../src/platform/db/outbox.ts";
import { eventTypes } from "../../../../src/platform/events/define.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { eventNamed } from "../../../support/events.ts";
import { addPerson, type Client, call, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";

interface Told {
  sequence: number;
  type: string;
  event_id: string;
  store_id: string | null;
  data: Record<string, unknown>;
}

const eventsOf = (reply: { data: { events: Told[] } }) => reply.data.events;

async function emit({ tenant_id }: { tenant_id: string }, count: number, store_id: string | null, type = "test.told") {
  await commit(asTenant(seedContext(env), tenant_id), {
    writes: [],
    audit: [{ event: "test", subject: ["test", tenant_id] }],
    events: Array.from({ length: count }, (_, index) =>
      eventNamed(type).of(["test", newId(Date.now())], { index }, { store_id }),
    ),
  });
}

async function newest(park: TestPark): Promise<number> {
  const owner = await park.person("owner");
  return (await owner.get("/events?limit=1")).data.newest;
}

test("[E6] [E1] an integrator who follows next_after gets every event once, in order, in the shape of the catalogue", async () => {
  const park = await newPark();
  const till = await park.till();
  const sale = await till.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
  await emit(park, 7, null);
  const owner = await park.person("owner");
  const seen: Told[] = [];
  for (let after = ""; ; ) {
    const { data } = await owner.get(`/events?limit=3${after}`);
    seen.push(...data.events);
    after = `&after=${data.next_after}`;
    if (!data.has_more) break;
  }
  expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
  expect(new Set(seen.map(({ event_id }) => event_id)).size).toBe(seen.length);
  const sold = seen.find(({ type }) => type === "sale.created");
  expect(sold?.data).toMatchObject({ sale_id: sale.data.sale_id });
  const declared = eventTypes().find(({ type }) => type === "sale.created");
  expect(declared?.schema.safeParse(sold?.data).success, "data has the form of the wire").toBe(true);
});

test("[E6] types and wildcards choose the events, and next_after passes the others", async () => {
  const park = await newPark();
  const after = await newest(park);
  await emit(park, 2, null, "test.told");
  await emit(park, 3, null, "test.other");
  const owner = await park.person("owner");
  const one = await owner.get(`/events?after=${after}&types=test.other`);
  expect(eventsOf(one).map(({ type }) => type)).toEqual(["test.other", "test.other", "test.other"]);
  const none = await owner.get(`/events?after=${after}&types=refund.*`);
  expect(none.data).toEqual({ events: [], next_after: after + 5, has_more: false, newest: after + 5 });
  expect(eventsOf(await owner.get(`/events?after=${after}&types=test.*,sale.created`)).length).toBe(5);
});

test.each([
  ["types=ticket.nothing", "types"],
  ["types=*.created", "types"],
  ["types=", "types"],
  [`types=${Array.from({ length: 51 }, () => "sale.*").join()}`, "types"],
  ["wait=26", "wait"],
  ["after=-1", "after"],
  ["after=999999", "after"],
  ["after=1&from=2026-01-01T00:00:00Z", "from"],
])("[E6] a request with %s is refused, and names the field", async (query, path) => {
  const park = await newPark();
  const reply = await (await park.person("owner")).get(`/events?${query}`);
  expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
  expect(JSON.stringify(reply.error?.details)).toContain(`"${path}"`);
});

test("[T7] [T1] a person sees the events of the stores where they hold the permission; those of no store need it in every store", async () => {
  const park = await newPark();
  const after = await newest(park);
  await emit(park, 1, park.store_id);
  await emit(park, 1, park.second_store_id);
  await emit(park, 1, null);
  await emit(await newPark(), 1, null);
  const read = async (client: Client, more = "") =>
    eventsOf(await client.get(`/events?after=${after}&types=test.told${more}`)).map(({ store_id }) => store_id);
  const owner = await park.person("owner");
  expect(await read(owner)).toEqual([park.store_id, park.second_store_id, null]);
  expect(await read(owner, `&store_id=${park.second_store_id}`)).toEqual([park.second_store_id]);
  const here = await addPerson(park, { [park.store_id]: ["admin"] });
  const login = await call("POST", "/employees/login", { email: here.email, pin: here.pin });
  expect(await read(clientOf(login.data.access_token))).toEqual([park.store_id]);
});

test("[E6] a reader whose next events were deleted gets 410, and continues where it says", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await emit(park, 5, null);
  const last = await newest(park);
  await env.DB.prepare("DELETE FROM outbox WHERE tenant_id = ? AND sequence < ?")
    .bind(park.tenant_id, last - 1)
    .run();
  const gone = await owner.get(`/events?after=${last - 4}`);
  expect([gone.status, gone.error?.code, gone.error?.details]).toEqual([
    410,
    "E_EVENTS_GONE",
    { oldest: last - 1, after: last - 2 },
  ]);
  const since = await owner.get("/events?from=2026-01-01T00:00:00Z");
  expect([since.status, since.error?.details]).toEqual([410, { oldest: last - 1, after: last - 2 }]);
  for (const query of [`after=${last - 2}`, "limit=5"])
    expect(eventsOf(await owner.get(`/events?${query}`)).map(({ sequence }) => sequence)).toEqual([last - 1, last]);
});

test("[E6] from begins with the first event recorded then, whatever time the event itself has", async () => {
  const tenant_id = newId(Date.now());
  const hour = 3_600_000;
  const [first, count] = [Date.parse("2026-05-01T00:00:00Z"), 1_000];
  const ids = Array.from({ length: count }, (_, index) => `${encodeTime(first + index * hour)}${"0".repeat(16)}`);
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     SELECT ?, key + 41, value, 'x', 'test', '1', 0, '{}' FROM json_each(?)`,
  )
    .bind(tenant_id, JSON.stringify(ids))
    .run();
  const { db } = asTenant(seedContext(env), tenant_id);
  const since = (at: number) => sequenceSince(db, at);
  expect(await since(0)).toBe(40);
  for (const index of [0, 1, 2, 499, 998, 999]) {
    expect(await since(first + index * hour), "its own moment").toBe(40 + index);
    expect(await since(first + index * hour + 1), "a moment later").toBe(41 + index);
  }
  expect(await since(first + count * hour)).toBe(40 + count);
  expect(await sequenceSince(asTenant(seedContext(env), newId(Date.now())).db, first), "no events").toBe(0);
});

test("[E6] a waiting request returns when an event comes, and without one after its time", async () => {
  const park = await newPark();
  const after = await newest(park);
  const owner = await park.person("owner");
  const waiting = owner.get(`/events?after=${after}&types=test.told&wait=25`);
  await emit(park, 1, null, "test.other");
  await emit(park, 1, null, "test.told");
  const told = await waiting;
  expect(eventsOf(told).map(({ sequence }) => sequence)).toEqual([after + 2]);
  const empty = await owner.get(`/events?after=${after + 2}&wait=1`);
  expect(empty.data).toEqual({ events: [], next_after: after + 2, has_more: false, newest: after + 2 });
});

test("[T9] at most ten requests of a tenant wait at once; the next is refused, and one more waits when another ended", async () => {
  const park = await newPark();
  const after = await newest(park);
  const owner = await park.person("owner");
  const tenant = env.TENANT.getByName(park.tenant_id);
  const until = Date.now() + 60_000;
  for (let n = 1; n < MOST_WAITING; n++)
    expect(await tenant.addWaiter({ id: `w${n}`, until }, MOST_WAITING)).toBe(true);
  const last = owner.get(`/events?after=${after}&wait=2`);
  expect((await last).status, "the tenth waits").toBe(200);
  expect(await tenant.addWaiter({ id: "w10", until }, MOST_WAITING)).toBe(true);
  const refused = await owner.get(`/events?after=${after}&wait=5`);
  expect([refused.status, refused.error?.code, refused.headers.get("retry-after")]).toEqual([429, "E_RATE_LIMIT", "5"]);
  expect((await owner.get(`/events?after=${after}`)).status, "who does not wait is not refused").toBe(200);
  await emit(park, 1, null);
  expect((await owner.get(`/events?after=${after}&wait=5`)).status, "an event is there").toBe(200);
  await tenant.removeWaiter("w10");
  expect((await owner.get(`/events?after=${after + 1}&wait=1`)).status).toBe(200);
});

test("[T9] a request that died while it waited counts only until its time is over", async () => {
  const tenant = env.TENANT.getByName(newId(Date.now()));
  expect(await tenant.addWaiter({ id: "died", until: Date.now() - 1 }, 1)).toBe(true);
  expect(await tenant.addWaiter({ id: "next", until: Date.now() + 60_000 }, 1)).toBe(true);
  expect(await tenant.addWaiter({ id: "more", until: Date.now() + 60_000 }, 1)).toBe(false);
});

test("[T9] one request reads past at most 20,000 events: a rare type gives an empty page that says to ask on", async () => {
  const park = await newPark();
  const after = await newest(park);
  await env.DB.prepare(
    `INSERT INTO outbox (tenant_id, sequence, event_id, type, subject_kind, subject_id, at, data)
     SELECT ?, value, 'e' || value, 'test.other', 'test', '1', 0, '{}'
     FROM (WITH RECURSIVE n (value) AS (SELECT ? UNION ALL SELECT value + 1 FROM n WHERE value < ?) SELECT value FROM n)`,
  )
    .bind(park.tenant_id, after + 1, after + SCANNED_EVENTS)
    .run();
  await emit(park, 1, null);
  const owner = await park.person("owner");
  const first = (await owner.get(`/events?after=${after}&types=test.told&wait=25`)).data;
  expect(first).toMatchObject({ events: [], next_after: after + SCANNED_EVENTS, has_more: true });
  const second = (await owner.get(`/events?after=${first.next_after}&types=test.told`)).data;
  expect([second.events.length, second.has_more]).toEqual([1, false]);
});

test("[T9] a waiting request sends one query a second", async () => {
  const ctx = asTenant(seedContext(env), newId(Date.now()));
  const query = { types: "sale.*", limit: 5 };
  await readFeed(ctx, { ...query, wait: 0 });
  const at_once = ctx.db.queries.sent;
  await readFeed(ctx, { ...query, wait: 2 });
  expect(ctx.db.queries.sent - at_once).toBe(at_once + 2);
});
