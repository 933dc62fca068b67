/** Tests of counting a cart's tickets: they are counted before anything is priced or created. */

import { expect, test } from "vitest";
import { countTickets, MAX_TICKETS } from "../../../../src/modules/offer/carts/domain.ts";

const OFFERS = new Map([
  ["day", { type: "single", parts: [] }],
  ["ten", { type: "multi", parts: [] }],
  ["family", { type: "bundle", parts: [{ qty: 4 }, { qty: 2 }] }],
]);

test.each([
  ["a thousand tickets on one line", [["day", 1_000]], 1_000],
  [
    "a thousand tickets on many lines",
    [
      ["day", 500],
      ["ten", 500],
    ],
    1_000,
  ],
  [
    "one ticket more",
    [
      ["day", 1_000],
      ["ten", 1],
    ],
    1_001,
  ],
  ["166 bundles of six", [["family", 166]], 996],
  ["167 bundles of six", [["family", 167]], 1_002],
  ["a package that is not known", [["gone", 600_000]], 0],
  ["more than anybody sells", [["family", 100_000]], 600_000],
] as const)("[T9] the tickets of a cart of %s are counted", (_, lines, count) => {
  const items = lines.map(([package_id, qty]) => ({ package_id, qty }));
  expect([countTickets(items, OFFERS), MAX_TICKETS]).toEqual([count, 1_000]);
});
