/** Unbound blanks are limited, are for named packages, and admit by the status of their lot and device (rule O8). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage, type SoldTicket, scan } from "../../../support/gate.ts";
import { auditRows, type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { handedIn, saleOp } from "../../../support/sales-of-outage.ts";

interface ReservedLot {
  lot_id: string;
  tickets: SoldTicket[];
}

function reserve(park: TestPark, client: Client, count: number, package_ids = [park.packages.single]) {
  return client.post("/lots", { count, package_ids }, newId(Date.now()));
}

async function reserved(park: TestPark, count: number, package_ids?: string[]): Promise<ReservedLot> {
  return (await reserve(park, await park.device("pos"), count, package_ids as string[])).data;
}

async function capAt(park: TestPark, offline_cap: number): Promise<void> {
  await env.DB.prepare(
    `UPDATE devices SET caps = json_set(caps, '$.offline_cap', ?), version = version + 1
     WHERE tenant_id = ? AND device_id = ?`,
  )
    .bind(offline_cap, park.tenant_id, park.devices.pos?.device_id)
    .run();
}

/** Hands in a sale that binds blanks, by the till; returns its flags. */
async function bind(
  park: TestPark,
  tickets: readonly SoldTicket[],
  client?: Client,
  package_id = park.packages.single,
) {
  const op = saleOp(park, tickets.length * 35_000, {
    items: [{ package_id, qty: tickets.length }],
    tickets: [{ line_no: 1, package_id, ticket_ids: tickets.map(({ ticket_id }) => ticket_id) }],
  });
  const [result] = await handedIn(client ?? (await park.device("pos")), [op]);
  expect(result.status, JSON.stringify(result)).toBe("applied");
  return { sale_id: (op.payload as { sale_id: string }).sale_id, flags: result.data?.flags };
}

const changeStanding = async (park: TestPark, action: "suspend" | "resume" | "revoke") => {
  const reply = await (await park.person("manager")).post(`/devices/${park.devices.pos?.device_id}/${action}`);
  expect(reply.status, reply.text).toBe(200);
};

test("[O8] a device holds at most offline_cap unbound blanks over all its lots, however many it reserves at once", async () => {
  const park = await newPark();
  await capAt(park, 5);
  const till = await park.device("pos");
  const replies = await Promise.all(Array.from({ length: 6 }, () => reserve(park, till, 2)));
  expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409, 409, 409]);
  expect(replies.find(({ status }) => status === 409)?.error?.code).toBe("E_OFFLINE_CAP");
  expect(await countRows("lots", park.tenant_id)).toBe(2);
  expect((await reserve(park, till, 1)).status).toBe(201);
  // Sold and withdrawn blanks no longer count.
  const [sold, withdrawn] = replies.filter(({ status }) => status === 201).map(({ data }) => data as ReservedLot);
  await bind(park, sold?.tickets ?? []);
  expect([(await reserve(park, till, 2)).status, (await reserve(park, till, 1)).status]).toEqual([201, 409]);
  await (await park.person("supervisor", "pos")).post(`/lots/${withdrawn?.lot_id}/withdraw`);
  expect([(await reserve(park, till, 2)).status, (await reserve(park, till, 1)).status]).toEqual([201, 409]);
});

test("[O8] a kiosk holds no blanks unless its caps allow it", async () => {
  const park = await newPark();
  const refused = await reserve(park, await park.device("kiosk"), 1);
  expect([refused.status, refused.error?.code]).toEqual([409, "E_OFFLINE_CAP"]);
});

test("[O8] a lot names packages of its park; a blank sold as another package gets a new ticket, and stays a blank", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  expect((await till.post("/lots", { count: 1 }, "none")).status).toBe(422);
  const foreign = await reserve(park, till, 1, [
    park.packages.single as string,
    (await newPark()).packages.single as string,
  ]);
  expect([foreign.error?.code, foreign.error?.details]).toMatchObject([
    "E_PACKAGE_UNKNOWN",
    { fields: [{ path: "package_ids.1" }] },
  ]);
  const ten_visits = await makePackage(park, { type: "multi", quota_or_minutes: 10, price: 35_000 });
  const { tickets } = await reserved(park, 1);
  const { flags, sale_id } = await bind(park, tickets, till, ten_visits);
  expect(flags.refused_blanks).toEqual([{ ticket_id: tickets[0]?.ticket_id, reason: "package" }]);
  expect(await countRows("tickets", park.tenant_id, `sale_id = '${sale_id}' AND lot_no IS NULL`)).toBe(1);
});

