/** Reprints: once for each approval, counted exactly, and never for a ticket that admits nobody (rules A1, A5, A6). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { replaceTicket } from "../../../../src/modules/admission/tickets/index.ts";
import type { outbox } from "../../../../src/platform/db/tables.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { reissue, type SoldTicket, scan, sell, sellOne } from "../../../support/gate.ts";
import { loosenedTo, needsOnly } from "../../../support/guards.ts";
import { auditRows, type Client, call, clientOf, countRows, newPark, type TestPark } from "../../../support/park.ts";

const REASON = { reason_code: "printer_jam" };
const newKey = () => newId(Date.now());

async function grant(park: TestPark, asker: Client, fields: object = {}): Promise<string> {
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const made = await asker.post("/approvals/verify-pin", { approver_id, pin, action: "reprint", ...fields });
  return made.data.approval_token;
}

const print = (by: Client, ticket_id: string, fields: object = {}, key = newKey()) =>
  by.post("/reprints", { ticket_id, ...REASON, ...fields }, key);

async function oneTicket(park: TestPark): Promise<SoldTicket> {
  const [ticket] = await sell(park, park.packages.single);
  if (!ticket) throw new Error("nothing was sold");
  return ticket;
}

/** A park where the manager reprints on the till without an approval. */
async function trustingPark(settings: Record<string, unknown> = {}) {
  const park = await newPark();
  const [owner, manager] = [await park.person("owner"), await park.everywhere("manager")];
  await needsOnly(park, "reprint", { approval: "never", reason_required: true });
  for (const [key, value] of Object.entries(settings)) await loosenedTo(park, key, value);
  return { park, owner, manager };
}

