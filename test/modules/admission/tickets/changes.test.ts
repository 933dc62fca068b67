/** Changes of tickets: an annulment, an override, a block or a cancellation takes effect at the next scan. */

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { whileD1Refuses } from "../../../support/faults.ts";
import { type SoldTicket, scan, sell, sellOne } from "../../../support/gate.ts";
import { auditRows, type Client, countRows, newPark, type TestPark, until } from "../../../support/park.ts";

function objectOf(park: TestPark, { ticket_id }: SoldTicket) {
  return env.TICKET.getByName(`${park.tenant_id}:${ticket_id}`);
}

async function pass(gate: Client, ticket: SoldTicket): Promise<string> {
  const scan_id = newId(Date.now());
  expect(await scan(gate, ticket, { scan_id })).toBe("pass");
  return scan_id;
}

test("[G11] a gate annuls its own pass: the use returns, and the row stays with a mark", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const scan_id = await pass(gate, ticket);
  const annulled = await gate.post("/tickets/annul", { scan_id });
  expect(annulled.status, annulled.text).toBe(200);
  expect(annulled.data).toMatchObject({ scan_id, remaining: 1, ticket: { status: "active" } });
  expect(await countRows("redemptions", park.tenant_id, `scan_id = '${scan_id}' AND annulled_at > 0`)).toBe(1);
  expect(await countRows("tickets", park.tenant_id, "used = 0 AND first_pass IS NULL")).toBe(1);
  expect(await scan(gate, ticket)).toBe("pass");
  const repeated = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, scan_id });
  expect(repeated.data).toMatchObject({ result: "pass", replayed: true });
});

test("[G11] a second annulment, one by another device, and one after the next pass are refused, and each refusal is audited", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 5 });
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const [first, second] = [await pass(gate, ticket), await pass(gate, ticket)];
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  const reasons = [];
  const tries = [
    [gate, first],
    [gate2, second],
    [gate, newId(Date.now())],
    [gate, second],
    [gate, second],
  ] as const;
  for (const [by, scan_id] of tries) {
    const reply = await by.post("/tickets/annul", { scan_id });
    reasons.push(reply.error?.details?.reason ?? reply.status);
  }
  expect(reasons).toEqual(["used_again", "other_device", "unknown_scan", 200, "annulled"]);
  expect(await auditRows(park.tenant_id, "event = 'ticket.annul_refused'")).toHaveLength(4);
  expect((await (await park.person("supervisor")).get(`/tickets/${ticket.ticket_id}`)).data).toMatchObject({
    used: 1,
    remaining: 4,
  });
});

/** The device's count of annulments today. */
async function counted(park: TestPark): Promise<number> {
  const device_id = park.devices.gate?.device_id;
  const count = "SELECT count FROM daily_counts WHERE tenant_id = ? AND action = 'annul' AND holder_id = ?";
  return (await env.DB.prepare(count).bind(park.tenant_id, device_id).first<number>("count")) ?? 0;
}

test("[G11] from a ticket's second annulment on, a gate needs a grant for the ticket, and the audit names the approver", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  await gate.post("/tickets/annul", { scan_id: await pass(gate, ticket) });
  const scan_id = await pass(gate, ticket);
  const again = await gate.post("/tickets/annul", { scan_id });
  expect([again.status, again.error]).toMatchObject([
    403,
    { code: "E_APPROVAL_REQUIRED", details: { reason: "missing" } },
  ]);
  const foreign = await approve(park, gate, newId(Date.now()));
  const wrong = await gate.post("/tickets/annul", { scan_id, approval_token: foreign });
  expect(wrong.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "subject" } });
  expect(await scan(gate, ticket)).toBe("duplicate_use");

  const approval_token = await approve(park, gate, ticket.ticket_id);
  const key = newId(Date.now());
  const approved = await gate.post("/tickets/annul", { scan_id, approval_token }, key);
  expect([approved.status, approved.data]).toMatchObject([200, { scan_id, remaining: 1 }]);
  expect((await gate.post("/tickets/annul", { scan_id, approval_token }, key)).data).toEqual(approved.data);
  const third = await pass(gate, ticket);
  const used = await gate.post("/tickets/annul", { scan_id: third, approval_token });
  expect(used.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "used" } });

  const where = `subject_id = '${ticket.ticket_id}' AND event = 'ticket.annulled'`;
  const approvers = (await auditRows(park.tenant_id, where)).map(({ approver_id }) => approver_id);
  expect(approvers).toEqual([null, park.employees.supervisor?.employee_id]);
  expect(
    await countRows("outbox", park.tenant_id, `subject_id = '${ticket.ticket_id}' AND type = 'ticket.annulled'`),
  ).toBe(2);
  expect(await counted(park)).toBe(2);
});