test("[O8] suspending a device suspends its unbound blanks at gates and on lists; resuming restores them, revoking ends them", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const { tickets } = await reserved(park, 3);
  const [scanned, unscanned, sold] = tickets as [SoldTicket, SoldTicket, SoldTicket];
  await bind(park, [sold]);
  const whole = (await gate.get("/gate/bootstrap")).data;
  const hashes = whole.allow_list
    .filter(({ unbound }: { unbound: boolean }) => unbound)
    .map(({ h }: { h: string }) => h);
  expect(hashes).toHaveLength(2);
  let { cursor } = whole;
  const changes = async () => {
    const page = (await gate.get(`/gate/bootstrap?cursor=${cursor}`)).data;
    cursor = page.cursor;
    const blanks = page.allow_list.filter(({ unbound }: { unbound: boolean }) => unbound);
    return { listed: blanks.map(({ h }: { h: string }) => h).toSorted(), revoked: page.revoked.toSorted() };
  };
  const listed = async () => (await gate.get("/gate/bootstrap")).data.allow_list.length;

  await changeStanding(park, "suspend");
  expect(await changes()).toEqual({ listed: [], revoked: hashes.toSorted() });
  expect([await scan(gate, scanned), await listed()]).toEqual(["blocked", 1]);
  await changeStanding(park, "resume");
  expect(await changes()).toEqual({ listed: hashes.toSorted(), revoked: [] });
  expect([await listed(), await scan(gate, scanned)]).toEqual([3, "pass"]);
  await changeStanding(park, "revoke");
  expect((await changes()).revoked).toEqual(hashes.toSorted());
  expect([await scan(gate, unscanned), await scan(gate, scanned), await listed()]).toEqual([
    "cancelled",
    "cancelled",
    1,
  ]);
  // A blank sold before is a ticket like any other.
  expect(await scan(gate, sold)).toBe("pass");
});

test("[O8] a lot is withdrawn once, with the permission to void; its unbound blanks admit nobody, and a sale of one waits for its release", async () => {
  const park = await newPark();
  const [gate, supervisor] = [await park.device("gate"), await park.person("supervisor", "pos")];
  const { lot_id, tickets } = await reserved(park, 2);
  const [late, never] = tickets as [SoldTicket, SoldTicket];
  const { cursor } = (await gate.get("/gate/bootstrap")).data;
  const refused = await (await park.person("cashier", "pos")).post(`/lots/${lot_id}/withdraw`);
  expect([refused.status, refused.error?.code]).toEqual([403, "E_PERMISSION"]);
  const replies = await Promise.all(Array.from({ length: 3 }, () => supervisor.post(`/lots/${lot_id}/withdraw`)));
  expect(new Set(replies.map(({ status, data }) => `${status} ${data.withdrawn_at}`)).size).toBe(1);
  expect(await auditRows(park.tenant_id, "event = 'lot.withdrawn'")).toHaveLength(1);
  expect((await gate.get(`/gate/bootstrap?cursor=${cursor}`)).data.revoked).toHaveLength(2);
  expect([await scan(gate, late), await scan(gate, never)]).toEqual(["cancelled", "cancelled"]);

  const { sale_id, flags } = await bind(park, [late]);
  expect(flags.held).toEqual(["ended_blanks"]);
  expect(await scan(gate, late)).toBe("blocked");
  expect((await supervisor.post(`/sales/${sale_id}/release`)).status).toBe(200);
  expect([await scan(gate, late), await scan(gate, never)]).toEqual(["pass", "cancelled"]);
});

test("[O8] a blank that a revoked till hands in as sold waits for a supervisor, even when it is fully paid", async () => {
  const park = await newPark();
  const [till, gate] = [await park.device("pos"), await park.device("gate")];
  const { tickets } = await reserved(park, 1);
  const op = saleOp(park, 35_000, {
    tickets: [{ line_no: 1, package_id: park.packages.single, ticket_ids: [tickets[0]?.ticket_id] }],
  });
  await changeStanding(park, "revoke");
  const [result] = await handedIn(till, [op]);
  expect([result.status, result.data]).toEqual(["applied", undefined]);
  expect(await scan(gate, tickets[0] as SoldTicket)).toBe("blocked");
  const { sale_id } = op.payload as { sale_id: string };
  const manager = await park.person("manager");
  expect((await manager.post(`/sales/${sale_id}/release`)).status).toBe(200);
  await until(async () => (await scan(gate, tickets[0] as SoldTicket)) !== "blocked");
  expect(await countRows("tickets", park.tenant_id, "status = 'active'")).toBe(1);
});

test("[O8] gates refuse blanks in a store without lots, whatever its policy; the first lot reaches a list read before", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const before = (await gate.get("/gate/bootstrap")).data;
  expect(before.config.unbound_lots).toBe("refuse");
  await reserved(park, 2);
  const after = (await gate.get(`/gate/bootstrap?cursor=${before.cursor}`)).data;
  expect([after.config.unbound_lots, after.allow_list.length]).toEqual(["admit_and_flag", 2]);
});
