/** A package is sold only where, when and on what channel it is meant to be. */

import { expect, test } from "vitest";
import { isOnSale, type Offer } from "../../../src/modules/catalog/domain.ts";

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

test("[S9] a channel that is not named hides nothing, and opens neither store nor window", () => {
  const hidden: Offer = { ...ALWAYS, visible_on: [] };
  expect(isOnSale(hidden, "bangkok", NOW)).toBe(true);
  expect(isOnSale(hidden, "phuket", NOW)).toBe(false);
  expect(isOnSale({ ...hidden, active: false }, "bangkok", NOW)).toBe(false);
  expect(isOnSale({ ...hidden, active_to: NOW - 1 }, "bangkok", NOW)).toBe(false);
});
