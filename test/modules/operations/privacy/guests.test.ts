/**
 * Tests of guests' data: exports and erasures are complete, and permanent records never had it (rules C3, C4, U1;
 * PDPA).
 */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { replaceCustomer } from "../../../../src/modules/guests/customers/service/customers.ts";
import { eraseGuest } from "../../../../src/modules/operations/privacy/service/erase.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { scan } from "../../../support/gate.ts";
import { operation, overtaken } from "../../../support/outage.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  cashSale,
  clientOf,
  countRows,
  newPark,
  proven,
  type Reply,
  type TestPark,
  until,
} from "../../../support/park.ts";
import { noted } from "../../guests/customers/guests.ts";

/** Texts of the guest that a search of the whole tenant may find; each is unique. */
const SAYINGS = [
  "Wilaiporn",
  "+66891112233",
  "wilai@guests.test",
  "nut allergy",
  "Wilai's birthday",
  "window table",
  "Auntie Wi",
];

interface Guest {
  park: TestPark;
  till: Client;
  manager: Client;
  customer_id: string;
  merged_id: string;
  sale: Reply["data"];
  open_ticket_id: string;
}

/** A guest with two customer records, a purchase, an entry and a parked cart; the manager may erase. */
async function knownGuest(): Promise<Guest> {
  const park = await newPark();
  const [till, manager] = [await park.till(), await park.everywhere("manager")];
  const customer_id = await noted(till, {
    name: "Wilaiporn Suk",
    phone: "089-111-2233",
    email: "wilai@guests.test",
    note: "nut allergy",
  });
  const merged_id = await noted(till, { name: "Auntie Wi" });
  await manager.post(`/customers/${merged_id}/merge`, { into_customer_id: customer_id });
  const body = { ...cashSale(park.packages.single, 1, 35_000), customer_id, note: "Wilai's birthday" };
  const sale = (await till.post("/sales", body, newId(Date.now()))).data;
  await scan(await park.device("gate"), sale.tickets[0]);
  const cart = { items: [{ package_id: park.packages.single, qty: 1 }], customer_id };
  const parked = await till.post("/open_tickets", { ...cart, name: "Wilaiporn", note: "window table" });
  const { open_ticket_id } = parked.data;
  const changed = { version: 1, ...cart, name: "Auntie Wi", note: "window table" };
  await till.call("PUT", `/open_tickets/${open_ticket_id}`, changed);
  const gone = await till.post("/open_tickets", { ...cart, name: "Wilaiporn", note: "window table" });
  await till.call("DELETE", `/open_tickets/${gone.data.open_ticket_id}`);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  return { park, till, manager, customer_id, merged_id, sale, open_ticket_id };
}

const erase = (by: Client, customer_id: string, confirm = customer_id) =>
  by.post(`/customers/${customer_id}/erase`, { reason: "request 17", confirm });

/** Every row of every table of a tenant, as text by table; stored replies expire anyway. */
async function everythingOf(tenant_id: string): Promise<Map<string, string>> {
  const tables = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%`tenant_id`%' AND name <> 'replies'",
  ).all<{ name: string }>();
  const rows = await env.DB.batch(
    tables.results.map(({ name }) => env.DB.prepare(`SELECT * FROM ${name} WHERE tenant_id = ?`).bind(tenant_id)),
  );
  return new Map(tables.results.map(({ name }, index) => [name, JSON.stringify(rows[index]?.results)]));
}

async function whereSaid(tenant_id: string): Promise<string[]> {
  const everything = await everythingOf(tenant_id);
  return [...everything].flatMap(([table, text]) =>
    SAYINGS.filter((said) => text.includes(said)).map((said) => `${table}: ${said}`),
  );
}

