/** A cart issues exactly the sold tickets, in parts for a bundle. */

import { describe, expect, test } from "vitest";
import {
  bindBlanks,
  type CartItem,
  planTickets,
  readReceiptNo,
  receiptNo,
  receiptOfOutage,
} from "../../../../src/modules/counter/sales/domain.ts";

const OFFERS = new Map(
  [
    { package_id: "day", type: "single", quota_or_minutes: 1, parts: [] },
    { package_id: "ten", type: "multi", quota_or_minutes: 10, parts: [] },
    { package_id: "hour", type: "timepass", quota_or_minutes: 60, parts: [] },
    {
      package_id: "family",
      type: "bundle",
      quota_or_minutes: 1,
      parts: [
        { package_id: "day", qty: 4 },
        { package_id: "hour", qty: 2 },
      ],
    },
    {
      package_id: "day and locker",
      type: "bundle",
      quota_or_minutes: 1,
      parts: [
        { package_id: "day", qty: 1 },
        { package_id: "locker", qty: 1 },
      ],
    },
    {
      package_id: "welcome",
      type: "bundle",
      quota_or_minutes: 1,
      parts: [
        { package_id: "map", qty: 1 },
        { package_id: "badge", qty: 2 },
      ],
    },
    { package_id: "map", type: "single", quota_or_minutes: 1, parts: [] },
    { package_id: "badge", type: "single", quota_or_minutes: 1, parts: [] },
    { package_id: "locker", type: "single", quota_or_minutes: 1, parts: [] },
    { package_id: "torn", type: "bundle", quota_or_minutes: 1, parts: [{ package_id: "gone", qty: 1 }] },
  ].map((offer) => [offer.package_id, offer]),
);

const item = (package_id: string, qty: number): CartItem => ({ package_id, qty });
const everything = () => true;
const PRICES: Record<string, number> = { day: 35_000, hour: 10_000, locker: 1_000 };
const priceOf = ({ package_id }: { package_id: string }) => PRICES[package_id] ?? 0;
const sumOf = (prices: number[]) => prices.reduce((sum, price) => sum + price, 0);

/** The plans as line, package, tickets and satang for all of them; or the refusal. */
function planOf(
  items: CartItem[],
  totals: number[],
  sellable: (offer: { package_id: string }) => boolean = everything,
) {
  const plan = planTickets(items, totals, OFFERS, { sellable, slotAt: () => null, priceOf, now: 0 });
  return plan.ok
    ? plan.value.map((each) => [each.line_no, each.offer.package_id, each.prices.length, sumOf(each.prices)])
    : plan.refusal;
}

describe("a cart", () => {
  test.each([
    ["one ticket for each piece of a line", [item("day", 3)], [105_000], [[1, "day", 3, 105_000]]],
    [
      "tickets line by line",
      [item("day", 2), item("ten", 1)],
      [70_000, 90_000],
      [
        [1, "day", 2, 70_000],
        [2, "ten", 1, 90_000],
      ],
    ],
    [
      "two lines of one package as two",
      [item("day", 1), item("day", 1)],
      [35_000, 0],
      [
        [1, "day", 1, 35_000],
        [2, "day", 1, 0],
      ],
    ],
    [
      "a bundle as its parts, never as itself",
      [item("family", 1)],
      [120_000],
      [
        [1, "day", 4, 105_000],
        [1, "hour", 2, 15_000],
      ],
    ],
    [
      "each piece of a bundle with all its parts",
      [item("family", 3)],
      [360_000],
      [
        [1, "day", 12, 315_000],
        [1, "hour", 6, 45_000],
      ],
    ],
    [
      "a bundle's parts, each for its share by its own price",
      [item("day and locker", 1)],
      [36_000],
      [
        [1, "day", 1, 35_000],
        [1, "locker", 1, 1_000],
      ],
    ],
    [
      "those of a bundle at a discount for the same shares, to the satang",
      [item("day and locker", 2)],
      [50_001],
      [
        [1, "day", 2, 48_612],
        [1, "locker", 2, 1_389],
      ],
    ],
    [
      "parts without a price each for the same",
      [item("welcome", 1)],
      [3_000],
      [
        [1, "map", 1, 1_000],
        [1, "badge", 2, 2_000],
      ],
    ],
    ["tickets whose prices add up to what was paid for the line", [item("day", 3)], [100], [[1, "day", 3, 100]]],
    ["free tickets when nothing was paid", [item("day", 2)], [0], [[1, "day", 2, 0]]],
  ])("[S1] [P5] a cart issues %s", (_, items, totals, plans) => {
    expect(planOf(items, totals)).toEqual(plans);
  });

  test.each([
    ["a package that is not there", [item("day", 1), item("gone", 1)], everything, 1],
    [
      "a package that is not on sale",
      [item("day", 1), item("ten", 1)],
      (offer: { package_id: string }) => offer.package_id !== "ten",
      1,
    ],
    ["a bundle of which a part is not there", [item("torn", 1)], everything, 0],
  ])("[S9] a cart with %s is refused, and the line is named", (_, items, sellable, index) => {
    expect(
      planOf(
        items,
        items.map(() => 0),
        sellable,
      ),
    ).toEqual({ reason: "package", index });
  });
});

