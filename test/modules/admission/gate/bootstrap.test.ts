/** A gate's list has the tickets that may pass, names no guest, and misses no change. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { readList } from "../../../../src/modules/admission/gate/service/list.ts";
import { hashCode } from "../../../../src/modules/admission/ticket-codes/service/signing.ts";
import { blankId } from "../../../../src/modules/admission/tickets/domain/blanks.ts";
import { applyOfflineSale } from "../../../../src/modules/counter/sales/index.ts";
import { forgetOldEvents } from "../../../../src/modules/operations/audits/service/events.ts";
import { SALE_CREATED } from "../../../../src/platform/events/catalogue.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { type Consumer, drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { firstIdOf } from "../../../../src/shared/ids.ts";
import { encodeCursor } from "../../../../src/shared/page.ts";
import { iso } from "../../../../src/shared/time.ts";
import { makePackage, type SoldTicket, scan, sell, sellOne } from "../../../support/gate.ts";
import { offlineSale, operation } from "../../../support/outage.ts";
import { type Client, call, clientOf, countRows, newPark, type TestPark, until } from "../../../support/park.ts";

const DAY = 86_400_000;

async function read(gate: Client, cursor?: string, window?: number) {
  const query = new URLSearchParams({ ...(cursor && { cursor }), ...(window && { window: String(window) }) });
  const reply = await gate.get(`/gate/bootstrap?${query}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.data;
}

const hashesOf = (list: { allow_list: { h: string }[] }) => list.allow_list.map(({ h }) => h).sort();
const printed = async (tickets: SoldTicket[]) =>
  (await Promise.all(tickets.map(({ qr_token }) => hashCode(qr_token)))).sort();

test("[O1] the list has valid tickets of every window by the hash of their codes, and nothing about guests", async () => {
  const park = await newPark();
  const tickets = [
    await sellOne(park),
    await sellOne(park, { valid_for_days: 3 }),
    await sellOne(park, { valid_for_days: 300 }),
    await sellOne(park, { valid_from: iso(Date.now() + 3_600_000) }),
  ];
  await sellOne(park, { valid_from: iso(Date.now() + 3 * DAY) });
  await sellOne(park, { valid_to: iso(Date.now() - DAY) });
  const gate = await park.device("gate");
  const list = await read(gate);
  expect(hashesOf(list)).toEqual(await printed(tickets));
  expect(list).toMatchObject({ has_more: false, whole: true, revoked: [], config: { admit_offline: "after_seconds" } });
  expect(list.zones).toHaveLength(3);
  expect(Object.values(list.terms)).toHaveLength(1);
  const text = JSON.stringify(list);
  for (const { ticket_id, short_code, qr_token } of tickets)
    for (const secret of [ticket_id, short_code, qr_token]) expect(text).not.toContain(secret);
  expect(hashesOf(await read(gate, undefined, 10_080))).toHaveLength(5);
});

test("[O1] the list has no used, revoked or other stores' tickets, and names revoked tickets by their hashes", async () => {
  const park = await newPark();
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  const [used, cancelled, left] = await sell(park, await makePackage(park, {}), 3);
  if (!used || !cancelled || !left) throw new Error("three were sold");
  await scan(gate, used);
  await manager.post(`/tickets/${cancelled.ticket_id}/cancel`, {});
  await until(async () => (await read(gate)).allow_list.length === 1);
  const list = await read(gate);
  expect([hashesOf(list), list.revoked]).toEqual([await printed([left]), await printed([cancelled])]);
  const other = await call("POST", "/auth/device/login", await park.addDevice("GATE", park.second_store_id));
  expect(await read(clientOf(other.data.access_token))).toMatchObject({ allow_list: [], revoked: [] });
});

test("[O1] with a cursor the list returns the tickets sold, used, revoked and released since", async () => {
  const park = await newPark();
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  const [used, blocked, released] = await sell(
    park,
    await makePackage(park, { type: "multi", quota_or_minutes: 5 }),
    3,
  );
  if (!used || !blocked || !released) throw new Error("three were sold");
  const change = (ticket: SoldTicket, kind: string) => manager.post(`/tickets/${ticket.ticket_id}/${kind}`, {});
  await change(released, "block");
  const whole = await read(gate);
  expect(await read(gate, whole.cursor)).toMatchObject({ allow_list: [], revoked: [], whole: false, has_more: false });
  const fresh = await sellOne(park);
  await scan(gate, used);
  await change(blocked, "block");
  await change(released, "unblock");
  const hashes = await printed([fresh, used, released]);
  await until(async () => (await read(gate, whole.cursor)).allow_list.length === 3);
  const delta = await read(gate, whole.cursor);
  expect([hashesOf(delta), delta.revoked]).toEqual([hashes, await printed([blocked])]);
  const entry = delta.allow_list.find(({ used }: { used: number }) => used === 1);
  expect(entry).toMatchObject({ h: await hashCode(used.qr_token), first_pass: { zone: "Main Gate" } });
  expect(await read(gate, delta.cursor)).toMatchObject({ allow_list: [], revoked: [] });
});

test("[O1] a change during the read of a list is in the list or in its changes: none is lost between pages", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const package_id = await makePackage(park, {});
  const sold: SoldTicket[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let round = 0; round < 6; round++) {
    const [list, tickets] = await Promise.all([read(gate, cursor), sell(park, package_id, 3)]);
    for (const h of hashesOf(list)) seen.add(h);
    cursor = list.cursor;
    sold.push(...tickets);
  }
  for (const h of hashesOf(await read(gate, cursor))) seen.add(h);
  expect([...seen].sort()).toEqual(await printed(sold));
});

test("[O1] pages have at most 5,000 entries, and together every ticket once", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const [{ ticket_id }] = (await sell(park, await makePackage(park, {}))) as [SoldTicket];
  const columns = (
    await env.DB.prepare("SELECT name FROM pragma_table_info('tickets')").all<{ name: string }>()
  ).results
    .map(({ name }) => name)
    .filter((name) => !["ticket_id", "short_code_hash", "lasting", "valid_to"].includes(name));
  const copy = (prefix: string, lasting: number, valid_to: string, count: number) =>
    env.DB.prepare(
      `INSERT INTO tickets (ticket_id, short_code_hash, lasting, valid_to, ${columns.join(", ")})
       SELECT substr(ticket_id, 1, 10) || '${prefix}' || printf('%012d', n.value), '${prefix}' || n.value, ${lasting}, ${valid_to},
              ${columns.join(", ")}
       FROM tickets, (SELECT value FROM json_each(?)) n WHERE tenant_id = ? AND ticket_id = ?`,
    )
      .bind(JSON.stringify(Array.from({ length: count }, (_, n) => n)), park.tenant_id, ticket_id)
      .run();
  await copy("AAAA", 0, String(Date.now() + DAY), 4_000);
  await copy("BBBB", 1, String(Date.now() + 90 * DAY), 4_000);
  await copy("CCCC", 1, "NULL", 3_000);
  const seen: string[] = [];
  let pages = 0;
  for (let cursor: string | undefined, more = true; more; pages++) {
    const list = await read(gate, cursor);
    expect(list.allow_list.length).toBeLessThanOrEqual(5_000);
    seen.push(...hashesOf(list));
    [cursor, more] = [list.cursor, list.has_more];
  }
  expect([new Set(seen).size, seen.length, pages]).toEqual([11_001, 11_001, 3]);
});

test("[O1] a gate that was offline longer than events are kept reads the whole list again, and misses no change", async () => {
  const park = await newPark();
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  const [revoked, ...left] = await sell(park, await makePackage(park, {}), 3);
  if (!revoked) throw new Error("three were sold");
  const whole = await read(gate);
  await manager.post(`/tickets/${revoked.ticket_id}/cancel`, {});
  left.push(await sellOne(park));
  await until(async () => (await read(gate, whole.cursor)).revoked.length === 1);

  const consumer: Consumer = { name: "all-sales", types: [SALE_CREATED], consume: async () => undefined };
  await drainOutbox(seedContext(env), park.tenant_id, [consumer]);
  const tick = async (days: number) => {
    const arrived_at = Math.ceil(Date.now() / DAY) * DAY + days * DAY;
    await forgetOldEvents({ ...seedContext(env), arrived_at }, [consumer]);
  };
  await tick(88);
  expect(await read(gate, whole.cursor), "kept for 90 days").toMatchObject({ whole: false });
  await tick(91);
  const again = await read(gate, whole.cursor);
  expect([again.whole, hashesOf(again), again.revoked]).toEqual([true, await printed(left), await printed([revoked])]);
  expect(await read(gate, again.cursor)).toMatchObject({ whole: false, allow_list: [] });
});

test("[O1] a cursor that is not of this store's list is refused, and the message says what to do", async () => {
  const park = await newPark();
  const other = await newPark();
  const gate = await park.device("gate");
  const foreign = (await read(await other.device("gate"))).cursor;
  const made_up = [foreign, "junk", encodeCursor(["d", 1e9, park.store_id]), encodeCursor(["d", "x", park.store_id])];
  for (const cursor of [...made_up, encodeCursor(["f", park.store_id, 0, 0, 99, ""]), encodeCursor([1])]) {
    const reply = await gate.get(`/gate/bootstrap?cursor=${encodeURIComponent(cursor)}`);
    expect([reply.status, reply.error?.details?.fields]).toMatchObject([422, [{ path: "cursor" }]]);
  }
});

test("[O8] blanks of lots are on the list until they are sold, where the store admits them", async () => {
  const park = await newPark();
  const [till, gate, manager] = [await park.device("pos"), await park.device("gate"), await park.person("manager")];
  const lot = (await till.post("/lots", { count: 4, package_ids: [park.packages.single] }, newId(Date.now()))).data;
  const list = await read(gate);
  expect(hashesOf(list)).toEqual(await printed(lot.tickets));
  expect(list.allow_list.every(({ unbound }: { unbound: boolean }) => unbound)).toBe(true);
  const policy = { admit_offline: "always", list_max_age_s: 600, unbound_lots: "refuse", min_app_version: null };
  await manager.call("PUT", "/gate/policy", { store_id: park.store_id, ...policy });
  expect(await read(gate)).toMatchObject({ allow_list: [], config: policy });
});

async function policyOf(park: TestPark, policy: Record<string, unknown>) {
  const manager = await park.person("manager");
  const rest = { admit_offline: "after_seconds", list_max_age_s: 600, unbound_lots: "refuse", min_app_version: null };
  return manager.call("PUT", "/gate/policy", { store_id: park.store_id, ...rest, ...policy });
}

test("[D4] a heartbeat of a gate below its store's version is 426, and one with an old list gets the command to read it again", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  expect((await policyOf(park, { min_app_version: "2.10" })).status).toBe(200);
  const beat = (fields: object) => gate.post("/provider/heartbeats", { sent_at: iso(Date.now()), ...fields });
  const old = await beat({ app_version: "2.9.7" });
  expect([old.status, old.error?.code, old.error?.details]).toEqual([
    426,
    "E_MIN_VERSION",
    { min_app_version: "2.10" },
  ]);
  expect((await beat({ app_version: "2.10.0" })).status).toBe(200);
  const { cursor } = await read(gate);
  expect((await beat({ app_version: "2.10.0", list_cursor: cursor })).data.commands).toEqual([]);
  await sellOne(park);
  expect((await beat({ list_cursor: cursor })).data.commands).toEqual([{ type: "refresh_list" }]);
});

test("[O1] the expiry of a list follows the store's policy", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const life = async (policy: object) => {
    await policyOf(park, { ...policy });
    const { expires_at, server_time } = await read(gate);
    return (Date.parse(expires_at) - Date.parse(server_time)) / 1000;
  };
  expect(await life({ admit_offline: "never" })).toBe(0);
  expect(await life({ admit_offline: "after_seconds", list_max_age_s: 90 })).toBe(90);
  expect(await life({ admit_offline: "always" })).toBe(7 * 86_400);
});

test("[O8] a blank's ticket of thirty days is listed until its last day, even when its lot was reserved days before the sale", async () => {
  const park = await newPark();
  const package_id = await makePackage(park, { valid_for_days: 30, price: 35_000 });
  const till = await park.till();
  const { lot_id } = (await till.post("/lots", { count: 1, package_ids: [package_id] }, "lot")).data;
  // The lot now looks as if it was reserved six days ago.
  const reserved_at = Date.now() - 6 * DAY;
  const earlier = firstIdOf(reserved_at).slice(0, 10) + lot_id.slice(10);
  await env.DB.prepare("UPDATE lots SET lot_id = ?, created_at = ? WHERE tenant_id = ?")
    .bind(earlier, reserved_at, park.tenant_id)
    .run();
  const ticket_id = blankId(earlier, 1);
  const sale = offlineSale(park, {
    items: [{ package_id, qty: 1 }],
    tickets: [{ line_no: 1, package_id, ticket_ids: [ticket_id] }],
  });
  const ctx = await operation(park);
  await applyOfflineSale(ctx, sale);
  expect(await countRows("tickets", park.tenant_id, `ticket_id = '${ticket_id}' AND lot_no IS NOT NULL`)).toBe(1);
  for (const days of [0, 28, 29.9, 30.1]) {
    const now = sale.happened_at + days * DAY;
    const query = { window_ms: DAY, blanks: false, foreign: false };
    const list = await readList({ ...ctx, now, arrived_at: now }, park.store_id, query);
    expect([days, list.allow_list.length]).toEqual([days, days > 30 ? 0 : 1]);
  }
});
