/** A sale of an outage far below its price is recorded, and its tickets wait for a second person (rule O7). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { presentTickets, ticketsById } from "../../../../src/modules/admission/tickets/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { makePackage, scan } from "../../../support/gate.ts";
import { operation } from "../../../support/outage.ts";
import { type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";
import { handedIn, saleOp } from "../../../support/sales-of-outage.ts";

/** The codes of a sale's tickets, as a person who may reprint sees them. */
async function codesOf(park: TestPark, sale_id: string): Promise<{ qr_token: string }[]> {
  const ctx = await operation(park);
  const query = "SELECT ticket_id FROM tickets WHERE tenant_id = ? AND sale_id = ?";
  const { results } = await env.DB.prepare(query).bind(park.tenant_id, sale_id).all<{ ticket_id: string }>();
  return presentTickets(
    ctx,
    await ticketsById(
      ctx,
      results.map(({ ticket_id }) => ticket_id),
    ),
  );
}

async function held(park: TestPark, fields: Record<string, unknown> = {}, paid = 0) {
  const op = saleOp(park, paid, fields);
  const [result] = await handedIn(await park.device("pos"), [op]);
  expect(result.status, JSON.stringify(result)).toBe("applied");
  const sale_id: string = result.data.sale_id;
  return { sale_id, flags: result.data.flags, codes: await codesOf(park, sale_id) };
}

test("[O7] a sale of an outage sold for nothing is recorded with its tickets blocked, online and on the list, until its release", async () => {
  const park = await newPark();
  const [gate, supervisor] = [await park.device("gate"), await park.person("supervisor", "pos")];
  const { cursor } = (await gate.get("/gate/bootstrap")).data;
  const { sale_id, flags, codes } = await held(park);
  expect(flags.held).toEqual(["price_gap"]);
  expect(await countRows("outbox", park.tenant_id, "type = 'sale.flagged'")).toBe(1);
  expect(await scan(gate, codes[0] as { qr_token: string })).toBe("blocked");
  const changes = (await gate.get(`/gate/bootstrap?cursor=${cursor}`)).data;
  const whole = (await gate.get("/gate/bootstrap")).data;
  expect([changes.allow_list, changes.revoked.length, whole.revoked]).toEqual([[], 1, changes.revoked]);
  expect([changes.blocked, whole.blocked]).toEqual([changes.revoked, changes.revoked]);
  expect((await supervisor.get("/sales?status=held")).data).toMatchObject([{ sale_id, released_at: null }]);

  const released = await supervisor.post(`/sales/${sale_id}/release`);
  expect(released.data).toMatchObject({ sale_id, released_by: park.employees.supervisor?.employee_id });
  const after = (await gate.get(`/gate/bootstrap?cursor=${changes.cursor}`)).data;
  expect(after.allow_list).toMatchObject([{ h: changes.revoked[0] }]);
  expect(await scan(gate, codes[0] as { qr_token: string })).toBe("pass");
  expect((await supervisor.get("/sales?status=held")).data).toEqual([]);
});

test.each([
  ["a fifth less than its price passes", 28_000, "pass"],
  ["a satang below that waits", 27_999, "blocked"],
])("[O7] a sale of an outage for %s", async (_, paid, verdict) => {
  const park = await newPark();
  const { codes } = await held(park, {}, Number(paid));
  expect(await scan(await park.device("gate"), codes[0] as { qr_token: string })).toBe(verdict);
});

test("[O7] a held sale is released by a person other than its seller, with the right, and by no device", async () => {
  const park = await newPark();
  const { employee_id } = park.employees.supervisor ?? {};
  const supervisor = await park.person("supervisor", "pos");
  const { sale_id } = await held(park, { cashier_id: employee_id });
  const release = async (who: Client) => {
    const reply = await who.post(`/sales/${sale_id}/release`);
    return reply.error?.code ?? reply.status;
  };
  expect(await release(supervisor)).toBe("E_OWN_SALE");
  expect(await release(await park.person("cashier", "pos"))).toBe("E_PERMISSION");
  expect(await release(await park.device("pos"))).toBe("E_PERMISSION");
  expect(await release(await park.person("manager", "pos"))).toBe(200);
  const sold = await held(park, {}, 35_000);
  const refused = await supervisor.post(`/sales/${sold.sale_id}/release`);
  expect([refused.error?.code, refused.error?.details]).toEqual(["E_SALE_STATE", { reason: "not_held" }]);
});