test("[S7] a receipt number is its device's prefix and the number in its series", () => {
  const named = (receipt_prefix: string, receipt_seq: number, receipt_copy = 1) =>
    receiptNo({ receipt_prefix, receipt_seq, receipt_copy });
  expect([named("D1", 1), named("D12", 1234), named("D1X", 7, 2)]).toEqual(["D1-1", "D12-1234", "D1X-7/2"]);
});

test.each([
  ["D1-17", { prefix: "D1", seq: 17 }],
  [" d1x–0๐๑๗ ", { prefix: "D1X", seq: 17 }],
  ["D1X-7/2", { prefix: "D1X", seq: 7, copy: 2 }],
  ["D1X-7/0", undefined],
  ["D1X-7/", undefined],
  ["D1X-9999999999", undefined],
  ["17", undefined],
])("[G17] the receipt number %s is read as %j", (text, read) => {
  expect(readReceiptNo(text)).toEqual(read);
});

test.each([
  ["D1X-17", "D1X", 17],
  ["d1x-017", "D1X", 17],
  ["D1X-999999999", "D1X", 999_999_999],
])("[O7] %s that till D1 printed stays number %s-%i", (printed, prefix, seq) => {
  expect(receiptOfOutage(printed, "D1")).toEqual({ prefix, seq, receipt_conflict: null });
});

test.each(["D2X-40", "D12X-17"])("[O7] %s of another till stays, and is reported as a conflict", (printed) => {
  expect(receiptOfOutage(printed, "D1")).toEqual({ ...readReceiptNo(printed), receipt_conflict: printed });
});

test.each(["D1X-0", "D1X-1.5", "D1X-9999999999", "D1X-7/2", "D1-17", "D1U-1", "X-1", "17", "paper", ""])(
  "[O7] %j is not a number of an outage, and gets none of a till's series",
  (printed) => {
    expect(receiptOfOutage(printed, "D1")).toEqual({ prefix: "D1U", receipt_conflict: printed });
  },
);

describe("sold blanks", () => {
  const blank = (ticket_id: string, sale_id: string | null = null, package_ids: string[] | null = null) =>
    [ticket_id, { ticket_id, sale_id, package_ids }] as const;
  const known = new Map([blank("a"), blank("b"), blank("c"), blank("d", "sold before"), blank("e", null, ["hour"])]);
  const plan = (line_no: number, package_id: string, qty: number) => ({ line_no, offer: { package_id }, qty });

  test("[O8] sold blanks become tickets of their line and package", () => {
    const sold = [
      { line_no: 2, package_id: "hour", ticket_ids: ["b", "c"] },
      { line_no: 1, package_id: "day", ticket_ids: ["a"] },
    ];
    const { plans, refused } = bindBlanks([plan(1, "day", 2), plan(2, "day", 1), plan(2, "hour", 2)], sold, known);
    expect(plans.map(({ blanks }) => blanks.map(({ ticket_id }) => ticket_id))).toEqual([["a"], [], ["b", "c"]]);
    expect(refused).toEqual([]);
  });

  test.each([
    ["of no lot", ["x"], "unknown"],
    ["of another sale", ["d"], "bound"],
    ["named twice", ["a", "a"], "bound"],
    ["of a lot for other packages", ["e"], "package"],
    ["beyond what was sold", ["a", "b"], "unplaced"],
  ])("[O8] blanks %s are left out by name, and the line gets new tickets", (_, ticket_ids, reason) => {
    const { plans, refused } = bindBlanks([plan(1, "day", 1)], [{ line_no: 1, package_id: "day", ticket_ids }], known);
    expect(refused).toEqual([{ ticket_id: ticket_ids.at(-1), reason }]);
    expect(plans[0]?.blanks.length).toBe(ticket_ids.length - 1);
  });
});

describe("a package with places per slot", () => {
  const HOUR = 3_600_000;
  const NOON = 12 * HOUR;
  /** Ten visits and the hours in a family have slots of an hour. */
  const slotAt = ({ package_id }: { package_id: string }, at: number) =>
    package_id === "day" ? null : { start: Math.floor(at / HOUR) * HOUR, end: (Math.floor(at / HOUR) + 1) * HOUR };
  const slotsOf = (item: CartItem) => {
    const plan = planTickets([item], [100], OFFERS, { sellable: everything, slotAt, priceOf, now: NOON + 1 });
    return plan.ok ? plan.value.map(({ slot }) => slot?.start ?? null) : plan.refusal;
  };

  test.each([
    ["the current slot unless one is named", item("ten", 1), [NOON]],
    ["the named slot", { ...item("ten", 1), slot_start: NOON + HOUR }, [NOON + HOUR]],
    ["the running slot", { ...item("ten", 1), slot_start: NOON }, [NOON]],
    [
      "the named slot in each part of a bundle that has slots",
      { ...item("family", 1), slot_start: NOON + HOUR },
      [null, NOON + HOUR],
    ],
    ["no slot that begins at another time", { ...item("ten", 1), slot_start: NOON + 5 }, { reason: "slot", index: 0 }],
    ["no slot that is over", { ...item("ten", 1), slot_start: NOON - HOUR }, { reason: "slot_over", index: 0 }],
    ["no slot if the package has none", { ...item("day", 1), slot_start: NOON }, { reason: "slot_unwanted", index: 0 }],
  ])("[S9] a package with places per slot is sold for %s", (_, asked, slots) => {
    expect(slotsOf(asked)).toEqual(slots);
  });
});
