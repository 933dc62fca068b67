/** Repairs of records: as much as possible is read, and the rest is kept in at most 2 kB (rules I4, O7). */

import { describe, expect, test } from "vitest";
import * as z from "zod";
import { NEVER_DROPPED, payloadOf } from "../../../src/modules/operations/sync/wire.ts";
import { id, optionalText, text } from "../../../src/platform/http/fields.ts";
import { EXTRA_BYTES, Repairs, readRepaired } from "../../../src/platform/http/repairs.ts";
import { jsonBytes } from "../../../src/shared/changes.ts";

const CARD = "4111 1111 1111 1111";
const PACKAGE = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";

const sale = (fields: object = {}) => ({
  receipt_no: "D1X-7",
  items: [{ package_id: PACKAGE, qty: 1 }],
  payments: [{ method: "cash", amount: 35_000 }],
  totals: { grand_total: 35_000 },
  ...fields,
});

/** The parsed payload of an operation, with its repairs. */
function read(type: "sale" | "redemption" | "movement" | "shift_close", sent: unknown) {
  const repairs = new Repairs();
  const payload = readRepaired(payloadOf(type), sent, repairs, NEVER_DROPPED) as Record<string, unknown>;
  return { payload: JSON.parse(JSON.stringify(payload)), doubts: repairs.doubts, extra: repairs.extra };
}

const refusal = (work: () => unknown) => {
  try {
    work();
    return "read";
  } catch (error) {
    return (error as { details: { fields: { path: string }[] } }).details.fields.map(({ path }) => path);
  }
};

describe("a sale of an outage", () => {
  const lines = Array.from({ length: 201 }, () => ({ package_id: PACKAGE, qty: 1 }));
  const cases: [what: string, sent: object, taken: object, doubts: string[], extra: object | null][] = [
    ["as it should be", {}, {}, [], null],
    ["without a note", { note: null }, {}, [], null],
    ["with an empty note", { note: "  " }, {}, [], null],
    ["with a note of 600 letters", { note: "n".repeat(600) }, { note: "n".repeat(500) }, ["text_cut"], null],
    ["with a note of 600 signs", { note: "😀".repeat(600) }, { note: "😀".repeat(500) }, ["text_cut"], null],
    ["with half a sign", { note: "a\ud83d" }, { note: "a\ufffd" }, ["text_cut"], null],
    ["with a card's number in its note", { note: `card ${CARD}` }, {}, ["card_number"], null],
    ["with a card's number at the cut", { note: `${"n".repeat(490)} ${CARD}` }, {}, ["card_number"], null],
    [
      "with a transfer's reference of 18 digits",
      { note: "622058590719860308" },
      { note: "622058590719860308" },
      [],
      null,
    ],
    ["with a newer till's field", { tip: 500 }, {}, ["unknown_fields"], { tip: 500 }],
    ["with nothing for a receipt's number", { receipt_no: "" }, { receipt_no: "—" }, ["text_missing"], null],
    ["without a receipt's number", { receipt_no: undefined }, { receipt_no: "—" }, ["text_missing"], null],
    ["with 201 lines", { items: lines }, { items: lines }, [], null],
    ["with ids of nothing", { customer_id: null, shift_id: "" }, {}, [], null],
    ["with ids of an older till", { customer_id: "C-17" }, {}, ["unreadable"], { customer_id: "C-17" }],
    ["with empty codes", { promo_codes: ["", "SONGKRAN", null] }, { promo_codes: ["SONGKRAN"] }, [], null],
  ];
  test.each(cases)("[O7] %s is read, and the repairs are listed", (_, sent, taken, doubts, extra) => {
    const { note: _note, ...expected } = sale(taken) as Record<string, unknown>;
    const note = "note" in taken ? { note: taken.note } : {};
    expect(read("sale", sale(sent))).toEqual({ payload: { ...expected, ...note }, doubts, extra });
  });

  test("[O7] keeps unknown fields at any depth by their paths", () => {
    const items = [{ package_id: PACKAGE, qty: 1, seat: "A1" }];
    const payments = [{ method: "qr", amount: 35_000, reference: "", wallet: { kind: "promptpay" } }];
    const { payload, doubts, extra } = read("sale", sale({ items, payments }));
    expect(payload).toEqual(sale({ payments: [{ method: "qr", amount: 35_000 }] }));
    expect(doubts).toEqual(["unknown_fields"]);
    expect(extra).toEqual({ "items.0.seat": "A1", "payments.0.wallet": { kind: "promptpay" } });
  });

  test("[O7] leaves out an unreadable part with what makes no sense without it", () => {
    const discount = { kind: "percent", value: "ten" };
    const items = [{ package_id: PACKAGE, qty: 1, discount }];
    const tickets = [{ line_no: 0, package_id: PACKAGE, ticket_ids: [] }];
    const { payload, doubts, extra } = read("sale", sale({ items, tickets }));
    expect(payload).toEqual(sale());
    expect(doubts).toEqual(["unreadable"]);
    expect(extra).toEqual({
      "items.0.discount.value": "ten",
      "items.0.discount": { kind: "percent" },
      "tickets.0.line_no": 0,
      tickets: [{ package_id: PACKAGE, ticket_ids: [] }],
    });
  });

  const impossible: [what: string, sent: unknown, named: string[]][] = [
    ["without lines", sale({ items: [] }), ["items"]],
    ["of a package without an id", sale({ items: [{ qty: 1 }] }), ["items.0.package_id"]],
    ["of none of a package", sale({ items: [{ package_id: PACKAGE, qty: 0 }], note: null }), ["items.0.qty"]],
    ["without a total", sale({ totals: {}, tip: 5 }), ["totals.grand_total"]],
    ["paid with less than nothing", sale({ payments: [{ method: "cash", amount: -1 }] }), ["payments.0.amount"]],
    ["that is a text", "a sale", [""]],
    ["that is nothing", null, [""]],
  ];
  test.each(impossible)("[O7] %s is refused, and the refusal names what is wrong", (_, sent, named) => {
    expect(refusal(() => read("sale", sent))).toEqual(named);
  });
});