test("[G11] a grant that admitted a guest cannot annul a pass", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  await gate.post("/tickets/annul", { scan_id: await pass(gate, ticket) });
  await pass(gate, ticket);
  const approval_token = await approve(park, gate, ticket.ticket_id);
  const scan_id = newId(Date.now());
  const forced = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token, scan_id, approval_token });
  expect(forced.data).toMatchObject({ forced: true });
  const back = await gate.post("/tickets/annul", { scan_id, approval_token });
  expect(back.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "used" } });
});

test("[G11] without an approval, only one of two passes of a ticket is annulled at one moment", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 9 });
  const gate = await park.device("gate");
  const [first, second] = [await pass(gate, ticket), await pass(gate, ticket)];
  const annul = (scan_id: string) => gate.post("/tickets/annul", { scan_id });
  const replies = await Promise.all([annul(second), annul(first), annul(second), annul(first)]);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await (await park.person("supervisor")).get(`/tickets/${ticket.ticket_id}`)).data).toMatchObject({ used: 1 });
  // The counts of the refused annulments are returned.
  expect(await counted(park)).toBe(1);
});

test("[G11] a device annuls at most the store's daily limit of passes, however many at once", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await owner.call("PUT", "/settings/keys/tickets.annuls_per_device_per_day", { value: 3 });
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const tickets = await sell(park, park.packages.single, 6);
  const scans = await Promise.all(tickets.map((ticket) => pass(gate, ticket)));
  const replies = await Promise.all(scans.map((scan_id) => gate.post("/tickets/annul", { scan_id })));
  const codes = replies.map(({ status, error }) => error?.code ?? status).toSorted();
  expect(codes).toEqual([200, 200, 200, "E_DAILY_CAP", "E_DAILY_CAP", "E_DAILY_CAP"]);
  expect(await counted(park)).toBe(3);
  const other = await sellOne(park);
  const elsewhere = await gate2.post("/tickets/annul", { scan_id: await pass(gate2, other) });
  expect(elsewhere.status).toBe(200);
});

test("[G11] an annulment whose process dies between the count and the object's change returns no use, and can be repeated", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const scan_id = await pass(gate, ticket);
  const stub = objectOf(park, ticket);
  const named = { tenant_id: park.tenant_id, ticket_id: ticket.ticket_id };
  const by = { actor: { kind: "device", id: "d" }, ip: null, request_id: "r", store_id: park.store_id } as const;
  const request = { ...by, scan_id, device_id: park.devices.gate?.device_id ?? "", at: Date.now(), reply_key: null };
  expect(await stub.annul(named, { ...request, approver_id: null, hold: true })).toEqual({
    outcome: "held",
    refusal: null,
  });
  expect(await scan(gate, ticket)).toBe("duplicate_use");
  expect((await gate.post("/tickets/annul", { scan_id })).status).toBe(200);
  expect(await scan(gate, ticket)).toBe("pass");
});

test("[G11] one of ten simultaneous annulments succeeds, and an evicted object remembers it", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const scan_id = await pass(gate, ticket);
  const replies = await Promise.all(Array.from({ length: 10 }, () => gate.post("/tickets/annul", { scan_id })));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  await evictDurableObject(objectOf(park, ticket));
  expect((await gate.post("/tickets/annul", { scan_id })).error?.details?.reason).toBe("annulled");
  expect(await scan(gate, ticket)).toBe("pass");
  expect(await scan(gate, ticket)).toBe("duplicate_use");
});

async function approve(park: TestPark, gate: Client, subject_id?: string) {
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const grant = await gate.post("/approvals/verify-pin", { approver_id, pin, action: "gate_override", subject_id });
  expect(grant.status, grant.text).toBe(200);
  return grant.data.approval_token as string;
}

test("[G12] a supervisor's override admits a guest once: forced, with the reason and the approver", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  await pass(gate, ticket);
  const body = { qr_token: ticket.qr_token, scan_id: newId(Date.now()), approval_token: await approve(park, gate) };
  const admitted = await gate.post("/tickets/redeem", body);
  expect(admitted.data).toMatchObject({ result: "pass", reason: "duplicate_use", forced: true });
  expect((await gate.post("/tickets/redeem", body)).data).toMatchObject({ replayed: true, forced: true });
  const again = await gate.post("/tickets/redeem", { ...body, scan_id: newId(Date.now()) });
  expect([again.status, again.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
  await until(async () => (await countRows("redemptions", park.tenant_id, "forced = 1")) === 1);
  const [row] = await auditRows(park.tenant_id, "event = 'ticket.redeemed.pass' AND approver_id IS NOT NULL");
  expect(row?.approver_id).toBe(park.employees.supervisor?.employee_id);
});

test("[G12] a guest who may go in does not use up a grant, and a grant never admits an unknown code", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  const approval_token = await approve(park, gate);
  expect(await scan(gate, ticket, { approval_token })).toBe("pass");
  expect(await scan(gate, { qr_token: "PP1JUNK" }, { approval_token })).toBe("invalid_sig");
  expect(await countRows("approval_uses", park.tenant_id)).toBe(0);
  expect(await scan(gate, ticket, { approval_token })).toBe("duplicate_use");
  expect(await countRows("approval_uses", park.tenant_id)).toBe(1);
});

