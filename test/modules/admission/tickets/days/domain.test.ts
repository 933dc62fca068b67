/** Day limits and tolerances: uses per business date, number of dates, and minutes around the window. */

import { describe, expect, test } from "vitest";
import { decideScan } from "../../../../../src/modules/admission/tickets/domain/admission.ts";
import { verdictMessage } from "../../../../../src/modules/admission/tickets/domain/messages.ts";
import { windowOf } from "../../../../../src/modules/admission/tickets/domain/validity.ts";
import type { Scan, TicketFacts, Usage } from "../../../../../src/modules/admission/tickets/domain/words.ts";
import { businessDate } from "../../../../../src/shared/time.ts";
import { fc } from "../../../../support/properties.ts";
import { MINUTE, scanAt, TEN, ticketOf, UNUSED, usedAt } from "../tables.ts";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const out = (now: number, changes: Partial<Scan> = {}) => scanAt(now, { direction: "exit", ...changes });
const season = (changes: Parameters<typeof ticketOf>[2]) => ticketOf("multi", 100, { valid_to: null, ...changes });

function story(ticket: TicketFacts, scans: readonly Scan[], from: Usage = UNUSED): string[] {
  let usage = from;
  return scans.map((scan) => {
    const decision = decideScan(ticket, usage, scan);
    usage = decision.usage;
    return decision.reason ?? decision.result;
  });
}

function messageOf(ticket: TicketFacts, before: readonly Scan[], scan: Scan) {
  const usage = before.reduce((known, one) => decideScan(ticket, known, one).usage, UNUSED);
  return verdictMessage(ticket, decideScan(ticket, usage, scan), scan);
}

describe("a season pass", () => {
  test("[G7] with two uses a day passes twice on each business date", () => {
    const scans = [0, 1, 2, 20, 21, 22].map((hours) => scanAt(TEN + hours * HOUR));
    const each = ["pass", "pass", "exhausted"];
    expect(story(season({ uses_per_day: 2 }), scans)).toEqual([...each, ...each]);
  });

  test.each([
    ["Asia/Bangkok", 4, "2026-03-10T20:59:59Z", "2026-03-10T21:00:00Z"],
    ["America/New_York", 2, "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z"],
    ["America/New_York", 1, "2026-11-01T04:59:59Z", "2026-11-01T05:00:00Z"],
  ])("[G7] in %s, with dates from %s o'clock, passes again at the cut-off", (time_zone, cutoff_hour, before, after) => {
    const ticket = season({ uses_per_day: 1, valid_from: 0, time_zone, cutoff_hour });
    const first = scanAt(Date.parse(before) - HOUR);
    expect(story(ticket, [first, scanAt(Date.parse(before)), scanAt(Date.parse(after))])[1]).toBe("exhausted");
    expect(story(ticket, [first, scanAt(Date.parse(after))])[1]).toBe("pass");
  });

  test("[G7] with three dates passes on those three any number of times, and on no fourth", () => {
    const scans = [0, 0, 4, 9, 9, 10, 4].map((days) => scanAt(TEN + days * DAY));
    const verdicts = ["pass", "pass", "pass", "pass", "pass", "exhausted", "pass"];
    expect(story(season({ max_days: 3 }), scans)).toEqual(verdicts);
  });

  test("[G9] takes no use of the date for a guest who comes back; coming back on another date takes that date", () => {
    const ticket = season({ uses_per_day: 1, max_days: 1, reentry: "window" });
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(TEN + 2), out(TEN + 3)])).not.toContain("exhausted");
    expect(story(ticket, [scanAt(TEN), out(TEN + 1), scanAt(TEN + DAY)])[2]).toBe("exhausted");
    expect(
      story({ ...ticket, terms: { ...ticket.terms, max_days: 2 } }, [scanAt(TEN), out(TEN + 1), scanAt(TEN + DAY)])[2],
    ).toBe("pass");
  });

  test("[G10] counts a party's guests as uses of the date, all or none", () => {
    const ticket = ticketOf("party", 30, { uses_per_day: 10, valid_to: null });
    const scans = [6, 5, 4, 1].map((party) => scanAt(TEN, { party }));
    expect(story(ticket, scans)).toEqual(["pass", "exhausted", "pass", "exhausted"]);
  });

  test("[O5] counts a late upload of an earlier date on its own date", () => {
    const ticket = season({ uses_per_day: 1, valid_from: 0 });
    expect(story(ticket, [scanAt(TEN), scanAt(TEN - DAY), scanAt(TEN - DAY + 1), scanAt(TEN)])).toEqual([
      "pass",
      "pass",
      "exhausted",
      "exhausted",
    ]);
  });

  test("[G7] counts guests, not credits or minutes: the day limit of a credit ticket ignores the zone's cost", () => {
    const zones = [{ zone_id: "zone-gate", name: "Main Gate", credits: 5 }];
    const scans = [scanAt(TEN), scanAt(TEN + 1), scanAt(TEN + DAY)];
    const ticket = ticketOf("credit", 100, { zones, uses_per_day: 1, valid_to: null });
    expect(story(ticket, scans)).toEqual(["pass", "exhausted", "pass"]);
    expect(story(ticketOf("timepass", 5000, { uses_per_day: 1 }), scans.slice(0, 2))).toEqual(["pass", "exhausted"]);
  });

  test("[G12] admits beyond the day limit by an override, which leaves the next day untouched", () => {
    const ticket = season({ uses_per_day: 1, max_days: 2 });
    const forced = scanAt(TEN + 1, { overridden: true });
    expect(story(ticket, [scanAt(TEN), forced, scanAt(TEN + DAY), scanAt(TEN + 2 * DAY)])).toEqual([
      "pass",
      "exhausted",
      "pass",
      "exhausted",
    ]);
  });

  test("[O8] counts a blank's pass before its sale was known on the date of that pass", () => {
    const ticket = season({ uses_per_day: 1, max_days: 1 });
    expect(story(ticket, [scanAt(TEN + HOUR), scanAt(TEN + DAY)], usedAt(TEN))).toEqual(["exhausted", "exhausted"]);
  });

  test("keeps no dates when its terms do not limit days", () => {
    expect(decideScan(season({}), UNUSED, scanAt(TEN)).usage).not.toHaveProperty("days");
  });

  test("keeps a year of dates as the latest and a number, with the same limits", () => {
    const ticket = ticketOf("multi", 1000, { uses_per_day: 1, max_days: 365, valid_from: 0, valid_to: null });
    let usage = UNUSED;
    for (let day = 0; day < 365; day++) {
      const decision = decideScan(ticket, usage, scanAt(TEN + day * DAY));
      expect(decision.result).toBe("pass");
      usage = decision.usage;
    }
    expect(JSON.stringify(usage.days).length).toBeLessThan(700);
    expect(story(ticket, [scanAt(TEN + 365 * DAY), scanAt(TEN + 364 * DAY)], usage)).toEqual([
      "exhausted",
      "exhausted",
    ]);
  });

  test("[G7] never exceeds its uses per date or its dates, on any days in any order of arrival", () => {
    const scans = fc.array(fc.record({ day: fc.integer({ min: 0, max: 9 }), party: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(scans, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), (all, uses, max_days) => {
        const ticket = ticketOf("multi", 1000, { uses_per_day: uses, max_days, valid_to: null });
        const passed = new Map<string, number>();
        let usage = UNUSED;
        for (const { day, party } of all) {
          const decision = decideScan(ticket, usage, scanAt(TEN + day * DAY, { party }));
          usage = decision.usage;
          const date = businessDate(TEN + day * DAY, ticket.time_zone, ticket.cutoff_hour);
          if (decision.result === "pass") passed.set(date, (passed.get(date) ?? 0) + party);
        }
        expect(Math.max(0, ...passed.values())).toBeLessThanOrEqual(uses);
        expect(passed.size).toBeLessThanOrEqual(max_days);
      }),
    );
  });
});