test("[O7] a held sale released five times at once during a scan is released once, and its ticket passes once", async () => {
  const park = await newPark();
  const [gate, supervisor] = [await park.device("gate"), await park.person("supervisor", "pos")];
  const { sale_id, codes } = await held(park);
  const code = codes[0] as { qr_token: string };
  const verdicts: string[] = [];
  const scans = async () => {
    for (let tries = 0; tries < 5; tries++) verdicts.push(await scan(gate, code));
  };
  const releases = Array.from({ length: 5 }, () => supervisor.post(`/sales/${sale_id}/release`));
  const [, ...replies] = await Promise.all([scans(), ...releases]);
  verdicts.push(await scan(gate, code));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(await countRows("outbox", park.tenant_id, "type = 'sale.released'")).toBe(1);
  expect(await countRows("ticket_changes", park.tenant_id, "kind = 'unblock'")).toBe(1);
  expect(verdicts.filter((verdict) => verdict === "pass")).toHaveLength(1);
  expect(verdicts.filter((verdict) => !["blocked", "pass", "duplicate_use"].includes(verdict))).toEqual([]);
});

test("[O7] while a sale is held, its tickets are not unblocked one by one by who sold it; after the release each is an ordinary ticket", async () => {
  const park = await newPark();
  const supervisor = await park.person("supervisor", "pos");
  const gate = await park.device("gate");
  const { sale_id, codes } = await held(park, { cashier_id: park.employees.supervisor?.employee_id });
  const sold = env.DB.prepare("SELECT ticket_id FROM tickets WHERE tenant_id = ? AND sale_id = ?");
  const ticket_id = await sold.bind(park.tenant_id, sale_id).first<string>("ticket_id");
  const act = (kind: string) => supervisor.post(`/tickets/${ticket_id}/${kind}`, { reason: "a friend" });
  for (const kinds of [["unblock"], ["block", "unblock"]]) {
    const replies = [];
    for (const kind of kinds) replies.push(await act(kind));
    expect(replies.at(-1)?.error).toMatchObject({ code: "E_SALE_HELD", details: { sale_id } });
    expect(await scan(gate, codes[0] as { qr_token: string })).toBe("blocked");
  }
  const manager = await park.person("manager", "pos");
  expect((await manager.post(`/sales/${sale_id}/release`)).status).toBe(200);
  expect((await act("block")).data.status).toBe("blocked");
  expect((await act("unblock")).data.status).toBe("active");
  expect(await scan(gate, codes[0] as { qr_token: string })).toBe("pass");
});

test("[O7] a void of a held sale ends its tickets, and a later release is refused", async () => {
  const park = await newPark();
  await park.till();
  const supervisor = await park.person("supervisor", "pos");
  const { sale_id, codes } = await held(park);
  const why = { reason_code: "cashier_error", reason_text: "rang up the wrong family" };
  const voided = await supervisor.post(`/sales/${sale_id}/void`, why);
  expect(voided.status, voided.text).toBe(200);
  const late = await supervisor.post(`/sales/${sale_id}/release`);
  expect([late.error?.code, late.error?.details]).toEqual(["E_SALE_STATE", { reason: "voided" }]);
  expect(await scan(await park.device("gate"), codes[0] as { qr_token: string })).toBe("cancelled");
});

test("[O7] in an outage a discount by hand is judged by the rights of the person named: a cashier's is flagged and held, a supervisor's is kept", async () => {
  const park = await newPark();
  await park.person("cashier", "pos");
  await park.person("supervisor", "pos");
  const items = [{ package_id: park.packages.single, qty: 1, discount: { kind: "percent", value: 10_000 } }];
  const { cashier, supervisor, manager } = park.employees;
  const given = async (who: { employee_id: string } | undefined) => {
    const { flags } = await held(park, { items, cashier_id: who?.employee_id });
    return [flags.unapproved_discounts, flags.held];
  };
  expect(await given(cashier)).toEqual([1, ["price_gap"]]);
  expect(await given(undefined)).toEqual([1, ["price_gap"]]);
  expect(await given(supervisor)).toEqual([0, []]);
  // A person who was never logged in on this till gives no rights there.
  expect(await given(manager)).toEqual([1, ["price_gap"]]);
});

