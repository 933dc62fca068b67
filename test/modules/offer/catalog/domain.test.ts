/**
 * Tests of the catalog's domain: a package is on sale only where, when and on the channel it is for, and slots cover
 * the day.
 */

import { describe, expect, test } from "vitest";
import { isImageUrl, refusePackage } from "../../../../src/modules/offer/catalog/domain/editor.ts";
import { completeGateTerms, type GateTerms } from "../../../../src/modules/offer/catalog/domain/gate-terms.ts";
import { isOnSale, type Offer } from "../../../../src/modules/offer/catalog/domain/offers.ts";
import { placesIn, type Slot, slotOf, slotsOf } from "../../../../src/modules/offer/catalog/domain/slots.ts";
import { businessDate } from "../../../../src/shared/time.ts";

const NOW = Date.parse("2026-03-10T03:00:00.000Z");
const ALWAYS: Offer = { store_id: "bangkok", active: true, active_from: null, active_to: null, visible_on: ["POS"] };

test.each([
  ["is", "without a window", {}],
  ["is", "in the very millisecond its window begins", { active_from: NOW }],
  ["is not", "a millisecond before its window", { active_from: NOW + 1 }],
  ["is", "in the very millisecond its window ends", { active_to: NOW }],
  ["is not", "a millisecond after its window", { active_to: NOW - 1 }],
  ["is", "within its window", { active_from: NOW - 1, active_to: NOW + 1 }],
  ["is", "in a window of one millisecond", { active_from: NOW, active_to: NOW }],
  ["is not", "in a window that ends before it begins", { active_from: NOW + 1, active_to: NOW - 1 }],
  [
    "is not",
    "while it is not active, whatever its window",
    { active: false, active_from: NOW - 1, active_to: NOW + 1 },
  ],
  ["is", "at a store of its tenant, when it is every store's", { store_id: null }],
  ["is not", "at another store than its own", { store_id: "phuket" }],
  ["is", "on a channel it is shown on", { visible_on: ["KIOSK", "POS"] }],
  ["is not", "on a channel it is not shown on", { visible_on: ["KIOSK"] }],
  ["is not", "on a channel while it is shown on none", { visible_on: [] }],
] as const)("[S9] a package %s on sale %s", (verdict, _, changes) => {
  expect(isOnSale({ ...ALWAYS, ...changes }, "bangkok", NOW, "POS")).toBe(verdict === "is");
});

test("[S9] without a channel every package is seen, but only of its store and within its window", () => {
  const hidden: Offer = { ...ALWAYS, visible_on: [] };
  expect(isOnSale(hidden, "bangkok", NOW)).toBe(true);
  expect(isOnSale(hidden, "phuket", NOW)).toBe(false);
  expect(isOnSale({ ...hidden, active: false }, "bangkok", NOW)).toBe(false);
  expect(isOnSale({ ...hidden, active_to: NOW - 1 }, "bangkok", NOW)).toBe(false);
});

test.each([
  { uses_per_day: 1 },
  { max_days: 1 },
  { tolerance_before_min: 1 },
  { tolerance_after_min: 1 },
  { attention: { en: "Socks", th: "ถุงเท้า" } },
  { min_height_cm: 0 },
  { max_age_years: 12 },
] as Partial<GateTerms>[])("[S9] a bundle has no %o of its own: its tickets are those of its parts", (sent) => {
  const part = { store_id: null, type: "single", active: true } as const;
  const bundle = { store_id: null, type: "bundle", active: true, parts: [{ package_id: "p", qty: 1 }] } as const;
  const none = { zone_ids: [], allowed_device_ids: null, category_id: null, capacity: null };
  const known = { packages: new Map([["p", part]]), zones: new Map(), devices: new Map(), category: undefined };
  expect(refusePackage({ ...bundle, ...none, gate_terms: completeGateTerms({}) }, known)).toBe(null);
  const refused = refusePackage({ ...bundle, ...none, gate_terms: completeGateTerms(sent) }, known);
  expect(refused).toMatchObject({ path: Object.keys(sent)[0] });
});

