/** Day limits of a season pass hold at every gate: online, by the list, after a new code, and after an annulment. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { iso } from "../../../../src/shared/time.ts";
import {
  handIn,
  makePackage,
  offlineScan,
  reissue,
  type SoldTicket,
  scan,
  sell,
  sellOne,
} from "../../../support/gate.ts";
import { type Client, countRows, newPark, until } from "../../../support/park.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const season = { type: "multi", quota_or_minutes: 50, uses_per_day: 2, max_days: 3 };

async function listed(gate: Client) {
  const { allow_list, terms } = (await gate.get("/gate/bootstrap")).data;
  return allow_list.map((entry: { terms: string }) => ({ ...entry, terms: terms[entry.terms] }));
}

test("[G7] a season pass of two uses a day passes twice; the third scan is refused, uses nothing and says what is left today", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, season);
  const [gate, other] = [await park.device("gate"), await park.device("gate2")];
  expect([await scan(gate, ticket), await scan(other, ticket)]).toEqual(["pass", "pass"]);
  const third = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token });
  expect(third.data).toMatchObject({ result: "fail", reason: "exhausted", remaining: 48, unit: "uses" });
  expect(third.data.message.en).toBe("Not enough is left on this ticket: 0 of 2 left today.");
  await until(async () => (await countRows("tickets", park.tenant_id, "used = 2 AND days IS NOT NULL")) === 1);
});

test("[G3] [G7] two of forty simultaneous scans of a season pass of two uses a day pass", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, season);
  const gates = [await park.device("gate"), await park.device("gate2")];
  const verdicts = await Promise.all(
    Array.from({ length: 40 }, (_, index) => scan(gates[index % 2] as Client, ticket)),
  );
  expect(verdicts.filter((reason) => reason === "pass")).toHaveLength(2);
  expect(new Set(verdicts)).toEqual(new Set(["pass", "exhausted"]));
});

test("[O5] late uploads of scans count on their own days, and a fourth day is a conflict", async () => {
  const park = await newPark();
  const [ticket] = await sell(park, await makePackage(park, season));
  if (!ticket) throw new Error("one was sold");
  // It was sold a while ago.
  await env.DB.prepare("UPDATE tickets SET valid_from = ? WHERE ticket_id = ?")
    .bind(Date.now() - 5 * DAY, ticket.ticket_id)
    .run();
  const gate = await park.device("gate");
  const at = [3, 2, 2, 2, 1, 4].map((days) => Date.now() - days * DAY);
  const { data } = await handIn(
    gate,
    at.map((moment) => offlineScan(ticket, moment)),
  );
  // Scans are decided by their times: the oldest of four days comes first, so yesterday is one day too many.
  expect(data.results.map(({ status }: { status: string }) => status)).toEqual([
    "applied",
    "applied",
    "applied",
    "conflict",
    "conflict",
    "applied",
  ]);
  expect(await scan(gate, ticket)).toBe("exhausted");
});

test("[G11] [A5] an annulled pass frees its day, and a new code keeps the uses of the day", async () => {
  const park = await newPark();
  const ticket = await sellOne(park, { ...season, uses_per_day: 1 });
  const gate = await park.device("gate");
  const passed = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token });
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 1);
  expect((await gate.post("/tickets/annul", { scan_id: passed.data.scan_id })).status).toBe(200);
  const again = await gate.post("/tickets/redeem", { qr_token: ticket.qr_token });
  expect(again.data.result).toBe("pass");
  // At once: the row of the old ticket may not show the pass yet.
  const replacement = await reissue(park, await park.person("cashier", "pos"), ticket.ticket_id);
  // The use moved to the new code: returned to the old one, it would be lost.
  const late = await gate.post("/tickets/annul", { scan_id: again.data.scan_id });
  expect([late.status, late.error?.details?.reason]).toEqual([409, "replaced"]);
  expect(await scan(gate, replacement)).toBe("exhausted");
});

test("[O1] the gate's list has terms and days, and a ticket within its tolerance is on the list and admits", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const used = await sellOne(park, season);
  await scan(gate, used);
  const tolerant = { tolerance_before_min: 60, tolerance_after_min: 30 };
  const late = await sellOne(park, { ...tolerant, valid_to: iso(Date.now() - 20 * MINUTE) });
  const gone = await sellOne(park, { ...tolerant, valid_to: iso(Date.now() - 40 * MINUTE) });
  const early = await sellOne(park, { ...tolerant, valid_from: iso(Date.now() + DAY + 50 * MINUTE) });
  const later = await sellOne(park, { ...tolerant, valid_from: iso(Date.now() + DAY + 70 * MINUTE) });
  await until(async () => (await countRows("tickets", park.tenant_id, "days IS NOT NULL")) === 1);
  const entries = await listed(gate);
  expect(entries).toHaveLength(3);
  expect(entries.find(({ used }: { used: number }) => used === 1)).toMatchObject({
    terms: { uses_per_day: 2, max_days: 3, tolerance_before_min: 0, tolerance_after_min: 0 },
    days: { before: 0, since: [{ uses: 1 }] },
  });
  const verdict = async (ticket: SoldTicket) => scan(gate, ticket);
  expect([await verdict(late), await verdict(gone), await verdict(early), await verdict(later)]).toEqual([
    "pass",
    "expired",
    "not_started",
    "not_started",
  ]);
});

test("[A5] a ticket within its tolerance can be reprinted", async () => {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const ended = { valid_to: iso(Date.now() - 10 * MINUTE) };
  const late = await sellOne(park, { ...ended, tolerance_after_min: 30 });
  const over = await sellOne(park, ended);
  await reissue(park, cashier, late.ticket_id);
  await expect(reissue(park, cashier, over.ticket_id)).rejects.toThrow("expired");
});

test("a package's view has its day limits, and null without limits", async () => {
  const park = await newPark();
  const manager = await park.office("manager");
  const [bounded, open] = [await makePackage(park, season), await makePackage(park, {})];
  const terms = async (package_id: string) => (await manager.get(`/catalog/packages/${package_id}`)).data;
  expect(await terms(bounded)).toMatchObject({ uses_per_day: 2, max_days: 3, tolerance_before_min: 0 });
  expect(await terms(open)).toMatchObject({ uses_per_day: null, max_days: null, tolerance_after_min: 0 });
  const bad = { store_id: park.store_id, name: "Bad", price: 1, type: "multi" };
  for (const field of [
    { uses_per_day: 0 },
    { max_days: 1.5 },
    { tolerance_before_min: -1 },
    { tolerance_after_min: 1441 },
  ])
    expect((await manager.post("/catalog/packages", { ...bad, ...field })).status).toBe(422);
});
