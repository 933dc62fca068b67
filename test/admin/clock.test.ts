/** Tests of the pages of rehearsed outages and of the sandbox's clock: what they count, and where the clock goes. */

import { expect, test } from "vitest";
import { clockOf, runs, secondsUntil } from "../../admin/src/features/devices/rehearsal.ts";
import { endOfMonth, nextDay, nextOpening, offsetTo } from "../../admin/src/features/support/clock.ts";

const BANGKOK = "Asia/Bangkok";
const AT = "2026-11-30T14:05:00.000Z";

test("[D6] the time left is counted down to zero, and a rehearsal whose time is over does not run", () => {
  const now = Date.parse(AT);
  const rehearsal = { ended_at: null, ends_at: "2026-11-30T14:09:05.000Z" } as Parameters<typeof runs>[0];
  expect(clockOf(secondsUntil(rehearsal.ends_at, now))).toBe("4:05");
  expect(secondsUntil(rehearsal.ends_at, now + 3_600_000)).toBe(0);
  expect([runs(rehearsal, now), runs(rehearsal, now + 245_000), runs({ ...rehearsal, ended_at: AT }, now)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("the clock goes to the same time of the next day, and a date that a clock change skips is still a moment", () => {
  expect(nextDay(AT, BANGKOK)).toBe("2026-12-01T14:05:00.000Z");
  expect(nextDay("2026-03-28T01:30:00.000Z", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
});

test("the next opening is found by the store's hours and clock, also in a week; without hours there is none", () => {
  // 30 November 2026 is a Monday; it is 21:05 in Bangkok.
  const hours = [
    { weekday: 1, opens: "09:00", closes: "18:00" },
    { weekday: 3, opens: "10:30", closes: "18:00" },
  ];
  expect(nextOpening(hours, AT, BANGKOK)).toBe("2026-12-02T03:30:00.000Z");
  expect(nextOpening(hours.slice(0, 1), AT, BANGKOK)).toBe("2026-12-07T02:00:00.000Z");
  expect([nextOpening([], AT, BANGKOK), nextOpening(null, AT, BANGKOK)]).toEqual([undefined, undefined]);
});

test("the end of the month is its last evening, and from there that of the next month, over a new year too", () => {
  expect(endOfMonth("2026-11-10T00:00:00.000Z", BANGKOK)).toBe("2026-11-30T16:50:00.000Z");
  expect(endOfMonth("2026-12-31T16:55:00.000Z", BANGKOK)).toBe("2027-01-31T16:50:00.000Z");
});

test("the seconds ahead are those between the world's clock and the chosen moment", () => {
  expect(offsetTo("2026-12-01T14:05:00.000Z", Date.parse(AT))).toBe(86_400);
});