describe("a reprint", () => {
  let park: TestPark;
  let till: Client;
  beforeAll(async () => {
    park = await newPark();
    till = await park.till();
  });

  test("[A1] a reprint without an approval is 403; with one it shows the codes again and uses the grant up", async () => {
    const ticket = await oneTicket(park);
    const refused = await print(till, ticket.ticket_id);
    expect([refused.status, refused.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect(await countRows("reprints", park.tenant_id, `ticket_id = '${ticket.ticket_id}'`)).toBe(0);

    const approval_token = await grant(park, till, { subject_id: ticket.ticket_id });
    const printed = await print(till, ticket.ticket_id, { approval_token, reason_text: "torn" });
    expect(printed.status, printed.text).toBe(201);
    const { ticket_id, qr_token, short_code } = ticket;
    expect(printed.data).toMatchObject({
      ticket_id,
      printed_count: 1,
      copy_no: 1,
      requested_by: park.employees.cashier?.employee_id,
      approved_by: park.employees.supervisor?.employee_id,
      reason_code: "printer_jam",
      reason_text: "torn",
      reissued_as: null,
      ticket: { ticket_id, qr_token, short_code, printed_count: 1, status: "active" },
    });
    const again = await print(till, ticket_id, { approval_token });
    expect([again.status, again.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect(await scan(await park.device("gate"), ticket)).toBe("pass");
  });

  test("[A1] a reprint takes no grant for another ticket", async () => {
    const [one, other] = [await oneTicket(park), await oneTicket(park)];
    const approval_token = await grant(park, till, { subject_id: other.ticket_id });
    expect((await print(till, one.ticket_id, { approval_token })).error?.code).toBe("E_APPROVAL_REQUIRED");
    expect((await print(till, other.ticket_id, { approval_token })).status).toBe(201);
  });

  test("[U1] a reprint is one commit with its audit row and its event, which name requester, approver and reprint", async () => {
    const { ticket_id } = await oneTicket(park);
    const approval_token = await grant(park, till);
    const { reprint_id } = (await print(till, ticket_id, { approval_token, reason_text: "torn" })).data;
    const [row] = await auditRows(park.tenant_id, `event = 'reprint.created' AND subject_id = '${ticket_id}'`);
    expect(row).toMatchObject({
      subject_kind: "ticket",
      actor_id: park.employees.cashier?.employee_id,
      approver_id: park.employees.supervisor?.employee_id,
      device_id: park.devices.pos?.device_id,
    });
    const told = { reprint_id, copy_no: 1, reason_code: "printer_jam", reissued_as: null };
    expect(JSON.parse(row?.changes ?? "")).toEqual(told);
    const events = await env.DB.prepare("SELECT * FROM outbox WHERE tenant_id = ? AND type = 'reprint.created'")
      .bind(park.tenant_id)
      .all<typeof outbox.$inferSelect & { data: string }>();
    const data = JSON.parse(events.results.at(-1)?.data ?? "");
    expect(data).toMatchObject({ ticket_id, ...told, requested_by: row?.actor_id, approved_by: row?.approver_id });
  });

  test("[A6] a reprint needs one of the park's reasons, and is refused before it uses anything up", async () => {
    const { ticket_id } = await oneTicket(park);
    const approval_token = await grant(park, till);
    const missing = await print(till, ticket_id, { approval_token, reason_code: undefined });
    expect([missing.status, missing.error?.code]).toEqual([422, "E_REASON_REQUIRED"]);
    const wrong = await print(till, ticket_id, { approval_token, reason_code: "goodwill" });
    expect([wrong.status, wrong.error?.code]).toEqual([422, "E_REASON_UNKNOWN"]);
    expect((await print(till, ticket_id, { approval_token })).data.copy_no).toBe(1);
  });

  test("[A5] a reprint that is sent again with its key prints nothing new", async () => {
    const { ticket_id } = await oneTicket(park);
    const body = { approval_token: await grant(park, till) };
    const first = await print(till, ticket_id, body, "once");
    const replies = await Promise.all([1, 2, 3].map(() => print(till, ticket_id, body, "once")));
    expect(replies.map(({ text }) => text)).toEqual([first.text, first.text, first.text]);
    expect((await till.get(`/tickets/${ticket_id}`)).data.printed_count).toBe(1);
    expect(await countRows("reprints", park.tenant_id, `ticket_id = '${ticket_id}'`)).toBe(1);
  });

  test("[A5] a reprint finds its ticket by either code, and by no other text", async () => {
    const { ticket_id, short_code, qr_token } = await oneTicket(park);
    const ask = async (name: object) =>
      till.post("/tickets/reprint", { ...name, ...REASON, approval_token: await grant(park, till) }, newKey());
    expect((await ask({ short_code: short_code.toLowerCase() })).data).toMatchObject({ ticket_id, copy_no: 1 });
    expect((await ask({ qr_token })).data).toMatchObject({ ticket_id, copy_no: 2 });
    expect((await ask({ ticket_id })).data).toMatchObject({ ticket_id, copy_no: 3 });
    expect((await ask({ short_code: "222222222" })).status).toBe(404);
    expect((await ask({ short_code, qr_token })).status).toBe(422);
  });

  test("[T2] a reprint of another store's ticket is 403", async () => {
    const { ticket_id } = await oneTicket(park);
    const abroad = await call("POST", "/auth/device/login", await park.addDevice("POS", park.second_store_id));
    const reply = await print(clientOf(abroad.data.access_token), ticket_id, { approval_token: "ppa_x" });
    expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });
});

test("[S4] each reprint counts once in its till's shift, and in the day's report even without an open shift", async () => {
  const { park, manager, owner } = await trustingPark();
  const till = await park.till();
  const [one, other] = [await oneTicket(park), await oneTicket(park)];
  expect((await print(manager, one.ticket_id)).status).toBe(201);
  const at_once = await Promise.all([1, 2, 3].map(() => print(manager, other.ticket_id)));
  expect(at_once.map(({ data }) => data.copy_no).sort()).toEqual([1, 2, 3]);
  const closed = (await till.post("/shifts/close", { cash_counted: 170_000 })).data;
  expect(closed).toMatchObject({ cash_diff: 0, totals: { sales_count: 2, reprints_count: 4 }, late: null });
  // At the till after the closing, and in the office.
  expect((await print(manager, one.ticket_id)).status).toBe(201);
  expect((await print(await park.office("manager"), one.ticket_id)).status).toBe(201);
  const { business_date } = closed;
  const day = await owner.post("/day_closes", { store_id: park.store_id, business_date }, newKey());
  expect(day.data, day.text).toMatchObject({ totals: { reprints_count: 6, sales_count: 2, cash_uncounted: 0 } });
  const unattended = day.data.shifts.filter((shift: { unattended: boolean }) => shift.unattended);
  expect(unattended.map((shift: { device_id: string }) => shift.device_id).sort()).toEqual(
    [park.devices.pos?.device_id, park.store_id].sort(),
  );
  // The day is closed, so later reprints are beside its report.
  expect((await print(await park.office("manager"), one.ticket_id)).status).toBe(201);
  const report = await owner.get(`/day_closes/${park.store_id}/${business_date}`);
  expect(report.data, report.text).toMatchObject({ totals: { reprints_count: 6 }, late: { reprints_count: 1 } });
});

test("[S4] a reprint at the moment of a closing is in the snapshot or beside it, never lost", async () => {
  const { park, manager } = await trustingPark();
  const till = await park.till();
  const { ticket_id } = await oneTicket(park);
  let printed = 0;
  let counted = 0;
  for (let round = 0; round < 10; round++) {
    const [copy, closed] = await Promise.all([
      print(manager, ticket_id),
      till.post("/shifts/close", { cash_counted: 0 }),
    ]);
    expect([copy.status, closed.status], copy.text).toEqual([201, 200]);
    printed += 1;
    counted += closed.data.totals.reprints_count;
    await till.post("/shifts/open", { cash_open: 0 });
  }
  const beside = await countRows("late_entries", park.tenant_id, "kind = 'reprint'");
  expect(counted + beside).toBe(printed);
});

describe("a ticket that admits nobody", () => {
  const cases: [what: string, end: (park: TestPark, manager: Client, ticket: SoldTicket) => Promise<unknown>][] = [
    ["cancelled", (_, manager, { ticket_id }) => manager.post(`/tickets/${ticket_id}/cancel`)],
    ["blocked", (_, manager, { ticket_id }) => manager.post(`/tickets/${ticket_id}/block`)],
    ["revoked", (park, manager, { ticket_id }) => reissue(park, manager, ticket_id)],
    ["refunded", (park, _, ticket) => setTicket(park, ticket, "status = 'refunded'")],
    ["expired", (park, _, ticket) => setTicket(park, ticket, "valid_to = 1")],
    ["used_up", (park, _, ticket) => setTicket(park, ticket, "used = 1")],
  ];

  async function setTicket({ tenant_id }: TestPark, { ticket_id }: SoldTicket, to: string) {
    await env.DB.prepare(`UPDATE tickets SET ${to} WHERE tenant_id = ? AND ticket_id = ?`)
      .bind(tenant_id, ticket_id)
      .run();
  }

  test.each(cases)("[A5] a ticket that is %s is not printed again, and the reply says why", async (reason, end) => {
    const { park, manager } = await trustingPark();
    const ticket = await oneTicket(park);
    await end(park, manager, ticket);
    const reply = await print(manager, ticket.ticket_id);
    expect([reply.status, reply.error?.code, reply.error?.details?.reason]).toEqual([409, "E_TICKET_STATE", reason]);
    expect(await countRows("reprints", park.tenant_id, "reissued_as IS NULL")).toBe(0);
  });
});

describe("reprints at one moment", () => {
  test("[A5] reprints at one moment count 1, 2, 3, … however many there are", async () => {
    const { park, manager } = await trustingPark();
    const { ticket_id } = await oneTicket(park);
    const replies = await Promise.all(Array.from({ length: 20 }, () => print(manager, ticket_id)));
    const counted = replies.map(({ data }) => data.copy_no).toSorted((a, b) => a - b);
    expect(counted).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect((await manager.get(`/tickets/${ticket_id}`)).data.printed_count).toBe(20);
  });

  test("[A5] reprints at one moment are as many as a person's daily cap, on any device", async () => {
    const { park, manager } = await trustingPark({ "reprints.daily_cap_per_employee": 5 });
    const tickets = await sell(park, park.packages.single, 20);
    const replies = await Promise.all(tickets.map(({ ticket_id }) => print(manager, ticket_id)));
    const printed = replies.filter(({ status }) => status === 201);
    expect(printed.length).toBe(5);
    for (const { status, error } of replies)
      if (status !== 201) expect([status, error?.code]).toEqual([409, "E_DAILY_CAP"]);
    expect(await countRows("reprints", park.tenant_id)).toBe(5);
    expect(await countRows("tickets", park.tenant_id, "printed_count = 1")).toBe(5);
    const console = await park.person("manager");
    expect((await print(console, tickets[0]?.ticket_id ?? "")).error?.code).toBe("E_DAILY_CAP");
  });

  test("[A5] reprints at one moment are as many as a device's daily cap, by any person", async () => {
    const { park, manager } = await trustingPark({ "reprints.daily_cap_per_device": 2 });
    const supervisor = await park.person("supervisor", "pos");
    const { ticket_id } = await oneTicket(park);
    expect((await print(manager, ticket_id)).status).toBe(201);
    expect((await print(supervisor, ticket_id)).status).toBe(201);
    expect((await print(manager, ticket_id)).error?.code).toBe("E_DAILY_CAP");
  });
});

describe("a store that ends lost codes", () => {
  const REISSUE = { "reprints.reissue": true };

  test("[A5] the print has the code of a replacement ticket, which continues the count", async () => {
    const { park, manager } = await trustingPark(REISSUE);
    const ticket = await oneTicket(park);
    const { data } = await print(manager, ticket.ticket_id);
    expect(data).toMatchObject({ ticket_id: ticket.ticket_id, copy_no: 1, reissued_as: data.ticket.ticket_id });
    const gate = await park.device("gate");
    expect(await scan(gate, ticket)).toBe("revoked");
    const next = (await print(manager, data.reissued_as)).data;
    expect(next).toMatchObject({ copy_no: 2, ticket: { printed_count: 2 } });
    expect(await scan(gate, data.ticket)).toBe("revoked");
    expect(await scan(gate, next.ticket)).toBe("pass");
    const old = await print(manager, ticket.ticket_id);
    expect([old.status, old.error?.details]).toMatchObject([409, { replaced_by: data.reissued_as }]);
  });

  test("[A5] a repeat finds the replacement after the process died behind the object's call; another request does not", async () => {
    const { park, manager } = await trustingPark(REISSUE);
    const { ticket_id } = await oneTicket(park);
    const { tenant_id, store_id } = park;
    const caller_id = park.devices.pos?.device_id ?? "";
    const dead = asTenant(seedContext(env), tenant_id, {
      actor: { kind: "employee", id: park.employees.manager?.employee_id ?? "" },
      store_id,
      reply_key: { caller_id, idempotency_key: "died", fingerprint: "", sealed: false },
    });
    const issued = await replaceTicket(dead, ticket_id, "printer_jam");
    const other = await print(manager, ticket_id, {}, "another");
    expect([other.status, other.error?.code]).toEqual([409, "E_TICKET_STATE"]);
    const replies = await Promise.all([1, 2, 3].map(() => print(manager, ticket_id, {}, "died")));
    for (const { data } of replies) expect(data).toMatchObject({ reissued_as: issued.ticket_id, copy_no: 1 });
    expect(await countRows("reprints", tenant_id)).toBe(1);
    expect(await countRows("tickets", tenant_id)).toBe(2);
  });

  test("[A5] a person over the daily cap ends no code", async () => {
    const { park, manager } = await trustingPark({ ...REISSUE, "reprints.daily_cap_per_employee": 1 });
    const [one, two] = await sell(park, park.packages.single, 2);
    expect((await print(manager, one?.ticket_id ?? "")).status).toBe(201);
    expect((await print(manager, two?.ticket_id ?? "")).error?.code).toBe("E_DAILY_CAP");
    expect(await scan(await park.device("gate"), two as SoldTicket)).toBe("pass");
  });
});

describe("a new code", () => {
  const renew = (by: Client, ticket_id: string, fields: object = {}, key = newKey()) =>
    by.post(`/tickets/${ticket_id}/reissue`, { ...REASON, ...fields }, key);

  test("[A5] a new code is a reprint: with a grant for the ticket, a reason and a key, and counted", async () => {
    const park = await newPark();
    const [manager, gate] = [await park.person("manager", "pos"), await park.device("gate")];
    const { ticket_id, qr_token } = await oneTicket(park);
    expect((await renew(manager, ticket_id)).error?.code).toBe("E_APPROVAL_REQUIRED");
    const foreign = await grant(park, manager, { subject_id: newKey() });
    expect((await renew(manager, ticket_id, { approval_token: foreign })).error?.code).toBe("E_APPROVAL_REQUIRED");
    const approval_token = await grant(park, manager, { subject_id: ticket_id });
    const bare = await manager.post(`/tickets/${ticket_id}/reissue`, { ...REASON, approval_token });
    expect(bare.error?.code).toBe("E_IDEMPOTENCY_MISSING");
    const groundless = await renew(manager, ticket_id, { approval_token, reason_code: undefined });
    expect(groundless.error?.code).toBe("E_REASON_REQUIRED");
    expect(await scan(gate, { qr_token: "PP1JUNK" })).toBe("invalid_sig");

    const renewed = await renew(manager, ticket_id, { approval_token });
    expect([renewed.status, renewed.data]).toMatchObject([
      201,
      { ticket_id, copy_no: 1, ticket: { printed_count: 1 } },
    ]);
    expect(renewed.data.reissued_as).toBe(renewed.data.ticket.ticket_id);
    expect([await scan(gate, { qr_token }), await scan(gate, renewed.data.ticket)]).toEqual(["revoked", "pass"]);
    const counted = `action = 'reprint' AND count = 1`;
    expect(await countRows("daily_counts", park.tenant_id, counted)).toBe(2);
    expect(await countRows("reprints", park.tenant_id, `reissued_as = '${renewed.data.reissued_as}'`)).toBe(1);
    const [row] = await auditRows(park.tenant_id, "event = 'reprint.created'");
    expect(row?.approver_id).toBe(park.employees.supervisor?.employee_id);
  });

  test("[A5] a new code is refused over the daily cap, and the old code stays valid", async () => {
    const { park, manager } = await trustingPark({ "reprints.daily_cap_per_employee": 1 });
    const [one, two] = await sell(park, park.packages.single, 2);
    expect((await print(manager, one?.ticket_id ?? "")).status).toBe(201);
    expect((await renew(manager, two?.ticket_id ?? "")).error?.code).toBe("E_DAILY_CAP");
    expect(await scan(await park.device("gate"), two as SoldTicket)).toBe("pass");
  });

  test("[O2] a new code keeps what is left of the ticket, and five requests at once make one", async () => {
    const { park, manager } = await trustingPark();
    const ticket = await sellOne(park, { type: "multi", quota_or_minutes: 3 });
    const gate = await park.device("gate");
    expect(await scan(gate, ticket)).toBe("pass");
    const replies = await Promise.all(Array.from({ length: 5 }, () => renew(manager, ticket.ticket_id, {}, "once")));
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(replies.map(({ data }) => data.reissued_as)).size).toBe(1);
    const issued = replies[0]?.data.ticket;
    expect(issued).toMatchObject({ remaining: 2, status: "active" });
    expect(await scan(gate, ticket)).toBe("revoked");
    const verdicts = [await scan(gate, issued), await scan(gate, issued), await scan(gate, issued)];
    expect(verdicts).toEqual(["pass", "pass", "exhausted"]);
    const old = (await manager.get(`/tickets/${ticket.ticket_id}`)).data;
    expect(old).toMatchObject({ status: "revoked", replaced_by: issued.ticket_id });
    expect(await countRows("reprints", park.tenant_id)).toBe(1);
  });
});

describe("the record of a reprint", () => {
  test("[G16] a reprint is in the ticket's timeline between its issue and its scans", async () => {
    const { park, manager } = await trustingPark();
    const { ticket_id } = await oneTicket(park);
    const { reprint_id } = (await print(manager, ticket_id)).data;
    await manager.post(`/tickets/${ticket_id}/cancel`);
    const { entries } = (await manager.get(`/tickets/${ticket_id}/timeline`)).data;
    expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual(["issued", "reprint", "cancel"]);
    expect(entries[1]).toMatchObject({ reprint_id, printed_count: 1, reason_code: "printer_jam" });
  });

  test("[I8] reprints are listed latest first by every filter, and as CSV, without the codes", async () => {
    const { park, manager } = await trustingPark();
    const [one, two] = await sell(park, park.packages.single, 2);
    const first = (await print(manager, one?.ticket_id ?? "")).data;
    const second = (await print(manager, two?.ticket_id ?? "")).data;
    const ids = async (query: string) =>
      (await manager.get(`/reprints?${query}`)).data.map(({ reprint_id }: { reprint_id: string }) => reprint_id);
    expect(await ids("")).toEqual([second.reprint_id, first.reprint_id]);
    expect(await ids(`ticket_id=${one?.ticket_id}`)).toEqual([first.reprint_id]);
    expect(await ids(`employee_id=${park.employees.cashier?.employee_id}`)).toEqual([]);
    expect(await ids(`device_id=${park.devices.pos?.device_id}&from=${first.created_at}`)).toHaveLength(2);
    expect(await ids("to=2026-01-01T00:00:00Z")).toEqual([]);
    const shown = (await manager.get(`/reprints/${first.reprint_id}`)).data;
    expect(shown).toMatchObject({ reprint_id: first.reprint_id, copy_no: 1 });
    const csv = await manager.get("/reprints?format=csv");
    expect(csv.text.trim().split("\r\n")).toHaveLength(3);
    for (const code of [one?.qr_token, one?.short_code]) expect(csv.text + JSON.stringify(shown)).not.toContain(code);
  });

  test("[A5] a reprint cannot be changed afterwards", async () => {
    const { park, manager } = await trustingPark();
    await print(manager, (await oneTicket(park)).ticket_id);
    const change = env.DB.prepare("UPDATE reprints SET printed_count = 0 WHERE tenant_id = ?").bind(park.tenant_id);
    await expect(change.run()).rejects.toThrow("E_REPRINTS_FINAL");
  });
});