describe("slots", () => {
  const HOUR = 3_600_000;
  const hourly = { capacity: 20, slot_minutes: 60 };
  const bangkok = { time_zone: "Asia/Bangkok", cutoff_hour: 0 };
  const berlin = { time_zone: "Europe/Berlin", cutoff_hour: 0 };
  const at = (text: string) => Date.parse(text);
  const told = (slot: Slot | null) =>
    slot && `${new Date(slot.start).toISOString()} ${new Date(slot.end).toISOString()}`;

  test.each([
    ["begins with its first millisecond", hourly, bangkok, "2026-03-10T03:00:00.000Z", "03:00 04:00"],
    ["holds its last millisecond", hourly, bangkok, "2026-03-10T03:59:59.999Z", "03:00 04:00"],
    ["gives way to the next", hourly, bangkok, "2026-03-10T04:00:00.000Z", "04:00 05:00"],
    [
      "is counted from midnight at the store",
      { ...hourly, slot_minutes: 480 },
      bangkok,
      "2026-03-10T03:00Z",
      "01:00 09:00",
    ],
    [
      "is counted from the cut-off hour",
      { ...hourly, slot_minutes: 480 },
      { ...bangkok, cutoff_hour: 5 },
      "2026-03-10T03:00Z",
      "22:00 06:00",
    ],
    ["is a whole day", { ...hourly, slot_minutes: 1440 }, bangkok, "2026-03-10T16:59:59.999Z", "17:00 17:00"],
    [
      "of an evening ends with the cut-off hour",
      { ...hourly, slot_minutes: 480 },
      { ...bangkok, cutoff_hour: 5 },
      "2026-03-10T21:59:59.999Z",
      "14:00 22:00",
    ],
  ])("[S9] a slot %s", (_, offer, store, moment, clocks) => {
    const slot = slotOf(offer, at(moment), store);
    expect([slot?.start, slot?.end].map((edge) => new Date(edge ?? 0).toISOString().slice(11, 16)).join(" ")).toBe(
      clocks,
    );
    expect(slot && slot.start <= at(moment) && at(moment) < slot.end).toBe(true);
  });

  test("[S9] a package without slots has none", () => {
    const free = { capacity: null, slot_minutes: null };
    expect(slotOf(free, NOW, bangkok)).toBeNull();
    expect(slotsOf(free, "2026-03-10", bangkok)).toEqual([]);
  });

  test.each([
    ["of 24 hours", bangkok, "2026-03-10", 60, 24, 1],
    ["after a late cut-off", { ...bangkok, cutoff_hour: 5 }, "2026-03-10", 60, 24, 1],
    ["of 23 hours, when the clocks go forward", berlin, "2026-03-29", 60, 23, 1],
    ["of 25 hours, when they go back", berlin, "2026-10-25", 60, 25, 1],
    ["of 23 hours in slots of two, the last of one hour", berlin, "2026-03-29", 120, 12, 1],
    ["of 25 hours in slots of eight, the last of one hour", berlin, "2026-10-25", 480, 4, 1],
    ["of 24 hours in slots of eight", berlin, "2026-10-24", 480, 3, 8],
  ])("[S9] slots cover a day %s, without gap or overlap", (_, store, date, slot_minutes, count, last_hours) => {
    const offer = { capacity: 20, slot_minutes };
    const slots = slotsOf(offer, date, store);
    expect(slots.length).toBe(count);
    const last = slots.at(-1);
    expect(last && (last.end - last.start) / HOUR).toBe(last_hours);
    for (const [index, { start, end }] of slots.entries()) {
      if (index > 0) expect(start).toBe(slots[index - 1]?.end);
      for (const moment of [start, end - 1]) expect(told(slotOf(offer, moment, store))).toBe(told({ start, end }));
      expect(businessDate(start, store.time_zone, store.cutoff_hour)).toBe(date);
    }
  });

  test.each([
    ["all, while nobody bought", undefined, { capacity: 20, sold: 0, remaining: 20 }],
    [
      "what is not sold",
      { capacity: 20, capacity_set: false, sold: 5, oversold: 0 },
      { capacity: 20, sold: 5, remaining: 15 },
    ],
    [
      "of the package's present capacity",
      { capacity: 9, capacity_set: false, sold: 5, oversold: 0 },
      { capacity: 20, sold: 5, remaining: 15 },
    ],
    [
      "of the slot's own capacity",
      { capacity: 9, capacity_set: true, sold: 5, oversold: 0 },
      { capacity: 9, sold: 5, remaining: 4 },
    ],
    [
      "none when closed",
      { capacity: 0, capacity_set: true, sold: 0, oversold: 0 },
      { capacity: 0, sold: 0, remaining: 0 },
    ],
    [
      "and never fewer than none",
      { capacity: 20, capacity_set: false, sold: 20, oversold: 3 },
      { capacity: 20, sold: 23, remaining: 0 },
    ],
  ])("[S9] the places left are %s", (_, count, places) => {
    expect(placesIn(hourly, count)).toEqual(places);
  });
});

test.each([
  [true, "https://img.park.test/jump.webp?v=2"],
  [false, "/files/packages/jump.webp"],
  [false, "http://img.park.test/jump.webp"],
  [false, "https://user:secret@img.park.test/jump.webp"],
  [false, "https://user@img.park.test/jump.webp"],
  [false, "javascript:alert(1)"],
  [false, "data:image/png;base64,AAAA"],
  [false, "/files/../v1/sales"],
  [false, "/files/%2e%2e/v1/sales"],
  [false, "/files\\..\\v1"],
  [false, "//evil.test/files/x.png"],
  [false, "/v1/files/x.png"],
  [false, "files/x.png"],
  [false, " https://img.park.test/x.png"],
  [false, ""],
])("[S9] a picture's address may (%s) be %s", (verdict, text) => {
  expect(isImageUrl(text)).toBe(verdict);
});
