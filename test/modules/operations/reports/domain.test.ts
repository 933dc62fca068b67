/** Pure rules of reports: periods, comparison, scores and sums. */

import { describe, expect, test } from "vitest";
import { accumulate } from "../../../../src/modules/operations/reports/domain/accumulate.ts";
import { upToHour } from "../../../../src/modules/operations/reports/domain/assemble.ts";
import { discountKey } from "../../../../src/modules/operations/reports/domain/breakdowns.ts";
import { FINDING_ID, findingId, readFindingId } from "../../../../src/modules/operations/reports/domain/findings.ts";
import {
  type DaySum,
  findAfterHours,
  findSpikes,
  scoreOf,
} from "../../../../src/modules/operations/reports/domain/fraud.ts";
import {
  addDays,
  comparedSpan,
  daysOf,
  GROUPS,
  periodsOf,
  startOf,
  startsOf,
} from "../../../../src/modules/operations/reports/domain/periods.ts";
import { fc } from "../../../support/properties.ts";

const BANGKOK = { time_zone: "Asia/Bangkok", cutoff_hour: 4 };

describe("periods", () => {
  test("[R1] an hour before the cut-off belongs to the business date before, and sorts after its evening", () => {
    const at = (text: string) => periodsOf(Date.parse(text), BANGKOK);
    expect(at("2026-05-02T01:30:00+07:00")).toEqual({ day: "2026-05-01", hour: "2026-05-01T25" });
    expect(at("2026-05-01T23:59:59+07:00").hour < at("2026-05-02T00:00:00+07:00").hour).toBe(true);
    expect(at("2026-05-02T04:00:00+07:00")).toEqual({ day: "2026-05-02", hour: "2026-05-02T04" });
    expect(startOf("2026-05-01T25", "hour")).toEqual({ start: "2026-05-01", hour: 1 });
  });

  test("[R1] every moment of a span falls into exactly one of its buckets, for each group and any cut-off", () => {
    const anyDay = fc.integer({ min: 0, max: 3_000 }).map((days) => addDays("2020-01-01", days));
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom(...GROUPS),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom("Asia/Bangkok", "Asia/Kolkata", "America/New_York", "UTC"),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (from, more, group, cutoff_hour, time_zone, share) => {
          const span = { from, to: addDays(from, more) };
          const at = Date.parse(from) + share * daysOf(span) * 86_400_000;
          const { day, hour } = periodsOf(at, { time_zone, cutoff_hour });
          if (day < span.from || day > span.to) return;
          const own = startOf(group === "hour" ? hour : day, group);
          const found = startsOf(span, group, cutoff_hour).filter(
            (start) => start.start === own.start && start.hour === own.hour,
          );
          expect(found).toHaveLength(1);
        },
      ),
    );
  });

  test("[R1] the compared days are as many, end before the span, and are the same weekdays where asked", () => {
    const span = { from: "2026-05-01", to: "2026-05-10" };
    expect(comparedSpan(span, "previous")).toEqual({ from: "2026-04-21", to: "2026-04-30" });
    expect(comparedSpan(span, "weekdays")).toEqual({ from: "2026-04-17", to: "2026-04-26" });
    expect(comparedSpan(span, "none")).toBeNull();
  });
});

test("[R3] sums do not depend on the order of the facts, and amounts that cancel out leave no row", () => {
  const place = { store_id: "S", at: Date.parse("2026-05-01T10:00:00Z"), device_id: "D", employee_id: "E", key: "" };
  const sale = { kind: "other" as const, ...place, total: 500 };
  const clock = () => BANGKOK;
  expect(accumulate([sale, { ...sale, total: -500 }], clock)).toEqual([]);
  const some = [sale, { ...sale, total: 7 }, { ...sale, kind: "sale" as const, count: 1 }];
  const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(sorted(accumulate(some, clock))).toEqual(sorted(accumulate(some.toReversed(), clock)));
});