describe("an export", () => {
  let guest: Guest;
  beforeAll(async () => {
    guest = await knownGuest();
  });

  test.each(["customer_id", "merged_id"] as const)(
    "[C3] an export by %s has everything that is held, and no code of a ticket",
    async (id) => {
      const { manager, sale, customer_id, merged_id, open_ticket_id } = guest;
      const { status, data, text } = await manager.get(`/customers/${guest[id]}/export`);
      expect(status, text).toBe(200);
      const ids = data.customers.map((customer: { customer_id: string }) => customer.customer_id);
      expect(ids.toSorted()).toEqual([customer_id, merged_id].toSorted());
      for (const said of SAYINGS) expect(text).toContain(said);
      const [ticket] = sale.tickets;
      expect(data).toMatchObject({
        sales: [{ sale_id: sale.sale_id, receipt_no: sale.receipt_no, payments: [{ method: "cash", amount: 35_000 }] }],
        tickets: [{ ticket_id: ticket.ticket_id, used: 1 }],
        attempts: [{ ticket_id: ticket.ticket_id, result: "pass", zone: "Main Gate" }],
        refunds: [],
      });
      expect(data.open_tickets[0]).toMatchObject({ open_ticket_id, name: "Auntie Wi" });
      expect(data.entries.map(({ kind }: { kind: string }) => kind)).toContain("sale");
      expect(data.audits.map(({ event }: { event: string }) => event)).toContain("customer.merged");
      for (const code of [ticket.qr_token, ticket.short_code]) expect(text).not.toContain(code);
    },
  );

  test("[C3] an export is audited, and needs a step-up and audit_view", async () => {
    const { park, till, manager, customer_id } = guest;
    const before = await countRows("audits", park.tenant_id, "event = 'customer.exported'");
    await manager.get(`/customers/${customer_id}/export`);
    expect(await countRows("audits", park.tenant_id, "event = 'customer.exported'")).toBe(before + 1);
    const unproven = await (await park.visitor("manager")).get(`/customers/${customer_id}/export`);
    expect([unproven.status, unproven.error?.code]).toEqual([403, "E_STEP_UP_REQUIRED"]);
    expect((await till.get(`/customers/${customer_id}/export`)).error?.code).toBe("E_PERMISSION");
  });

  test("[T7] an export has unmasked contact data, so audit_view alone does not permit it", async () => {
    const { park, customer_id } = guest;
    const owner = await park.person("owner");
    const role = await owner.call("PUT", "/roles/auditor", { permissions: ["audit_view"] });
    expect(role.status, role.text).toBe(200);
    const { email, pin } = await addPerson(park, {
      [park.store_id]: ["auditor"],
      [park.second_store_id]: ["auditor"],
    });
    const login = await call("POST", "/employees/login", { email, pin });
    const auditor = await proven(clientOf(login.data.access_token));
    const refused = await auditor.get(`/customers/${customer_id}/export`);
    expect([refused.status, refused.error?.code]).toEqual([403, "E_PERMISSION"]);
  });
});

