/** Limits: no hour has more calls than the limit, and a refused caller gets the exact seconds until one fits. */

import { describe, expect, test } from "vitest";
import {
  addBytes,
  type CallsByClass,
  callsThatFit,
  countCalls,
  type Limits,
  limitsOf,
  NO_BYTES,
  NO_CALLS,
  type RateClass,
  restOfDay,
  shareCount,
  usedBytes,
  usedCalls,
} from "../../src/shared/rates.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A whole minute. */
const TEN = Date.parse("2026-05-01T10:00:00Z");

/** Makes calls one after another; returns those that were allowed and the waits of the others. */
function run(moments: readonly number[], limits: Limits, classes: readonly RateClass[] = ["general"]) {
  let calls: CallsByClass = NO_CALLS;
  const accepted: number[] = [];
  const waits: number[] = [];
  for (const now of moments) {
    const result = countCalls(calls, classes, limits, now);
    if (result.ok) {
      calls = result.value;
      accepted.push(now);
    } else waits.push(result.refusal.retry_after_s);
  }
  return { accepted, waits, calls };
}

const limit = (general: number): Limits => ({ general, preview: 2, sensitive: 2, undo: 2 });

describe("a window of an hour", () => {
  test("[L1] allows exactly the limit, and the next call an hour after the end of the oldest minute", () => {
    const late = TEN + 30_500;
    const { accepted, waits } = run([TEN, TEN + 1, TEN + 2, late, TEN + HOUR + MINUTE - 1], limit(3));
    expect(accepted).toEqual([TEN, TEN + 1, TEN + 2]);
    expect(waits).toEqual([Math.ceil((61 * MINUTE - 30_500) / 1000), 1]);
    expect(run([TEN, TEN + 1, TEN + 2, TEN + HOUR + MINUTE], limit(3)).accepted).toHaveLength(4);
  });

  test("[L1] allows a caller who waited the told seconds, but not one second earlier", () => {
    const first = Array.from({ length: 5 }, (_, i) => TEN + i * 7 * MINUTE + 12_345);
    const refused_at = TEN + 50 * MINUTE + 999;
    const { calls, waits } = run([...first, refused_at], limit(5));
    const at = refused_at + Number(waits[0]) * 1000;
    expect(countCalls(calls, ["general"], limit(5), at - 1000).ok).toBe(false);
    expect(countCalls(calls, ["general"], limit(5), at).ok).toBe(true);
  });

  test("[L1] never has more calls than the limit, whenever 3,000 calls come", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const moments = Array.from({ length: 3_000 }, () => TEN + Math.floor(random() * 5 * HOUR)).sort((a, b) => a - b);
    const { accepted } = run(moments, limit(100));
    for (const from of accepted)
      expect(accepted.filter((at) => at >= from && at < from + HOUR).length).toBeLessThanOrEqual(100);
    expect(accepted.length).toBeGreaterThan(300);
  });

  test("[L1] under a lowered limit allows a call only when enough older calls have expired", () => {
    const { calls } = run([TEN, TEN + MINUTE, TEN + 2 * MINUTE], limit(3));
    expect(countCalls(calls, ["general"], limit(1), TEN + 2 * MINUTE)).toEqual({
      ok: false,
      refusal: { retry_after_s: 61 * 60 },
    });
  });

  test("[L1] counts all calls, also out of order", () => {
    const { accepted, calls } = run([TEN + MINUTE, TEN + MINUTE - 1, TEN + MINUTE + 1], limit(2));
    expect(accepted).toHaveLength(2);
    expect(usedCalls(calls.general, TEN + MINUTE)).toBe(2);
  });

  test("[L1] counts a call of two classes in both or in neither", () => {
    const { accepted, calls } = run([TEN, TEN + 1, TEN + 2], limit(10), ["sensitive", "general"]);
    expect(accepted).toHaveLength(2);
    expect([usedCalls(calls.general, TEN), usedCalls(calls.sensitive, TEN)]).toEqual([2, 2]);
  });
});

