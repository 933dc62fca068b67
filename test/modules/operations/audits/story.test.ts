/** Tests of audit stories: a subject's rows are complete and in order, and only permitted callers see them. */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { reissue } from "../../../support/gate.ts";
import { addPerson, call, cashSale, clientOf, newPark, type TestPark } from "../../../support/park.ts";

const key = () => crypto.randomUUID();

interface Entry {
  sequence: number;
  event: string;
  subject_id: string;
}

async function scene() {
  const park = await newPark();
  const till = await park.till();
  const manager = await park.person("manager");
  const sale = (await till.post("/sales", cashSale(park.packages.single ?? "", 2, 35_000), key())).data;
  const story = async (kind: string, id: string, as = manager) => {
    const { data, status } = await as.get(`/audits/story/${kind}/${id}`);
    return { status, data, events: (data?.entries ?? []).map(({ event }: Entry) => event) as string[] };
  };
  return { park, till, manager, sale, story };
}

async function scan(park: TestPark, ticket: { qr_token: string }) {
  const gate = await park.device("gate");
  return gate.post("/tickets/redeem", { qr_token: ticket.qr_token, scan_id: newId(Date.now()) });
}

describe("a story", () => {
  test("[U3] a ticket's story begins with its sale and leaves out the sale's other tickets", async () => {
    const { park, sale, manager, story } = await scene();
    const [ticket, sibling] = sale.tickets;
    await scan(park, ticket);
    await manager.post(`/tickets/${ticket.ticket_id}/block`, { reason: "lost" }, key());
    await manager.post(`/tickets/${sibling.ticket_id}/block`, { reason: "lost" }, key());
    const told = await story("ticket", ticket.ticket_id);
    expect(told.status).toBe(200);
    expect(told.events[0]).toBe("sale.created");
    expect(told.events).toContain("ticket.blocked");
    expect(told.events).toContain("ticket.redeemed.pass");
    expect(told.data.entries.map(({ subject_id }: Entry) => subject_id)).not.toContain(sibling.ticket_id);
    const sequences = told.data.entries.map(({ sequence }: Entry) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  test("[U3] the story of a reissued ticket continues in its replacement", async () => {
    const { park, sale, manager, story } = await scene();
    const [ticket] = sale.tickets;
    const { ticket_id: next } = await reissue(park, await park.person("manager", "pos"), ticket.ticket_id);
    await manager.post(`/tickets/${next}/block`, { reason: "lost" }, key());
    expect((await story("ticket", ticket.ticket_id)).events).toEqual(
      expect.arrayContaining(["sale.created", "ticket.reissued", "ticket.blocked"]),
    );
  });

  test("[U3] a sale's story has all of its tickets and prints", async () => {
    const { till, sale, manager, story } = await scene();
    for (const { ticket_id } of sale.tickets)
      await manager.post(`/tickets/${ticket_id}/block`, { reason: "lost" }, key());
    await till.post(`/receipts/${sale.sale_id}/prints`, {}, key());
    const { events } = await story("sale", sale.sale_id);
    expect(events.filter((event) => event === "ticket.blocked")).toHaveLength(2);
    expect([events[0], events.at(-1)]).toEqual(["sale.created", "receipt.printed"]);
  });

  test("[U3] the stories of a ticket and its sale have prints and refunds, with their approvers", async () => {
    const { park, sale, till, story } = await scene();
    const [ticket, sibling] = sale.tickets;
    const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
    const approved = async (action: string, amount: number) => {
      const asked = { approver_id, pin, action, subject_id: ticket.ticket_id, amount };
      return (await till.post("/approvals/verify-pin", asked, key())).data.approval_token;
    };
    const { ticket_id } = ticket;
    const print = { ticket_id, reason_code: "printer_jam", approval_token: await approved("reprint", 0) };
    expect((await till.post("/tickets/reprint", print, key())).status).toBe(201);
    const refund = { ticket_id, reason_code: "guest_request", approval_token: await approved("refund", 35_000) };
    expect((await till.post("/tickets/refund", refund, key())).status).toBe(201);
    const expected = ["sale.created", "approval.granted", "reprint.created", "approval.granted", "refund.created"];
    for (const told of [await story("ticket", ticket.ticket_id), await story("sale", sale.sale_id)]) {
      const events = told.events.filter((event) => expected.includes(event));
      expect(events).toEqual(expected);
    }
    const other = await story("ticket", sibling.ticket_id);
    expect(other.events.filter((event) => expected.includes(event))).toEqual(["sale.created"]);
  });

  test("[U3] a person's story has acts on and by them; a device's story has the acts at it", async () => {
    const { park, story } = await scene();
    const cashier = await story("employee", park.employees.cashier?.employee_id ?? "");
    expect(cashier.events).toEqual(
      expect.arrayContaining(["employee.created", "employee.login", "shift.opened", "sale.created"]),
    );
    const pos = await story("device", park.devices.pos?.device_id ?? "");
    expect(pos.events).toEqual(expect.arrayContaining(["device.paired", "shift.opened", "sale.created"]));
    expect(pos.data.truncated).toBe(false);
  });

  test("[U3] [T1] an unknown or another tenant's subject is 404; a person of another store sees no row", async () => {
    const [{ park, sale, manager, story }, other] = await Promise.all([scene(), scene()]);
    for (const [kind, id] of [
      ["sale", other.sale.sale_id],
      ["ticket", other.sale.tickets[0].ticket_id],
      ["employee", other.park.employees.cashier?.employee_id],
      ["device", other.park.devices.pos?.device_id],
    ] as const)
      expect([kind, (await story(kind, id ?? "")).status]).toEqual([kind, 404]);
    expect((await manager.get(`/audits/story/zone/${sale.sale_id}`)).status).toBe(404);
    const one = await addPerson(park, { [park.second_store_id]: ["manager"] });
    const login = await call("POST", "/employees/login", { email: one.email, pin: one.pin });
    const elsewhere = clientOf(login.data.access_token);
    for (const [kind, id] of [
      ["sale", sale.sale_id],
      ["ticket", sale.tickets[0].ticket_id],
    ] as const)
      expect([kind, (await story(kind, id, elsewhere)).status]).toEqual([kind, 403]);
    const nobody = await story("employee", park.employees.cashier?.employee_id ?? "", elsewhere);
    expect([nobody.status, nobody.events]).toEqual([200, []]);
  });
});