test("[O7] a customer of another park is not kept, and is flagged", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const make = async (of: TestPark) => {
    const manager = await of.person("manager");
    return (await manager.post("/customers", { name: "Somchai" }, newId(Date.now()))).data.customer_id;
  };
  const [own, foreign] = [await make(park), await make(other)];
  const stranger = await held(park, { customer_id: foreign }, 35_000);
  expect(stranger.flags.unknown_customer).toEqual([foreign]);
  expect(await countRows("sales", park.tenant_id, "customer_id IS NULL")).toBe(1);
  expect((await held(park, { customer_id: own }, 35_000)).flags.unknown_customer).toEqual([]);
  expect(await countRows("sales", park.tenant_id, `customer_id = '${own}'`)).toBe(1);
});

test("[O7] the tickets of a sale that was handed in tell no codes but those of blanks, on the till or to a supervisor", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const lot = await till.post("/lots", { count: 1, package_ids: [park.packages.single] }, newId(Date.now()));
  const [blank] = lot.data.tickets;
  const { sale_id } = await held(
    park,
    {
      items: [{ package_id: park.packages.single, qty: 2 }],
      tickets: [{ line_no: 1, package_id: park.packages.single, ticket_ids: [blank.ticket_id] }],
    },
    70_000,
  );
  for (const who of [till, await park.person("supervisor", "pos")]) {
    const { tickets } = (await who.get(`/sales/${sale_id}`)).data;
    const told = tickets.map(({ qr_token, short_code }: Record<string, unknown>) => [qr_token, short_code]);
    expect(told.toSorted()).toEqual(
      [
        [blank.qr_token, blank.short_code],
        [null, null],
      ].toSorted(),
    );
  }
  // Nor through the single ticket, its changes, or a search.
  const supervisor = await park.person("supervisor", "pos");
  const { tickets } = (await supervisor.get(`/sales/${sale_id}`)).data;
  for (const { ticket_id } of tickets) {
    const code = ticket_id === blank.ticket_id ? blank.short_code : null;
    const changed = (kind: string) => supervisor.post(`/tickets/${ticket_id}/${kind}`, {});
    const ways = [await supervisor.get(`/tickets/${ticket_id}`), await changed("block"), await changed("unblock")];
    expect(ways.map(({ status, data }) => [status, data.short_code])).toEqual(Array(3).fill([200, code]));
    const found = (await supervisor.get(`/tickets?q=${ticket_id}`)).data;
    expect(found.map(({ short_code }: { short_code: string | null }) => short_code)).toEqual([code]);
  }
});

test("[O7] a blank that a gate had already admitted is blocked by its sale at its object too, and its late copy undoes nothing", async () => {
  const park = await newPark();
  const [till, gate, supervisor] = [
    await park.device("pos"),
    await park.device("gate"),
    await park.person("supervisor", "pos"),
  ];
  const package_id = await makePackage(park, { type: "multi", quota_or_minutes: 3 });
  const lot = await till.post("/lots", { count: 1, package_ids: [package_id] }, newId(Date.now()));
  const [blank] = lot.data.tickets;
  expect(await scan(gate, blank)).toBe("pass");
  const { sale_id } = await held(park, {
    items: [{ package_id, qty: 1 }],
    tickets: [{ line_no: 1, package_id, ticket_ids: [blank.ticket_id] }],
  });
  await until(async () => (await countRows("redemptions", park.tenant_id, "result = 'pass'")) === 1);
  expect(await countRows("tickets", park.tenant_id, "status = 'blocked'")).toBe(1);
  expect(await scan(gate, blank)).toBe("blocked");
  expect((await supervisor.post(`/sales/${sale_id}/release`)).status).toBe(200);
  expect(await scan(gate, blank)).toBe("pass");
});
