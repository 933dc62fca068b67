/** One key makes one sale, however often and however fast the request is repeated. */

import { describe, expect, test } from "vitest";
import { needsOnly } from "../../../support/guards.ts";
import { type Client, cashSale, countRows, newPark } from "../../../support/park.ts";

test("[I6] ten concurrent POST /sales with one key make one sale, ten equal replies, one audit row and its two events", async () => {
  const park = await newPark();
  const till = await park.till();
  const audits_before = await countRows("audits", park.tenant_id);
  const events_before = await countRows("outbox", park.tenant_id);
  const body = cashSale(park.packages.single, 3, 35_000);
  const replies = await Promise.all(Array.from({ length: 10 }, () => till.post("/sales", body, "one-key")));
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
  expect(await countRows("tickets", park.tenant_id)).toBe(3);
  expect(await countRows("drawer_entries", park.tenant_id)).toBe(1);
  expect(await countRows("audits", park.tenant_id)).toBe(audits_before + 1);
  expect(await countRows("outbox", park.tenant_id)).toBe(events_before + 2);
});

test("[I6] the same key with another body is 422 E_IDEMPOTENCY_MISMATCH and sells nothing", async () => {
  const park = await newPark();
  const till = await park.till();
  await till.post("/sales", cashSale(park.packages.single, 1, 35_000), "key");
  const other = await till.post("/sales", cashSale(park.packages.single, 2, 35_000), "key");
  expect([other.status, other.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISMATCH"]);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
});

describe("keys at a device", () => {
  const sellers = async () => {
    const park = await newPark();
    const cashier = await park.till();
    return { park, cashier, supervisor: await park.person("supervisor", "pos") };
  };

  test("[I6] two people who press with one key make one sale, and both get its reply", async () => {
    const { park, cashier, supervisor } = await sellers();
    const body = cashSale(park.packages.single, 2, 35_000);
    const pressed = [cashier, supervisor, cashier, supervisor, await park.device("pos")];
    const replies = await Promise.all(pressed.map((by) => by.post("/sales", body, "one-key")));
    replies.push(await supervisor.post("/sales", body, "one-key"));
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(await countRows("sales", park.tenant_id)).toBe(1);
    expect(await countRows("tickets", park.tenant_id)).toBe(2);
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(1);
    const other = await supervisor.post("/sales", cashSale(park.packages.single, 3, 35_000), "one-key");
    expect([other.status, other.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISMATCH"]);
  });

  test("[I6] a person who may not sell learns nothing of a sale that is stored under the key", async () => {
    const { park, cashier } = await sellers();
    const body = cashSale(park.packages.single, 1, 35_000);
    const sale = await cashier.post("/sales", body, "one-key");
    const porter = await park.person("gate", "pos");
    const reply = await porter.post("/sales", body, "one-key");
    expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
    expect(reply.text).not.toContain(sale.data.tickets[0].qr_token);
  });

  test("[I6] the same key at two tills is two sales", async () => {
    const { park, cashier } = await sellers();
    const other = await park.addTill();
    const body = cashSale(park.packages.single, 1, 35_000);
    const replies = await Promise.all([cashier, other].map((by: Client) => by.post("/sales", body, "one-key")));
    expect(new Set(replies.map(({ data }) => data.sale_id)).size).toBe(2);
  });

  test("[I6] two people who refund with one key give back once, and both get its reply", async () => {
    const { park, cashier } = await sellers();
    const managers = [await park.person("manager", "pos"), await park.person("supervisor", "pos")];
    const sale = await cashier.post("/sales", cashSale(park.packages.single, 2, 35_000), "sale");
    await needsOnly(park, "refund", { approval: "never", reason_required: false });
    const body = { sale_id: sale.data.sale_id, amount: 10_000 };
    const replies = await Promise.all(managers.map((by) => by.post("/refunds", body, "back")));
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(await countRows("refunds", park.tenant_id)).toBe(1);
  });

  test("[I6] codes that a person got by their own right to reprint are not given to another, and nothing is printed twice", async () => {
    const { park, cashier, supervisor } = await sellers();
    const manager = await park.person("manager", "pos");
    const sale = await cashier.post("/sales", cashSale(park.packages.single, 1, 35_000), "sale");
    const [{ ticket_id, qr_token }] = sale.data.tickets;
    const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
    const act = { action: "reprint", subject_id: ticket_id };
    const granted = await manager.post("/approvals/verify-pin", { ...act, approver_id, pin });
    const body = { ticket_id, reason_code: "printer_jam", approval_token: granted.data?.approval_token };
    const printed = await manager.post("/reprints", body, "again");
    expect([printed.status, printed.data?.ticket.qr_token]).toEqual([201, qr_token]);
    for (const by of [cashier, supervisor]) {
      const reply = await by.post("/reprints", body, "again");
      expect([reply.status, reply.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISMATCH"]);
    }
    expect((await manager.post("/reprints", body, "again")).text).toBe(printed.text);
    expect(await countRows("reprints", park.tenant_id)).toBe(1);
  });

  test("[I6] a person's own acts have the person's own keys: two people clock in with the same key", async () => {
    const { park, cashier, supervisor } = await sellers();
    const cards = await Promise.all([cashier, supervisor].map((by) => by.post("/timecards/clock-in", {}, "today")));
    expect(cards.map(({ status, data }) => [status, data.employee_id])).toEqual([
      [200, park.employees.cashier?.employee_id],
      [200, park.employees.supervisor?.employee_id],
    ]);
  });
});