describe("an erasure", () => {
  test("[U1] an erasure leaves no word of the guest anywhere, and every earlier row of the audit as it was", async () => {
    const { park, manager, customer_id, merged_id } = await knownGuest();
    const { tenant_id } = park;
    const said = await whereSaid(tenant_id);
    // Before: only in the guest's own rows, and in no permanent record.
    expect(new Set(said.map((place) => place.split(":")[0]))).toEqual(new Set(["customers", "open_tickets", "sales"]));
    const before = await auditRows(tenant_id);
    const reply = await erase(manager, merged_id);
    expect(reply.status, reply.text).toBe(200);
    expect(reply.data.customer_ids.toSorted()).toEqual([customer_id, merged_id].toSorted());
    expect(await whereSaid(tenant_id)).toEqual([]);
    expect(await countRows("customer_grams", tenant_id)).toBe(0);
    const after = await auditRows(tenant_id);
    const unsealed = ({ prev_hash, hash, ...row }: (typeof after)[number]) => row;
    expect(after.slice(0, before.length).map(unsealed)).toEqual(before.map(unsealed));
    expect(after.slice(before.length).map(({ event, subject_id, changes }) => [event, subject_id, changes])).toEqual(
      [customer_id, merged_id].toSorted().map((id) => ["customer.erased", id, '{"reason":"request 17"}']),
    );
    expect(await countRows("outbox", tenant_id, "type = 'customer.erased'")).toBe(2);
  });

  test("[C4] an erasure changes no figure: ledger, payments, tickets and sales except their notes stay", async () => {
    const { park, manager, customer_id } = await knownGuest();
    const kept = ["customer_entries", "payments", "tickets", "redemptions", "drawer_entries", "receipt_prints"];
    const before = await everythingOf(park.tenant_id);
    await erase(manager, customer_id);
    const after = await everythingOf(park.tenant_id);
    for (const table of kept) expect([table, after.get(table)]).toEqual([table, before.get(table)]);
    const noteless = before.get("sales")?.replace(`"note":"Wilai's birthday"`, '"note":null');
    expect(after.get("sales")).toBe(noteless);
    const row = (await manager.get(`/customers/${customer_id}`)).data;
    expect(row).toMatchObject({ name: "", phone: null, email: null, note: null, active: false });
    expect([row.spend_total, row.visits_count]).toEqual([35_000, 1]);
  });

  test("[U1] five erasures at once, or a repeated one, count as one", async () => {
    const { park, manager, customer_id } = await knownGuest();
    const replies = await Promise.all(Array.from({ length: 5 }, () => erase(manager, customer_id)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const again = await erase(manager, customer_id);
    expect(again.data.erased_at).toBe((await manager.get(`/customers/${customer_id}`)).data.erased_at);
    expect(await countRows("audits", park.tenant_id, "event = 'customer.erased'")).toBe(2);
  });

  test("[U1] an erasure that another overtakes finds the guest erased, and adds nothing", async () => {
    const { park, manager, customer_id } = await knownGuest();
    const ctx = overtaken(asTenant(seedContext(env), park.tenant_id), () => erase(manager, customer_id));
    const { erased_at } = await eraseGuest(ctx, customer_id, { reason: "request 18", confirm: customer_id });
    expect(iso(erased_at)).toBe((await manager.get(`/customers/${customer_id}`)).data.erased_at);
    const rows = await auditRows(park.tenant_id, "event = 'customer.erased'");
    expect(rows.map(({ changes }) => changes)).toEqual(['{"reason":"request 17"}', '{"reason":"request 17"}']);
  });

  test("[C3] an erased guest is in no search, and no sale or change accepts them", async () => {
    const { park, till, manager, customer_id } = await knownGuest();
    await erase(manager, customer_id);
    for (const q of ["wilai", "Wilaiporn Suk", "0891112233", "wilai@guests.test", "wi"])
      expect([q, (await till.get(`/customers/search?q=${encodeURIComponent(q)}`)).data]).toEqual([q, []]);
    expect((await till.get("/customers?phone=0891112233&active=all")).data).toEqual([]);
    expect((await till.get("/tickets?q=0891112233")).data).toEqual([]);
    const sale = { ...cashSale(park.packages.single, 1, 35_000), customer_id };
    const sold = await till.post("/sales", sale, newId(Date.now()));
    expect([sold.status, sold.error?.details]).toMatchObject([422, { fields: [{ path: "customer_id" }] }]);
    const put = await manager.call("PUT", `/customers/${customer_id}`, { name: "Back" });
    expect([put.status, put.error?.code]).toEqual([409, "E_CUSTOMER_ERASED"]);
    const into_customer_id = await noted(till, { name: "Another" });
    const merged = await manager.post(`/customers/${customer_id}/merge`, { into_customer_id });
    expect([merged.status, merged.error?.code]).toEqual([409, "E_CUSTOMER_ERASED"]);
  });

  test("[U1] a change and an erasure at once leave the guest erased, in either order", async () => {
    const { park, manager, customer_id } = await knownGuest();
    const ctx = overtaken(await operation(park), () => erase(manager, customer_id));
    const late = replaceCustomer(ctx, customer_id, { name: "Wilaiporn Suk", active: true });
    await expect(late).rejects.toMatchObject({ spec: { code: "E_CUSTOMER_ERASED" } });
    expect((await manager.get(`/customers/${customer_id}`)).data).toMatchObject({ name: "", active: false });
    expect(await countRows("customer_grams", park.tenant_id)).toBe(0);
  });

  test("[S6] an erased guest's open cart can be paid without a customer", async () => {
    const { till, manager, customer_id, open_ticket_id } = await knownGuest();
    await erase(manager, customer_id);
    const { version, customer_id: of_whom } = (await till.get(`/open_tickets/${open_ticket_id}`)).data;
    expect([version, of_whom]).toEqual([3, null]);
    const payments = [{ method: "cash", amount: 35_000 }];
    const paid = await till.post(`/open_tickets/${open_ticket_id}/checkout`, { version, payments }, newId(Date.now()));
    expect([paid.status, paid.data.customer_id]).toEqual([201, null]);
  });

  test("[C3] an erasure needs the id twice, a step-up, settings_write and approve", async () => {
    const { park, till, manager, customer_id } = await knownGuest();
    const wrong = await erase(manager, customer_id, newId(Date.now()));
    expect([wrong.status, wrong.error?.details]).toMatchObject([422, { fields: [{ path: "confirm" }] }]);
    const unproven = await erase(await park.visitor("manager"), customer_id);
    expect([unproven.status, unproven.error?.code]).toEqual([403, "E_STEP_UP_REQUIRED"]);
    expect((await erase(till, customer_id)).error?.code).toBe("E_PERMISSION");
    expect((await till.get(`/customers/${customer_id}`)).data.name).toBe("Wilaiporn Suk");
  });
});