describe("other operations", () => {
  const scan = { qr_token: "PP1.", result: "pass" };
  const reason = { kind: "drop", amount: 100 };
  test.each([
    ["a scan with an empty typed code", "redemption", { ...scan, short_code: "" }, scan, []],
    ["a scan with nulls", "redemption", { ...scan, zone_id: null, short_code: null, party: null }, scan, []],
    ["a scan with a newer field", "redemption", { ...scan, lane: 4 }, scan, ["unknown_fields"]],
    ["a scan in a zone that is no id", "redemption", { ...scan, zone_id: "main" }, scan, ["unreadable"]],
    [
      "a movement without a reason",
      "movement",
      { ...reason, reason: "" },
      { ...reason, reason: "—" },
      ["text_missing"],
    ],
    ["a closing with an empty note", "shift_close", { cash_counted: 5, note: "" }, { cash_counted: 5 }, []],
  ] as const)("[O7] %s is taken", (_, type, sent, taken, doubts) => {
    expect(read(type, sent)).toMatchObject({ payload: taken, doubts });
  });

  test.each([
    ["whose direction is unknown", { ...scan, direction: "sideways" }, ["direction"]],
    ["of nobody", { ...scan, party: 0 }, ["party"]],
    ["without a code", { result: "pass" }, ["qr_token"]],
  ])("[O3] a scan %s is not taken for another", (_, sent, named) => {
    expect(refusal(() => read("redemption", sent))).toEqual(named);
  });
});

describe("the stored unknown fields", () => {
  const keptOf = (sent: object) => read("sale", sale(sent));

  test("[T5] [T6] have no secret and no card number", () => {
    const { extra, doubts } = keptOf({
      pan: CARD,
      deep: { qr_token: "PP1", lane: 4 },
      pin: "482193",
      digits: 4111111111111111,
    });
    expect(extra).toEqual({ deep: { lane: 4 } });
    expect(doubts.toSorted()).toEqual(["card_number", "unknown_fields"]);
  });

  test("[T9] have at most 2 kB, and count the fields that did not fit", () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field_${index}`, "ก".repeat(20)]));
    const { extra } = keptOf(many);
    const kept = Object.keys(extra ?? {}).length - 1;
    expect(kept).toBeGreaterThan(10);
    expect(extra).toMatchObject({ "…": 5_000 - kept });
    expect(jsonBytes(extra)).toBeLessThanOrEqual(EXTRA_BYTES);
    expect(keptOf({ big: "x".repeat(EXTRA_BYTES) }).extra).toEqual({ "…": 1 });
  });

  test("[I4] change no known field, whatever their names are", () => {
    const crafted = JSON.parse('{"__proto__": {"note": "x"}, "constructor": 1, "tenant_id": "other", "price": 1}');
    const { payload, extra } = keptOf({ ...sale(), ...crafted, ...JSON.parse('{"toString": 5}') });
    expect(payload).toEqual(sale());
    expect(extra).toMatchObject({ tenant_id: "other", price: 1 });
    const own = JSON.parse(JSON.stringify(sale()).replace("{", '{"__proto__": {"note": "x"},'));
    expect(read("sale", own).payload.note).toBeUndefined();
  });
});

test("[T9] a record that no repair helps is refused", () => {
  const stubborn = z.strictObject({ id, note: optionalText(5), told: text(5).refine((value) => value === "never") });
  expect(refusal(() => readRepaired(stubborn, { id: "", told: "x" }, new Repairs()))).toEqual(["id", "told"]);
  expect(refusal(() => readRepaired(stubborn, { id: PACKAGE, told: "" }, new Repairs()))).not.toBe("read");
});
