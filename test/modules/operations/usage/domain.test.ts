/** Tests of usage: the month in which a call is counted, and the months that are shown. */

import { expect, test } from "vitest";
import { monthOf, monthsUntil } from "../../../../src/modules/operations/usage/domain.ts";

test("[L2] a month is a UTC calendar month, exact to the millisecond", () => {
  expect(monthOf(Date.parse("2026-05-01T00:00:00Z") - 1)).toBe("2026-04");
  expect(monthOf(Date.parse("2026-05-01T00:00:00Z"))).toBe("2026-05");
  expect(monthOf(Date.parse("2026-05-01T06:59:59+07:00"))).toBe("2026-04");
});

test("[L2] this month and the twelve before it are shown over a new year, also from a month's last day", () => {
  const months = monthsUntil(Date.parse("2026-03-31T23:59:59Z"));
  expect(months).toHaveLength(13);
  expect([months[0], months[1], months[2], months[3], months[12]]).toEqual([
    ...["2026-03", "2026-02", "2026-01", "2025-12", "2025-03"],
  ]);
});
