/**
 * Tests of remote approvals: requested at the till, decided anywhere, once, by another person, and pushed to the till
 * (rules A1, A2).
 */

import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { openGate } from "../../../support/live.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  cashSale,
  clientOf,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

const PIN = "482193";

let park: TestPark;
let cashier: Client;
let supervisor: Client;
beforeAll(async () => {
  park = await newPark();
  cashier = await park.till();
  supervisor = await park.person("supervisor");
});

interface Asked {
  approval_id: string;
  approval_token: string;
}

async function ask(fields: object = {}, by = cashier): Promise<Asked> {
  const asked = await by.post("/approvals", { action: "drawer_open", ...fields });
  expect([asked.status, asked.data?.status]).toEqual([201, "pending"]);
  return asked.data;
}

const approve = ({ approval_id }: Asked, by = supervisor, body: object = {}) =>
  by.post(`/approvals/${approval_id}/approve`, { pin: PIN, ...body });
const reject = ({ approval_id }: Asked, by = supervisor, body: object = {}) =>
  by.post(`/approvals/${approval_id}/reject`, body);
const read = async ({ approval_id }: Asked, by = cashier) => (await by.get(`/approvals/${approval_id}`)).data;
const noSale = ({ approval_token }: Asked, by = cashier) =>
  by.post("/cash_drawers/no-sale", { reason: "change", approval_token });
const idsOf = (list: Asked[]) => list.map(({ approval_id }) => approval_id);

async function loginInConsole({ email, pin }: { email: string; pin: string }): Promise<Client> {
  return clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token);
}

