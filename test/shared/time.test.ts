/** One moment reads the same everywhere on the wire, and as the store's own clock to people. */

import { describe, expect, test } from "vitest";
import { iso, isoOrNull, localTime } from "../../src/shared/time.ts";

test("times on the wire are ISO 8601 in UTC with milliseconds", () => {
  expect(iso(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(iso(Date.UTC(2026, 1, 3, 4, 5, 6, 7))).toBe("2026-02-03T04:05:06.007Z");
  expect(isoOrNull(0)).toBe("1970-01-01T00:00:00.000Z");
  expect(isoOrNull(null)).toBeNull();
});

describe("localTime", () => {
  test.each([
    ["Asia/Bangkok", "2026-03-09T16:59:59.999Z", "2026-03-09", "23:59"],
    ["Asia/Bangkok", "2026-03-09T17:00:00.000Z", "2026-03-10", "00:00"],
    ["Asia/Bangkok", "2026-03-10T05:00:00.000Z", "2026-03-10", "12:00"],
    ["Asia/Bangkok", "2026-12-31T17:30:00.000Z", "2027-01-01", "00:30"],
    ["UTC", "2028-02-29T00:00:00.000Z", "2028-02-29", "00:00"],
    ["America/New_York", "2026-03-08T06:59:59.000Z", "2026-03-08", "01:59"],
    ["America/New_York", "2026-03-08T07:00:00.000Z", "2026-03-08", "03:00"],
    ["America/New_York", "2026-11-01T05:30:00.000Z", "2026-11-01", "01:30"],
    ["America/New_York", "2026-11-01T06:30:00.000Z", "2026-11-01", "01:30"],
    ["Asia/Kathmandu", "2026-06-01T18:15:00.000Z", "2026-06-02", "00:00"],
  ])("in %s %s is %s at %s on a 24-hour clock", (zone, utc, date, clock) => {
    expect(localTime(Date.parse(utc), zone)).toEqual({ date, clock });
  });

  test("a zone that does not exist is refused loudly", () => {
    expect(() => localTime(0, "Asia/Nowhere")).toThrow(RangeError);
  });
});