test("[G12] one of twenty guests with one grant is admitted", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const gate = await park.device("gate");
  await pass(gate, ticket);
  const body = { qr_token: ticket.qr_token, approval_token: await approve(park, gate, ticket.ticket_id) };
  const replies = await Promise.all(Array.from({ length: 20 }, () => gate.post("/tickets/redeem", body)));
  expect(replies.filter(({ data }) => data?.forced)).toHaveLength(1);
});

test("[O2] a blocked ticket can be released, a cancelled one never; a repeated change is made once", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  const change = (kind: string) => manager.post(`/tickets/${ticket.ticket_id}/${kind}`, { reason: "lost" });
  const answers = [];
  for (const kind of ["block", "block", "unblock", "cancel", "cancel", "unblock"]) {
    const { status, data, error } = await change(kind);
    answers.push(data?.status ?? `${status} ${error?.code} ${error?.details?.status}`);
  }
  const refused = "409 E_TICKET_STATE cancelled";
  expect(answers).toEqual(["blocked", "blocked", "active", "cancelled", "cancelled", refused]);
  expect(await countRows("ticket_changes", park.tenant_id)).toBe(3);
  expect(await countRows("revocations", park.tenant_id, "reason = 'cancelled'")).toBe(1);
  expect(await scan(gate, ticket)).toBe("cancelled");
});

test("[O2] after its answer, a cancellation refuses the next scan, even at an evicted object", async () => {
  const park = await newPark();
  const ticket = await sellOne(park);
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  await manager.post(`/tickets/${ticket.ticket_id}/cancel`, {});
  await evictDurableObject(objectOf(park, ticket));
  expect(await scan(gate, ticket)).toBe("cancelled");
});

test("[O2] while D1 is down a change is 503 but applies at the gate; a repeat writes it once", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 5 });
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  await pass(gate, ticket);
  const stub = objectOf(park, ticket);
  const change = {
    actor: { kind: "system", id: "test" },
    ip: null,
    request_id: "r",
    store_id: null,
    device_id: null,
  } as const;
  const named = { tenant_id: park.tenant_id, ticket_id: ticket.ticket_id };
  await whileD1Refuses(async () => {
    const made = await stub.change(named, {
      ...change,
      kind: "block",
      at: Date.now(),
      reason: null,
      replacement: null,
      reply_key: null,
    });
    expect(made).toMatchObject({ outcome: "made", projected: false });
    expect(await scan(gate, ticket)).toBe("blocked");
  });
  const again = await manager.post(`/tickets/${ticket.ticket_id}/block`, {});
  expect([again.status, again.data.status]).toEqual([200, "blocked"]);
  expect(await countRows("ticket_changes", park.tenant_id)).toBe(1);
  expect(await countRows("revocations", park.tenant_id)).toBe(1);
});

test("[O2] a scan at the moment of a cancellation passes first or is refused, and the object and D1 agree", async () => {
  const park = await newPark();
  const [gate, manager] = [await park.device("gate"), await park.everywhere("manager")];
  for (let round = 0; round < 5; round++) {
    const ticket = await sellOne(park);
    const [verdict, cancelled] = await Promise.all([
      scan(gate, ticket),
      manager.post(`/tickets/${ticket.ticket_id}/cancel`, {}),
    ]);
    expect(cancelled.data.status).toBe("cancelled");
    const of = `ticket_id = '${ticket.ticket_id}'`;
    await until(async () => (await countRows("redemptions", park.tenant_id, of)) === 1);
    expect(
      await countRows(
        "tickets",
        park.tenant_id,
        `${of} AND status = 'cancelled' AND used = ${verdict === "pass" ? 1 : 0}`,
      ),
    ).toBe(1);
    expect(await scan(gate, ticket)).toBe("cancelled");
  }
});

test("[G9] people inside are counted by zone and business date, and an exit counts at most the guests inside", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { type: "party", quota_or_minutes: 10 });
  const gate = await park.device("gate");
  expect(await scan(gate, ticket, { party: 4 })).toBe("pass");
  expect(await scan(gate, ticket, { party: 1, direction: "exit" })).toBe("pass");
  expect(await scan(gate, ticket, { party: 9, direction: "exit" })).toBe("pass");
  expect(await scan(gate, ticket, { party: 2 })).toBe("pass");
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 4);
  const zone_id = park.zones["Main Gate"];
  const where = `zone_id = '${zone_id}' AND inside = 2 AND entries = 6 AND exits = 4 AND fails = 0`;
  expect(await countRows("zone_days", park.tenant_id, where)).toBe(1);
});
