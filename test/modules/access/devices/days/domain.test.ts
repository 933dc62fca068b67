/** Tests of the sums of a device's days. */

import { expect, test } from "vitest";
import { countBeat, endDay, splitByDay } from "../../../../../src/modules/access/devices/domain/days.ts";

const at = (local: string) => Date.parse(`${local}:00+07:00`);

test("heartbeats are counted by day, and a day that is over waits to be written once", () => {
  const first = countBeat({ day: null, past_days: [] }, "2026-05-01");
  const second = countBeat(first, "2026-05-01");
  expect(second).toEqual({ day: { date: "2026-05-01", beats: 2 }, past_days: [] });
  const next = countBeat(second, "2026-05-02");
  expect(next).toEqual({ day: { date: "2026-05-02", beats: 1 }, past_days: [{ date: "2026-05-01", beats: 2 }] });
  expect(endDay(next, "2026-05-02")).toEqual(next);
  expect(endDay(next, "2026-05-03").past_days).toHaveLength(2);
});

test("a clock that is set back ends no day, and at most seven days wait", () => {
  const today = countBeat({ day: null, past_days: [] }, "2026-05-09");
  expect(countBeat(today, "2026-05-01").day).toEqual({ date: "2026-05-09", beats: 2 });
  let counted = today;
  for (let day = 10; day < 30; day++) counted = countBeat(counted, `2026-05-${day}`);
  expect(counted.past_days).toHaveLength(7);
});

test("an outage over midnight of the store belongs to both days, in parts that add up", () => {
  expect(splitByDay(at("2026-05-01T23:00"), at("2026-05-02T00:30"), "Asia/Bangkok")).toEqual([
    { date: "2026-05-01", offline_ms: 3_600_000 },
    { date: "2026-05-02", offline_ms: 1_800_000 },
  ]);
  expect(splitByDay(5, 5, "Asia/Bangkok")).toEqual([]);
  expect(splitByDay(0, 400 * 86_400_000, "Asia/Bangkok").length).toBeLessThanOrEqual(63);
});
