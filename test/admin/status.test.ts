/** The status that the console shows of a ticket is the one by which a gate would decide now. */

import { expect, test } from "vitest";
import { shownStatus } from "../../admin/src/features/tickets/standing.ts";

const NOW = Date.parse("2026-12-01T12:00:00Z");
const ticket = { status: "active" as const, valid_to: "2026-12-31T00:00:00Z", remaining: 1 };

test.each([
  [{}, "active"],
  [{ valid_to: null }, "active"],
  [{ valid_to: "2026-12-01T11:59:59Z" }, "expired"],
  [{ remaining: 0 }, "used_up"],
  [{ status: "blocked" as const, remaining: 0 }, "blocked"],
  [{ status: "refunded" as const, valid_to: "2026-11-01T00:00:00Z" }, "refunded"],
])("[G17] a ticket with %j is shown as %s", (fields, shown) => {
  expect(shownStatus({ ...ticket, ...fields }, NOW)).toBe(shown);
});