describe("a call", () => {
  const general = { classes: ["general"], route: "GET /x" };
  const preview = { classes: ["preview"], route: "GET /x" };
  const both = { classes: ["sensitive", "general"], route: "GET /x" };
  const person = { classes: ["sensitive"], route: null };
  const cases: [RateClass, string, { device: boolean; person: boolean }, object | null, object | null][] = [
    ["general", "in the console", { device: false, person: true }, null, general],
    ["preview", "in the console", { device: false, person: true }, null, preview],
    ["sensitive", "in the console", { device: false, person: true }, null, both],
    ["undo", "in the console", { device: false, person: true }, null, { classes: ["undo"], route: "GET /x" }],
    ["general", "of a person on a device", { device: true, person: true }, general, null],
    ["preview", "of a person on a device", { device: true, person: true }, preview, null],
    ["sensitive", "of a person on a device", { device: true, person: true }, general, person],
    ["general", "of a device", { device: true, person: false }, general, null],
    ["sensitive", "of a device", { device: true, person: false }, both, null],
  ];
  test.each(cases)("[L1] [L2] %s %s is counted where it belongs, its usage once", (rate, _, caller, device, who) => {
    expect(shareCount({ route: "GET /x", rate }, caller)).toEqual({ device, person: who });
  });

  test("[L1] has the tenant's limit, else the default", () => {
    expect(limitsOf("user")).toEqual({ general: 1_000, preview: 100, sensitive: 50, undo: 120 });
    expect(limitsOf("device")).toEqual({ general: 20_000, preview: 10_000, sensitive: 50, undo: 120 });
    const values = { "limits.user_per_hour": 700, "limits.sensitive_per_hour": 30, "limits.undo": 1 };
    expect(limitsOf("user", values)).toEqual({ general: 700, preview: 100, sensitive: 30, undo: 120 });
    expect(limitsOf("device", values)).toEqual({ general: 20_000, preview: 10_000, sensitive: 30, undo: 120 });
  });

  test("[L1] of a tenant with a limit below the floor has the floor", () => {
    const keys = ["user_per_hour", "device_per_hour", "preview_user_per_hour", "preview_device_per_hour"];
    const values = Object.fromEntries([...keys, "sensitive_per_hour"].map((key) => [`limits.${key}`, 1]));
    expect(limitsOf("user", values)).toEqual({ general: 600, preview: 60, sensitive: 20, undo: 120 });
    expect(limitsOf("device", values)).toEqual({ general: 6_000, preview: 3_000, sensitive: 20, undo: 120 });
  });
});

describe("a day of bytes", () => {
  const DAY = 24 * HOUR;
  const MIDNIGHT = Date.parse("2026-05-02T00:00:00Z");

  test("[T9] ends at midnight UTC, and earlier bytes do not count after it", () => {
    const before = addBytes(NO_BYTES, 100, MIDNIGHT - 1);
    expect([usedBytes(before, MIDNIGHT - 1), usedBytes(before, MIDNIGHT)]).toEqual([100, 0]);
    expect(usedBytes(addBytes(addBytes(before, 5, MIDNIGHT), 6, MIDNIGHT + DAY - 1), MIDNIGHT + 1)).toBe(11);
    expect([restOfDay(MIDNIGHT), restOfDay(MIDNIGHT - 1)]).toEqual([DAY / 1000, 1]);
  });

  test("[L1] several calls are counted together, and as many fit as the limit leaves", () => {
    const { calls } = run([TEN], limit(10));
    const counted = countCalls(calls, ["general"], limit(10), TEN, 6);
    expect(counted.ok && usedCalls(counted.value.general, TEN)).toBe(7);
    expect(counted.ok && callsThatFit(counted.value.general, 10, TEN)).toBe(3);
  });
});
