/** Tests of the decision whether a ticket may be printed again (rule A5). */

import { expect, test } from "vitest";
import { refuseReprint } from "../../../../src/modules/counter/reprints/domain.ts";

const TICKET = { status: "active", valid_to: 1_000, remaining: 1 };

test.each([
  ["one with something left", {}, null],
  ["one without an end", { valid_to: null }, null],
  ["one in its last millisecond", { valid_to: 500 }, null],
  ["one whose time is over", { valid_to: 499 }, "expired"],
  ["one that is used up", { remaining: 0 }, "used_up"],
  ["one that is refunded, whatever else", { status: "refunded", valid_to: 1, remaining: 0 }, "refunded"],
])("[A5] a reprint is decided for %s", (_, change, reason) => {
  expect(refuseReprint({ ...TICKET, ...change }, 500)).toBe(reason);
});
