/** Times of operations that are handed in: each gets one, whatever its device's clock showed. */

import { describe, expect, test } from "vitest";
import { type Arrival, decideTime, decideTimes, type ToldTime } from "../../src/shared/outage.ts";
import { seededRandom } from "../support/seed.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NOW = Date.UTC(2026, 6, 1, 18);
const PAIRED = NOW - 100 * DAY;

function arrival(fields: Partial<Arrival> = {}): Arrival {
  return { now: NOW, offset_ms: 0, paired_at: PAIRED, revoked_at: null, ...fields };
}

const times = (told: readonly (ToldTime | undefined)[], fields?: Partial<Arrival>) =>
  decideTimes(told, arrival(fields)).map((time) => time && [time.happened_at - NOW, time.corrected]);

const told = (device_at: number, at?: number): ToldTime => ({ device_at, ...(at !== undefined && { at }) });

describe("[O4] the time of one operation", () => {
  const cases: [string, ToldTime, Partial<Arrival>, number, boolean][] = [
    ["is as the device corrected it when it recorded", told(5, NOW - HOUR), { offset_ms: -NOW }, -HOUR, false],
    ["else the raw one less the skew", told(NOW + HOUR), { offset_ms: 2 * HOUR }, -HOUR, false],
    ["is believed 32 days later, and longer", told(NOW - 99 * DAY), {}, -99 * DAY, false],
    ["of a till that was paired anew is believed for 31 days", told(PAIRED - 30 * DAY), {}, -130 * DAY, false],
    ["a moment ahead is the arrival", told(NOW + 2 * MINUTE), {}, 0, false],
    ["ahead of that cannot be", told(NOW + 11 * MINUTE), {}, 0, true],
    ["of long before the pairing cannot be", told(PAIRED - 32 * DAY), {}, 0, true],
    ["of a clock that was reset cannot be", told(0), {}, 0, true],
    ["of 2099 cannot be", told(Date.UTC(2099, 0, 1)), {}, 0, true],
    [
      "that the device corrected wrongly is the one by the skew",
      told(60_000, 0),
      { offset_ms: HOUR - NOW },
      MINUTE - HOUR,
      true,
    ],
    [
      "by a clock that was reset before it sent is the raw one",
      told(NOW - HOUR),
      { offset_ms: MINUTE - NOW },
      -HOUR,
      true,
    ],
    ["that is none, of a revoked device, is that of its revocation", told(0), { revoked_at: NOW - DAY }, -DAY, true],
  ];
  test.each(cases)("%s", (_, one, fields, ago, corrected) => {
    expect(times([one], fields)).toEqual([[ago, corrected]]);
    expect(decideTime(one, arrival(fields))).toMatchObject({ happened_at: NOW + ago, corrected });
  });
});

describe("[O4] an impossible time", () => {
  test("becomes that of the operation before it, in the order sent", () => {
    const ops = [told(NOW - 3 * HOUR), told(0), undefined, told(NOW + DAY), told(NOW - HOUR), told(1)];
    const [three, one] = [-3 * HOUR, -HOUR];
    expect(times(ops)).toEqual([[three, false], [three, true], undefined, [three, true], [one, false], [one, true]]);
    expect(decideTimes(ops, arrival()).map((time) => time?.anchor)).toEqual([0, 0, undefined, 0, 4, 4]);
  });

  test("becomes that of the first operation after it, if there is none before", () => {
    expect(times([told(0), told(1), told(NOW - HOUR)])).toEqual([
      [-HOUR, true],
      [-HOUR, true],
      [-HOUR, false],
    ]);
  });

  test("of a revoked device becomes that of the act before it, or without one at the latest its revocation", () => {
    const revoked_at = NOW - DAY;
    const after = told(NOW - HOUR);
    expect(times([after, told(0)], { revoked_at })).toEqual([
      [-HOUR, false],
      [-HOUR, true],
    ]);
    expect(times([told(0), after], { revoked_at })).toEqual([
      [-DAY, true],
      [-HOUR, false],
    ]);
  });

  test("may have been any moment since the one before it, and one before the others any until the first of them", () => {
    const decided = decideTimes([told(0), told(NOW - HOUR), told(0)], arrival());
    expect(decided.map((time) => time && [time.from - NOW, time.to - NOW])).toEqual([
      [-131 * DAY, -HOUR],
      [-HOUR, -HOUR],
      [-HOUR, 0],
    ]);
  });

  test("and one that only a skew corrected leave a doubt, as the clock may have been set since; others leave none", () => {
    const spans = (offset_ms: number, ...one: [number, number?]) => {
      const { happened_at, from, to } = decideTime(told(...one), arrival({ offset_ms }));
      return [happened_at, from, to].map((time) => (time - NOW) / MINUTE);
    };
    expect(spans(HOUR, NOW - 30 * MINUTE)).toEqual([-90, -90, -30]);
    expect(spans(-HOUR, NOW - 90 * MINUTE)).toEqual([-30, -90, -30]);
    expect(spans(2 * HOUR, NOW + 30 * MINUTE)).toEqual([-90, -90, -90]);
    expect(spans(MINUTE, NOW - 30 * MINUTE)).toEqual([-31, -31, -31]);
    expect(spans(HOUR, NOW - 30 * MINUTE, NOW - 31 * MINUTE)).toEqual([-31, -31, -31]);
  });

  test("is never after the arrival or long before the pairing, whatever the clocks showed", () => {
    const random = seededRandom();
    const moment = () =>
      random.pick([
        0,
        -1,
        NOW,
        Date.UTC(2099, 0, 1),
        NOW - random.integer(0, 200 * DAY),
        NOW + random.integer(0, DAY),
      ]) ?? 0;
    for (let run = 0; run < 2_000; run++) {
      const ops = Array.from({ length: random.integer(1, 8) }, () =>
        random.chance(0.1) ? undefined : told(moment(), random.chance(0.5) ? moment() : undefined),
      );
      for (const [place, time] of decideTimes(ops, arrival({ offset_ms: moment() - NOW })).entries()) {
        expect(time === undefined).toBe(ops[place] === undefined);
        if (!time) continue;
        expect(time.happened_at).toBeLessThanOrEqual(NOW);
        expect(time.happened_at).toBeGreaterThanOrEqual(PAIRED - 31 * DAY);
        expect(time.from <= time.happened_at && time.happened_at <= time.to && time.to <= NOW).toBe(true);
      }
    }
  });
});
