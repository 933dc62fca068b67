/** Times: one form on the wire, and the store's own clock for people. */

import { describe, expect, test } from "vitest";
import {
  businessDate,
  businessDayEnd,
  businessDayStart,
  iso,
  isoOrNull,
  isoWeekday,
  localTime,
} from "../../src/shared/time.ts";
import { fc } from "../support/properties.ts";

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

  test("a zone that does not exist throws", () => {
    expect(() => localTime(0, "Asia/Nowhere")).toThrow(RangeError);
  });
});

const DAY_MS = 86_400_000;
const ZONES = ["Asia/Bangkok", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "UTC"];

function nextDate(date: string): string {
  return iso(Date.parse(`${date}T00:00:00Z`) + DAY_MS).slice(0, 10);
}

describe("business dates", () => {
  test.each([
    ["Asia/Bangkok", 0, "2026-03-09T16:59:59.999Z", "2026-03-09"],
    ["Asia/Bangkok", 0, "2026-03-09T17:00:00.000Z", "2026-03-10"],
    ["Asia/Bangkok", 5, "2026-03-09T21:59:59.999Z", "2026-03-09"],
    ["Asia/Bangkok", 5, "2026-03-09T22:00:00.000Z", "2026-03-10"],
    ["Asia/Bangkok", 23, "2026-03-10T15:59:59.999Z", "2026-03-09"],
    ["Asia/Bangkok", 5, "2026-12-31T21:00:00.000Z", "2026-12-31"],
    ["America/New_York", 3, "2026-03-08T06:59:59.999Z", "2026-03-07"],
    ["America/New_York", 3, "2026-03-08T07:00:00.000Z", "2026-03-08"],
    ["America/New_York", 2, "2026-11-01T05:59:59.999Z", "2026-10-31"],
    ["America/New_York", 2, "2026-11-01T06:30:00.000Z", "2026-10-31"],
    ["America/New_York", 2, "2026-11-01T07:00:00.000Z", "2026-11-01"],
  ])("[I5] in %s with the cut-off at %d, %s is in %s", (zone, cutoff_hour, utc, date) => {
    expect(businessDate(Date.parse(utc), zone, cutoff_hour)).toBe(date);
  });

  test.each([
    ["Asia/Bangkok", 5, "2026-03-10", "2026-03-09T22:00:00.000Z", "an ordinary day"],
    ["America/New_York", 2, "2026-03-08", "2026-03-08T07:00:00.000Z", "2:00 is skipped: 3:00"],
    ["America/New_York", 3, "2026-03-08", "2026-03-08T07:00:00.000Z", "the first hour after the leap"],
    ["America/New_York", 1, "2026-11-01", "2026-11-01T05:00:00.000Z", "1:00 comes twice: the first"],
    ["America/New_York", 2, "2026-11-01", "2026-11-01T07:00:00.000Z", "after both"],
    ["Europe/London", 1, "2026-03-29", "2026-03-29T01:00:00.000Z", "1:00 is skipped: 2:00"],
    ["Europe/London", 1, "2026-10-25", "2026-10-25T00:00:00.000Z", "1:00 comes twice: the first"],
    ["Australia/Lord_Howe", 2, "2026-10-04", "2026-10-03T15:30:00.000Z", "2:00 is skipped: 2:30"],
    ["Australia/Lord_Howe", 2, "2026-04-05", "2026-04-04T15:30:00.000Z", "half an hour comes twice"],
    ["Africa/Cairo", 0, "2026-04-24", "2026-04-23T22:00:00.000Z", "midnight is skipped: 1:00"],
  ])("[I5] in %s with the cut-off at %d, %s begins at %s (%s)", (zone, cutoff_hour, date, utc) => {
    expect(iso(businessDayStart(date, zone, cutoff_hour))).toBe(utc);
  });

  test("[I5] a day on which the clock is put forward has 23 hours, one on which it is put back 25", () => {
    const hoursOf = (date: string) => {
      const start = businessDayStart(date, "America/New_York", 5);
      return (businessDayEnd(start, "America/New_York", 5) + 1 - start) / 3_600_000;
    };
    expect(["2026-03-07", "2026-03-06", "2026-10-31", "2026-11-01"].map(hoursOf)).toEqual([23, 24, 25, 24]);
  });

  /** Moments of ten years, half of them close to changes of the listed zones' clocks. */
  const CHANGES = ["2026-03-08T07:00Z", "2026-11-01T06:00Z", "2026-03-29T01:00Z", "2026-10-25T01:00Z"]
    .concat(["2026-10-03T15:30Z", "2026-04-04T15:00Z", "2026-04-23T22:00Z", "2026-10-29T21:00Z"])
    .map((at) => Date.parse(at));
  const anyMoment = fc.oneof(
    fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
    fc.tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS })).map(([at, by]) => at + by),
  );
  const anyPlace = [fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 23 })] as const;

  test("[I5] it is the wall clock's date, or the previous day before the cut-off hour", () => {
    fc.assert(
      fc.property(anyMoment, ...anyPlace, (at, zone, cutoff_hour) => {
        const { date, clock } = localTime(at, zone);
        const expected = Number(clock.slice(0, 2)) < cutoff_hour ? iso(Date.parse(date) - DAY_MS).slice(0, 10) : date;
        expect(businessDate(at, zone, cutoff_hour)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("[I5] every moment is between its day's start and end, and days have no gap or overlap", () => {
    fc.assert(
      fc.property(anyMoment, ...anyPlace, (at, zone, cutoff_hour) => {
        const date = businessDate(at, zone, cutoff_hour);
        const start = businessDayStart(date, zone, cutoff_hour);
        const end = businessDayEnd(at, zone, cutoff_hour);
        expect([start <= at, at <= end]).toEqual([true, true]);
        expect(businessDate(start, zone, cutoff_hour)).toBe(date);
        expect(businessDate(end, zone, cutoff_hour)).toBe(date);
        expect(businessDate(start - 1, zone, cutoff_hour) < date).toBe(true);
        expect(businessDate(end + 1, zone, cutoff_hour)).toBe(nextDate(date));
        expect(businessDayStart(nextDate(date), zone, cutoff_hour)).toBe(end + 1);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ["2026-03-09", 1],
  ["2026-03-10", 2],
  ["2028-02-29", 2],
  ["2026-12-31", 4],
  ["2026-03-14", 6],
  ["2026-03-15", 7],
])("[I5] %s is the ISO weekday %d", (date, weekday) => {
  expect(isoWeekday(date)).toBe(weekday);
});
