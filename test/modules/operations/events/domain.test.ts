/** Tests of the rules of reading events: filters by type, and the place where a request begins. */

import { expect, test } from "vitest";
import { decideStart, filtersIn, isFilter, typesOf } from "../../../../src/modules/operations/events/domain.ts";

const TYPES = ["sale.created", "sale.voided", "sales.closed", "ticket.redeemed.fail", "ticket.redeemed.pass"];

test.each([
  ["*", TYPES],
  ["sale.*", ["sale.created", "sale.voided"]],
  ["sale.created", ["sale.created"]],
  ["ticket.*", ["ticket.redeemed.fail", "ticket.redeemed.pass"]],
  ["ticket.redeemed.*", ["ticket.redeemed.fail", "ticket.redeemed.pass"]],
  ["sale", []],
  ["sale.created.*", []],
  ["refund.*", []],
])("[E6] the filter %s names whole parts of types only", (filter, types) => {
  expect(isFilter(filter)).toBe(true);
  expect(typesOf(filter, TYPES)).toEqual(types);
});

test.each([
  "",
  " ",
  "sale.",
  ".sale",
  "*.created",
  "sale.*.x",
  "sale*",
  "**",
  "Sale.created",
  "sale.*'",
  "ขาย.*",
  "sale .*",
])("[E6] %j is no filter", (filter) => expect(isFilter(filter)).toBe(false));

test("[E6] a list of filters has commas, and an empty part is no filter", () => {
  expect(filtersIn("sale.*,ticket.issued")).toEqual(["sale.*", "ticket.issued"]);
  expect(filtersIn("sale.*,").every(isFilter)).toBe(false);
});

test.each([
  ["no place in a new tenant", undefined, 0, { after: 0, missing: false }],
  ["no place", undefined, 501, { after: 500, missing: false }],
  ["the beginning, and everything is kept", 0, 1, { after: 0, missing: false }],
  ["the beginning, and the first events are gone", 0, 501, { after: 500, missing: true }],
  ["the last deleted event", 500, 501, { after: 500, missing: false }],
  ["the event before the last deleted one", 499, 501, { after: 500, missing: true }],
  ["a kept event", 700, 501, { after: 700, missing: false }],
])("[E6] a reader with %s is told exactly when events are missing", (_, after, oldest, start) => {
  expect(decideStart(after, oldest)).toEqual(start);
});