describe("a request", () => {
  test("[A1] a person of several stores names the store of the act in the console, and only a store of theirs", async () => {
    const own = await newPark();
    const manager = await loginInConsole(own.employees.manager ?? { email: "", pin: "" });
    const act = { action: "drawer_open" };
    const nowhere = await manager.post("/approvals", act);
    expect([nowhere.status, nowhere.error?.code]).toEqual([422, "E_VALIDATION"]);
    for (const store_id of [own.store_id, own.second_store_id]) {
      const asked = await ask({ store_id }, manager);
      expect(await read(asked, manager)).toMatchObject({ store_id, status: "pending" });
      const { email: approver_email, pin } = await addPerson(own, { [store_id]: ["supervisor"] });
      const by_pin = await manager.post("/approvals/verify-pin", { ...act, store_id, approver_email, pin });
      expect(by_pin.status).toBe(200);
    }
    const foreign = await manager.post("/approvals", { ...act, store_id: park.store_id });
    expect([foreign.status, foreign.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
    const at_till = await cashier.post("/approvals", { ...act, store_id: park.second_store_id });
    expect([at_till.status, at_till.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });

  test("[A1] [A2] a request approved in the console allows its one act, with both names in the audit", async () => {
    const sold = await cashier.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), newId(Date.now()));
    const { sale_id } = sold.data;
    const fields = { action: "void", subject_id: sale_id, amount: 35_000, reason_code: "guest_request", note: "Rain." };
    const asked = await ask(fields);
    const pending = await supervisor.get("/approvals/pending");
    expect(pending.data).toMatchObject([{ approval_id: asked.approval_id, status: "pending", ...fields }]);
    expect(pending.text).not.toContain("ppa_");

    const approved = await approve(asked, supervisor, { note: "Sorry." });
    const approver_id = park.employees.supervisor?.employee_id;
    const decided = { status: "approved", decided_by: approver_id, decision_note: "Sorry.", ...fields };
    expect([approved.status, approved.data]).toMatchObject([200, decided]);
    const life_ms = Date.parse(approved.data.expires_at) - Date.parse(approved.data.decided_at);
    expect(life_ms).toBe(120_000);
    expect((await supervisor.get("/approvals/pending")).data).toEqual([]);

    const body = { reason_code: "guest_request", approval_token: asked.approval_token };
    expect((await cashier.post(`/sales/${sale_id}/void`, body)).status).toBe(200);
    expect(await read(asked)).toMatchObject({ ...decided, status: "used", used_for: sale_id });

    const requester_id = park.employees.cashier?.employee_id;
    const rows = await auditRows(park.tenant_id, `subject_id IN ('${asked.approval_id}', '${sale_id}')`);
    const told = rows.map(({ event, actor_id, approver_id: approver }) => [event, actor_id, approver]);
    expect(told).toEqual([
      ["sale.created", requester_id, null],
      ["approval.requested", requester_id, null],
      ["approval.approved", approver_id, approver_id],
      ["sale.voided", requester_id, approver_id],
    ]);
    for (const type of ["approval.requested", "approval.approved"])
      expect(
        await countRows("outbox", park.tenant_id, `type = '${type}' AND subject_id = '${asked.approval_id}'`),
      ).toBe(1);
  });

  test("[A1] a pending or rejected request allows nothing", async () => {
    const [waiting, turned_down] = [await ask(), await ask()];
    expect((await reject(turned_down, supervisor, { note: "No." })).data).toMatchObject({ status: "rejected" });
    for (const asked of [waiting, turned_down]) {
      const refused = await noSale(asked);
      expect([refused.status, refused.error?.details?.reason]).toEqual([403, "unknown"]);
    }
    expect(await read(turned_down)).toMatchObject({ status: "rejected", decision_note: "No.", used_for: null });
    await approve(waiting);
    expect((await noSale(waiting)).status).toBe(201);
    const twice = await noSale(waiting);
    expect([twice.status, twice.error?.details?.reason]).toEqual([403, "used"]);
  });

  test("[A1] an approval for one satang less than the act's sum does not allow it", async () => {
    const sold = await cashier.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), newId(Date.now()));
    const asked = await ask({ action: "void", subject_id: sold.data.sale_id, amount: 34_999 });
    await approve(asked);
    const body = { reason_code: "guest_request", approval_token: asked.approval_token };
    const refused = await cashier.post(`/sales/${sold.data.sale_id}/void`, body);
    expect([refused.status, refused.error?.details?.reason]).toEqual([403, "amount"]);
  });

  test("[A1] a request is decided once: another decision is E_APPROVAL_DECIDED, the same by the same person repeats the answer", async () => {
    const manager = await park.person("manager");
    const asked = await ask();
    const first = await approve(asked, supervisor, { note: "Fine." });
    const before = await rowCounts(park.tenant_id);
    expect((await approve(asked)).data).toEqual(first.data);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
    const late = [await reject(asked), await approve(asked, manager), await reject(asked, manager)];
    for (const { status, error } of late) expect([status, error?.code]).toEqual([409, "E_APPROVAL_DECIDED"]);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[A1] a request approved and rejected at once has one of the two results, and its token follows it", {
    timeout: 60_000,
  }, async () => {
    const manager = await park.person("manager");
    for (let round = 0; round < 15; round++) {
      const asked = await ask();
      const by = round % 2 === 0 ? supervisor : manager;
      const [yes, no] = await Promise.all([approve(asked, by), reject(asked)]);
      expect([yes.status, no.status].toSorted()).toEqual([200, 409]);
      const { status } = await read(asked);
      expect(status).toBe(yes.status === 200 ? "approved" : "rejected");
      expect((await noSale(asked)).status).toBe(yes.status === 200 ? 201 : 403);
    }
  });

  test("[A1] a request waits ten minutes, and its grant lasts 120 seconds from the decision", async () => {
    const other = await newPark();
    const [till, boss, owner] = [await other.till(), await other.person("supervisor"), await other.person("owner")];
    const moveClock = (offset_seconds: number) => owner.call("PUT", "/sandbox/clock", { offset_seconds });
    const [used, unused, missed] = [await ask({}, till), await ask({}, till), await ask({}, till)];
    await moveClock(590);
    for (const asked of [used, unused]) expect((await approve(asked, boss)).status).toBe(200);
    await moveClock(602);
    expect((await boss.get("/approvals/pending")).data).toEqual([]);
    for (const decide of [approve, reject]) {
      const late = await decide(missed, boss);
      expect([late.status, late.error?.code]).toEqual([409, "E_APPROVAL_EXPIRED"]);
    }
    await moveClock(590 + 115);
    expect((await noSale(used, till)).status).toBe(201);
    await moveClock(590 + 121);
    const late = await noSale(unused, till);
    expect([late.status, late.error?.details?.reason]).toEqual([403, "expired"]);
    expect(await read(unused, till)).toMatchObject({
      status: "expired",
      decided_by: other.employees.supervisor?.employee_id,
    });
    expect(await read(missed, till)).toMatchObject({ status: "expired", decided_by: null });
  });

  test("[A1] the decision is pushed at once to the requesting device, and to no other", async () => {
    const [pos, gate] = [await openGate(await park.device("pos")), await openGate(await park.device("gate"))];
    const [granted, refused] = [await ask(), await ask()];
    // Decisions of other tests may still arrive.
    const decisionOn = async ({ approval_id }: Asked, type: string) => {
      for (;;) {
        const message = await pos.next(type);
        if (message.data.approval_id === approval_id) return message;
      }
    };
    await approve(granted);
    const good = await decisionOn(granted, "approval.approved");
    expect(good.data).toMatchObject({ approval_id: granted.approval_id, status: "approved", action: "drawer_open" });
    expect(Date.parse(String(good.data.expires_at))).toBeGreaterThan(Date.now());
    await reject(refused, supervisor, { note: "Not now." });
    const bad = await decisionOn(refused, "approval.rejected");
    expect(bad.data).toMatchObject({ approval_id: refused.approval_id, status: "rejected", decision_note: "Not now." });
    expect(JSON.stringify(pos.messages)).not.toContain("ppa_");
    expect(gate.messages.filter(({ type }) => type.startsWith("approval."))).toEqual([]);
  });

  test("[A6] a request may have a reason, one of the tenant's for the act", async () => {
    const strange = await cashier.post("/approvals", { action: "drawer_open", reason_code: "guest_request" });
    expect([strange.status, strange.error?.code]).toEqual([422, "E_REASON_UNKNOWN"]);
  });
});