test("[R1] today is compared with the hours of last week's day up to this one, from its cutoff hour on", () => {
  const day = [4, 5, 23, 0, 3].map((hour) => ({ hour }));
  expect(upToHour(day, 5).map(({ hour }) => hour)).toEqual([4, 5]);
  expect(upToHour(day, 0).map(({ hour }) => hour)).toEqual([4, 5, 23, 0]);
  expect(upToHour(day, 12)).toEqual([]);
});

test("[R3] the key of a discount is whole text, wherever its name is cut", () => {
  for (let letters = 50; letters < 70; letters++)
    expect(discountKey({ name: `${"ก".repeat(letters)}🎈🎈🎈` }).isWellFormed(), String(letters)).toBe(true);
});

describe("Fraud Watch", () => {
  const row = (period: string, kind: DaySum["kind"], count: number, employee_id = "E"): DaySum => ({
    ...{ kind, period, store_id: "S", device_id: "D", employee_id, count, total: count * 100 },
  });
  const days = Array.from({ length: 28 }, (_, index) => addDays("2026-04-03", index));
  const today = { from: "2026-05-01", to: "2026-05-01" };

  test("[R4] a steady person is not found, and a day of three deviations more is", () => {
    const steady = days.map((day, index) => row(day, "act_void", 3 + (index % 3)));
    const find = (acts: number) => findSpikes([...steady, row(today.from, "act_void", acts)], today);
    expect(find(5)).toEqual([]);
    expect(find(20)).toMatchObject([
      { kind: "voids", holder_kind: "employee", holder_id: "E", value: 20, total: 2_000 },
      { kind: "voids", holder_kind: "device", holder_id: "D", value: 20 },
    ]);
    expect(find(20)[0]?.mean).toBeCloseTo(4, 0);
  });

  test("[R4] a new person with many refunds on the first day is found, and one with two is not", () => {
    expect(findSpikes([row(today.from, "act_refund", 5)], today)).toHaveLength(2);
    expect(findSpikes([row(today.from, "act_refund", 2)], today)).toEqual([]);
  });

  test("[R4] a day off is no day without acts: only days at work are compared", () => {
    const worked = days.filter((_, index) => index % 4 === 0).map((day) => row(day, "act_refund", 6));
    expect(findSpikes([...worked, row(today.from, "act_refund", 7)], today)).toEqual([]);
    const idle = days.map((day) => row(day, "sale", 10));
    expect(findSpikes([...idle, row(today.from, "act_refund", 7)], today)).toHaveLength(2);
  });

  test("[R4] acts spread over two tills of one person are one value", () => {
    const spread = ["D1", "D2"].map((device_id) => ({ ...row(today.from, "act_void", 2), device_id }));
    expect(findSpikes(spread, today)).toMatchObject([{ holder_kind: "employee", value: 4 }]);
  });

  test("[R4] the score rises with the value, and is never infinite", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 28 }), fc.nat(100), (baseline, value) => {
        const { score } = scoreOf(value, baseline);
        expect(Number.isFinite(score)).toBe(true);
        expect(scoreOf(value + 1, baseline).score).toBeGreaterThanOrEqual(score);
      }),
    );
  });

  test("[R4] sales in closed hours are one finding a day and seller", () => {
    const hours = ["22", "23"].map((hour) => row(`2026-05-01T${hour}`, "sale", 2));
    expect(findAfterHours(hours, (_, hour) => hour.endsWith("23"))).toMatchObject([{ kind: "after_hours", value: 2 }]);
  });

  test("[R4] a finding's id names it", () => {
    const id = "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH";
    const named = { kind: "voids", date: "2026-05-01", store_id: id, holder_kind: "employee", holder_id: id } as const;
    expect(findingId(named)).toMatch(FINDING_ID);
    expect(readFindingId(findingId(named))).toEqual(named);
  });
});