describe("the messages of a season pass", () => {
  test.each([
    [
      "the rest of the day after a pass",
      { uses_per_day: 3 },
      [],
      scanAt(TEN),
      "Welcome! 99 uses left, 2 today",
      "วันนี้เหลือ 2 ครั้ง",
    ],
    [
      "the spent uses of the day",
      { uses_per_day: 1 },
      [scanAt(TEN)],
      scanAt(TEN + 1),
      "Not enough is left on this ticket: 0 of 1 left today.",
      "วันนี้เหลือ 0 จาก 1 ครั้ง",
    ],
    [
      "the spent dates",
      { max_days: 1 },
      [scanAt(TEN)],
      scanAt(TEN + DAY),
      "Not enough is left on this ticket: all 1 days are used.",
      "ใช้ครบ 1 วันแล้ว",
    ],
  ] as const)("[G1] name %s", (_, changes, before, scan, en, th) => {
    const message = messageOf(season(changes), before, scan);
    expect(message.en).toBe(en);
    expect(message.th).toContain(th);
  });

  test("[G1] do not name the date when the ticket itself is used up", () => {
    const ticket = ticketOf("multi", 1, { uses_per_day: 1, valid_to: null });
    expect(messageOf(ticket, [scanAt(TEN)], scanAt(TEN + 1)).en).toBe("Not enough is left on this ticket.");
  });
});

describe("a tolerance", () => {
  const window = { valid_from: TEN, valid_to: TEN + HOUR, tolerance_before_min: 15, tolerance_after_min: 30 };
  test.each([
    ["a millisecond too early", TEN - 15 * MINUTE - 1, "not_started"],
    ["a quarter of an hour early", TEN - 15 * MINUTE, "pass"],
    ["half an hour late", TEN + HOUR + 30 * MINUTE, "pass"],
    ["a millisecond too late", TEN + HOUR + 30 * MINUTE + 1, "expired"],
  ])("[G8] decides a scan %s", (_, now, expected) => {
    expect(story(ticketOf("single", 1, window), [scanAt(now)])).toEqual([expected]);
  });

  test("[G8] extends past the end of the last weekday, and before the first", () => {
    const saturday = Date.parse("2026-03-13T17:00:00Z");
    const ticket = season({ weekdays: [6], tolerance_before_min: 10, tolerance_after_min: 5 });
    const verdict = (now: number) => story(ticket, [scanAt(now)])[0];
    expect(verdict(saturday - 10 * MINUTE)).toBe("pass");
    expect(verdict(saturday - 10 * MINUTE - 1)).toBe("not_started");
    expect(verdict(saturday + DAY + 5 * MINUTE - 1)).toBe("pass");
    expect(verdict(saturday + DAY + 5 * MINUTE)).toBe("not_started");
  });

  test("[G7] adds no minute to the play time of a time pass", () => {
    const ticket = ticketOf("timepass", 60, window);
    expect(story(ticket, [scanAt(TEN), scanAt(TEN + HOUR + 1)])).toEqual(["pass", "expired"]);
  });

  test("[O1] makes a ticket lasting when only the tolerance exceeds the limit", () => {
    const validity = { valid_for_days: 31, valid_from: null, valid_to: null, same_business_day: false };
    const store = { time_zone: "Asia/Bangkok", cutoff_hour: 0 };
    expect(windowOf({ ...validity, tolerance_after_min: 0 }, TEN, store).lasting).toBe(false);
    expect(windowOf({ ...validity, tolerance_after_min: 1 }, TEN, store).lasting).toBe(true);
  });
});