describe("an approver", () => {
  test("[A2] an approver is another person than who asked, may approve and do it there; every other attempt is in the audit", async () => {
    const on_till = await park.person("supervisor", "pos");
    const own = await ask({}, on_till);
    const elsewhere = await addPerson(park, { [park.second_store_id]: ["supervisor"] });
    const cart = { items: [{ package_id: park.packages.single, qty: 1, override_price: 34_999 }] };
    const override = { action: "price_override", subject_id: newId(Date.now()), amount: 1, cart };
    const tries: [who: string, by: Client, asked: Asked, refusal: unknown[]][] = [
      ["who asked", supervisor, own, [403, "E_APPROVER"]],
      ["a cashier", await park.person("cashier"), own, [403, "E_PERMISSION"]],
      ["of another store", await loginInConsole(elsewhere), own, [403, "E_SCOPE_MISMATCH"]],
      ["a person who may not do it", supervisor, await ask(override), [403, "E_APPROVER"]],
    ];
    for (const [who, by, asked, refusal] of tries)
      for (const decide of [approve, reject]) {
        const { status, error } = await decide(asked, by);
        expect([who, status, error?.code]).toEqual([who, ...refusal]);
      }
    const rows = await auditRows(park.tenant_id, "event = 'approval.refused'");
    expect(rows.length).toBe(4);
    expect(
      await countRows("approval_requests", park.tenant_id, `approval_id = '${own.approval_id}' AND status = 'pending'`),
    ).toBe(1);
    expect((await supervisor.get("/approvals/pending?action=drawer_open")).data).toEqual([]);
    expect((await approve(own, await park.person("manager"))).status).toBe(200);
  });

  test("[A2] an approver enters their PIN; a wrong one is counted and decides nothing", async () => {
    const other = await newPark();
    const till = await other.till();
    const boss = await other.person("supervisor", "gate");
    const asked = await ask({}, till);
    for (let tries = 0; tries < 5; tries++) {
      const wrong = await approve(asked, boss, { pin: "0000" });
      expect([wrong.status, wrong.error?.code]).toEqual([403, "E_APPROVER_PIN"]);
    }
    const locked = await approve(asked, boss);
    expect(locked.error?.code).toBe("E_PIN_LOCKED");
    expect(await read(asked, till)).toMatchObject({ status: "pending" });
    expect(await countRows("approvals", other.tenant_id)).toBe(0);
  });

  test("[A2] an approver sees the requests that they may decide at their stores, and no others", async () => {
    const other = await newPark();
    const till = await other.till();
    const boss = await other.person("supervisor");
    const [first, second] = [
      await ask({}, till),
      await ask({ action: "void", subject_id: newId(Date.now()), amount: 35_000 }, till),
    ];
    const cart = { items: [{ package_id: other.packages.single, qty: 1, override_price: 34_999 }] };
    await ask({ action: "price_override", subject_id: newId(Date.now()), amount: 1, cart }, till);
    const page = await boss.get("/approvals/pending?limit=1");
    expect([idsOf(page.data), page.page?.has_more]).toEqual([[first.approval_id], true]);
    const rest = await boss.get(`/approvals/pending?limit=1&cursor=${page.page?.next_cursor}`);
    expect([idsOf(rest.data), rest.page?.has_more]).toEqual([[second.approval_id], false]);
    expect((await (await other.person("manager")).get("/approvals/pending")).data.length).toBe(3);
    expect(idsOf((await boss.get("/approvals/pending?action=void")).data)).toEqual([second.approval_id]);
    const nobody = other.employees.owner?.employee_id;
    expect((await boss.get(`/approvals/pending?requester_id=${nobody}`)).data).toEqual([]);
    const refused = await boss.get("/approvals/pending?cursor=x");
    expect([refused.status, refused.error?.code]).toEqual([422, "E_VALIDATION"]);
  });
});

