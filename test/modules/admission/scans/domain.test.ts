/** The span of a summary and its sums; each sum counts every attempt once. */

import { describe, expect, test } from "vitest";
import {
  type AttemptGroup,
  allowedPasses,
  overuseOf,
  spanOf,
  summarize,
} from "../../../../src/modules/admission/tickets/domain/stats.ts";
import { fc } from "../../../support/properties.ts";

const BANGKOK = { time_zone: "Asia/Bangkok", cutoff_hour: 4 };
const at = (text: string) => Date.parse(text);
const DAY = 86_400_000;

describe("the span of a summary", () => {
  const now = at("2026-03-10T03:00:00+07:00");
  test("[I5] is the store's business date of now, from cut-off to cut-off", () => {
    const value = { from: at("2026-03-09T04:00:00+07:00"), to: at("2026-03-10T04:00:00+07:00") - 1 };
    expect(spanOf({}, now, BANGKOK)).toEqual({ ok: true, value });
  });

  test("[I5] begins with the business date of its end when only the end is given", () => {
    const to = at("2026-01-02T12:00:00+07:00");
    expect(spanOf({ to }, now, BANGKOK)).toEqual({ ok: true, value: { from: at("2026-01-02T04:00:00+07:00"), to } });
  });

  const cases: [name: string, from: number, to: number, refusal: string | undefined][] = [
    ["one moment", now, now, undefined],
    ["92 days", now - 92 * DAY, now, undefined],
    ["a moment more than 92 days", now - 92 * DAY - 1, now, "must be within 92 days of to"],
    ["one that ends before it begins", now + 1, now, "must not be after to"],
  ];
  test.each(cases)("[I3] of %s is accepted, or refused with the reason", (_, from, to, message) => {
    const span = spanOf({ from, to }, now, BANGKOK);
    expect(span.ok ? undefined : span.refusal.message).toBe(message);
  });
});

const group = fc.record<AttemptGroup>({
  zone_id: fc.constantFrom(null, "gate", "pool"),
  device_id: fc.constantFrom("d1", "d2"),
  device_name: fc.constant("North gate"),
  direction: fc.constantFrom("entry", "exit"),
  result: fc.constantFrom("pass", "fail"),
  reason: fc.constantFrom("duplicate_use", "expired"),
  forced: fc.constantFrom(0, 1),
  annulled: fc.constantFrom(0, 1),
  admitted_offline: fc.constantFrom(0, 1),
  attempts: fc.integer({ min: 1, max: 50 }),
  people: fc.integer({ min: 1, max: 500 }),
});

test("[G2] a summary counts each attempt once, by result, by reason, by zone and by device", () => {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  fc.assert(
    fc.property(fc.array(group, { maxLength: 30 }), (groups) => {
      const { attempts, pass, fail, by_reason, by_zone, by_device } = summarize(groups);
      expect(attempts).toBe(sum(groups.map((item) => item.attempts)));
      expect(pass + fail).toBe(attempts);
      expect(sum(Object.values(by_reason))).toBe(fail);
      expect(sum(by_zone.map(({ fails }) => fails))).toBe(fail);
      expect(sum(by_device.map((device) => device.attempts))).toBe(attempts);
      expect(sum(by_device.map((device) => device.pass))).toBe(pass);
    }),
  );
});

test("[G9] people of an annulled pass are not counted, and a forced pass has no reason among the fails", () => {
  const one = {
    zone_id: "gate",
    device_id: "d1",
    device_name: "North gate",
    reason: null,
    admitted_offline: 0,
  } as const;
  const entry = { ...one, direction: "entry", result: "pass", forced: 0, annulled: 0, attempts: 2, people: 7 } as const;
  const sums = summarize([
    entry,
    { ...entry, annulled: 1, attempts: 1, people: 3 },
    { ...entry, forced: 1, reason: "expired", attempts: 1, people: 1 },
    { ...entry, direction: "exit", attempts: 2, people: 5 },
  ]);
  expect(sums).toMatchObject({ attempts: 6, pass: 6, forced: 1, annulled: 1, exits: 2, by_reason: {} });
  expect(sums.by_zone).toEqual([{ zone_id: "gate", entries: 8, exits: 5, fails: 0 }]);
});

test("[G7] a ticket admits one guest, as many as its quota, or as time and credits allow", () => {
  const types = ["single", "multi", "party", "timepass", "credit"] as const;
  expect(types.map((type) => allowedPasses(type, 10))).toEqual([1, 10, 10, null, null]);
});

test("[O5] admitted guests and attempts beyond the quota do not include exits, annulments and other refusals", () => {
  const pass = { direction: "entry", result: "pass", reason: null, party: 1, annulled_at: null } as const;
  const fail = { ...pass, result: "fail", reason: "duplicate_use" } as const;
  const attempts = [
    pass,
    { ...pass, party: 3 },
    { ...pass, annulled_at: 1 },
    { ...pass, direction: "exit" } as const,
    { ...pass, reason: "duplicate_use" } as const,
    fail,
    { ...fail, reason: "expired" } as const,
    { ...fail, reason: "exhausted" } as const,
  ];
  const { passes, duplicates } = overuseOf(attempts);
  expect([passes, duplicates.map(({ reason }) => reason)]).toEqual([5, ["duplicate_use", "exhausted"]]);
});