describe("the list of approvals", () => {
  test("[A1] its requester and approvers of its store read an approval, and nobody else", async () => {
    const asked = await ask();
    expect((await read(asked)).status).toBe("pending");
    expect((await read(asked, supervisor)).status).toBe("pending");
    const strangers = [await park.device("pos"), await park.person("gate", "gate")];
    for (const stranger of strangers) {
      const { status, error } = await stranger.get(`/approvals/${asked.approval_id}`);
      expect([status, error?.code]).toEqual([403, "E_PERMISSION"]);
    }
  });

  test("[A1] [U1] approvals are listed, by PIN and remote, with filters and as CSV", async () => {
    const other = await newPark();
    const till = await other.till();
    const boss = await other.person("supervisor");
    const { email: approver_email, pin } = other.employees.supervisor ?? {};
    const act = { action: "void", subject_id: newId(Date.now()), amount: 35_000 };
    const by_pin = (await till.post("/approvals/verify-pin", { approver_email, pin, ...act })).data as Asked;
    const [used, refused, waiting] = [await ask({}, till), await ask({}, till), await ask({}, till)];
    await approve(used, boss);
    await noSale(used, till);
    await reject(refused, boss);

    const manager = await other.person("manager");
    const all = [waiting, refused, used, by_pin];
    const list = (query: string) => manager.get(`/approvals${query}`);
    expect(idsOf((await list("")).data)).toEqual(idsOf(all));
    const requester_id = other.employees.cashier?.employee_id;
    const approver_id = other.employees.supervisor?.employee_id;
    const filters: [query: string, shown: Asked[]][] = [
      ["?action=void", [by_pin]],
      ["?status=pending", [waiting]],
      ["?status=approved", [by_pin]],
      ["?status=rejected", [refused]],
      ["?status=used", [used]],
      ["?status=expired", []],
      [`?requester_id=${requester_id}`, all],
      [`?requester_id=${approver_id}`, []],
      [`?approver_id=${approver_id}`, [refused, used, by_pin]],
      [`?to=${new Date(Date.now() - 60_000).toISOString()}`, []],
      [`?from=${new Date(Date.now() - 60_000).toISOString()}`, all],
      [`?store_id=${other.second_store_id}`, []],
    ];
    const owner = await other.person("owner");
    for (const [query, shown] of filters) {
      const by = query.includes("store_id") ? owner : manager;
      expect([query, idsOf((await by.get(`/approvals${query}`)).data)]).toEqual([query, idsOf(shown)]);
    }
    const page = await list("?limit=3");
    expect(idsOf((await list(`?limit=3&cursor=${page.page?.next_cursor}`)).data)).toEqual([by_pin.approval_id]);
    const lines = (await list("?format=csv")).text.trim().split("\r\n");
    expect(lines.length).toBe(1 + all.length);
    expect(lines.join()).not.toContain("ppa_");
    const refused_list = await till.get("/approvals");
    expect([refused_list.status, refused_list.error?.code]).toEqual([403, "E_PERMISSION"]);
  });
});
