/** Tests of the decision whether a device is silent: for how long, and whether anybody expects it. */

import { describe, expect, test } from "vitest";
import { type Opening, openState } from "../../../../../src/modules/access/devices/domain/opening.ts";
import {
  decideReturn,
  decideWatch,
  isExpected,
  isUnstable,
  SEVERITY_OF,
  type WatchedFacts,
} from "../../../../../src/modules/access/devices/domain/watch.ts";
import { DEVICE_TYPES } from "../../../../../src/shared/permissions.ts";
import { DAY_MS, HOUR_MS } from "../../../../../src/shared/time.ts";

/** A Tuesday, 10:00 in Bangkok. */
const NOW = Date.parse("2026-03-10T03:00:00.000Z");
const SERVED = { status: "active", maintenance_from: null, maintenance_until: null, maintenance_by: null } as const;
const FACTS: WatchedFacts = {
  status: "active",
  tenant: SERVED,
  clock_offset_s: 0,
  time_zone: "Asia/Bangkok",
  opening_hours: null,
};
const SIGNS = { sign_at: NOW, watched_from: null, offline_after_ms: 120_000 };
const overdue = { overdue_since: NOW };
const notBefore = (next_at: number | null) => ({ overdue_since: null, next_at });

describe("a silent device", () => {
  test.each([
    ["is on time for 120 seconds", {}, {}, 120_000, notBefore(NOW + 120_001)],
    ["is overdue the millisecond after", {}, {}, 120_001, overdue],
    ["is never overdue if it was never seen", {}, { sign_at: null }, DAY_MS, notBefore(null)],
    ["is not watched while it is suspended", { status: "suspended" }, {}, DAY_MS, notBefore(null)],
    ["is not watched while it is pending", { status: "pending" }, {}, DAY_MS, notBefore(null)],
    ["is not watched once it is revoked", { status: "revoked" }, {}, DAY_MS, notBefore(null)],
    [
      "is not watched while its tenant is suspended",
      { tenant: { ...SERVED, status: "suspended" } },
      {},
      DAY_MS,
      notBefore(null),
    ],
    [
      "has its time again from when it was resumed",
      {},
      { watched_from: NOW + HOUR_MS },
      HOUR_MS + 120_000,
      notBefore(NOW + HOUR_MS + 120_001),
    ],
    ["is overdue when it does not come back after that", {}, { watched_from: NOW + 5 }, 120_006, overdue],
    [
      "is looked at again after a maintenance",
      { tenant: { ...SERVED, maintenance_from: NOW, maintenance_until: NOW + HOUR_MS } },
      {},
      200_000,
      notBefore(NOW + HOUR_MS),
    ],
    [
      "has its time again from the end of a maintenance",
      { tenant: { ...SERVED, maintenance_from: NOW, maintenance_until: NOW + HOUR_MS } },
      {},
      HOUR_MS,
      notBefore(NOW + HOUR_MS + 120_001),
    ],
  ] as const)("[D3] %s", (_, facts, signs, after_ms, verdict) => {
    expect(decideWatch({ ...FACTS, ...facts }, { ...SIGNS, ...signs }, NOW + after_ms)).toEqual(verdict);
  });

  test("[D3] a moved clock of a sandbox makes no device overdue, and none that is overdue present", () => {
    for (const clock_offset_s of [-40 * 86_400, 0, 40 * 86_400]) {
      expect(decideWatch({ ...FACTS, clock_offset_s }, SIGNS, NOW + 120_000)).toEqual(notBefore(NOW + 120_001));
      expect(decideWatch({ ...FACTS, clock_offset_s }, SIGNS, NOW + 120_001)).toEqual(overdue);
    }
  });

  test("[D3] a device is expected while it is watched, its store is open and no maintenance lasts, by the tenant's clock", () => {
    const opening_hours = [{ weekday: 2, opens: "09:00", closes: "18:00" }];
    const maintained = { ...SERVED, maintenance_from: NOW, maintenance_until: NOW + HOUR_MS };
    const cases: [Partial<WatchedFacts>, boolean][] = [
      [{}, true],
      [{ status: "suspended" }, false],
      [{ tenant: maintained }, false],
      [{ opening_hours }, true],
      [{ opening_hours, clock_offset_s: 9 * 3_600 }, false],
    ];
    for (const [facts, expected] of cases)
      expect([facts, isExpected({ ...FACTS, ...facts }, NOW)]).toEqual([facts, expected]);
  });

  test("[D3] each type of device has a severity, and a gate is the most severe", () => {
    expect(DEVICE_TYPES.map((type) => SEVERITY_OF[type])).toEqual(["warning", "critical", "warning", "info"]);
  });
});

const TUESDAY: Opening = { weekday: 2, opens: "09:00", closes: "18:00" };
const at = (local: string) => Date.parse(`${local}:00+07:00`);

describe("a store's hours", () => {
  test.each([
    ["without hours it is always open", null, "2026-03-10T03:00", { open: true, since: Number.NEGATIVE_INFINITY }],
    ["it is open from its opening", [TUESDAY], "2026-03-10T09:00", { open: true, since: at("2026-03-10T09:00") }],
    ["it is closed before", [TUESDAY], "2026-03-10T08:59", { open: false, next: at("2026-03-10T09:00") }],
    ["it is closed from its closing", [TUESDAY], "2026-03-10T18:00", { open: false, next: at("2026-03-17T09:00") }],
    [
      "a closing before the opening is on the next day",
      [{ weekday: 1, opens: "20:00", closes: "02:00" }],
      "2026-03-10T01:59",
      { open: true, since: at("2026-03-09T20:00") },
    ],
    [
      "an opening that follows at once continues the one before",
      [TUESDAY, { weekday: 2, opens: "18:00", closes: "22:00" }],
      "2026-03-10T21:00",
      { open: true, since: at("2026-03-10T09:00") },
    ],
    [
      "a break at noon is closed",
      [
        { weekday: 2, opens: "09:00", closes: "12:00" },
        { weekday: 2, opens: "13:00", closes: "18:00" },
      ],
      "2026-03-10T12:30",
      { open: false, next: at("2026-03-10T13:00") },
    ],
  ] as const)("[D3] %s", (_, hours, local, state) => {
    expect(openState(hours, "Asia/Bangkok", at(local))).toEqual(state);
  });

  test("[D3] a device of a closed store is looked at again when it opens, and then has its time", () => {
    const facts = { ...FACTS, opening_hours: [{ weekday: 3, opens: "09:00", closes: "18:00" }] };
    const opens = at("2026-03-11T09:00");
    expect(decideWatch(facts, SIGNS, NOW + HOUR_MS)).toEqual(notBefore(opens));
    expect(decideWatch(facts, SIGNS, opens)).toEqual(notBefore(opens + 120_001));
    expect(decideWatch(facts, SIGNS, opens + 120_001)).toEqual(overdue);
    const moved = { ...facts, clock_offset_s: 86_400 };
    expect(decideWatch(moved, SIGNS, NOW)).toEqual(notBefore(NOW + 120_001));
  });
});

describe("the return of a device", () => {
  const minutes = (count: number) => count * 60_000;
  const outage = { alert_id: "a", since: minutes(100), noticed_at: minutes(102), reported: true, unstable: false };
  const signs = { sign_at: minutes(110), signs_from: minutes(110), offline_after_ms: minutes(2) };

  test.each([
    ["never returned", null, 100, false],
    ["returned just before", 99, 100, true],
    ["returned an hour before", 40, 100, true],
    ["returned more than an hour before", 39, 100, false],
  ] as const)("[D3] a device that %s is unstable or not", (_, returned, since, unstable) => {
    const returned_at = returned === null ? null : minutes(returned);
    expect(isUnstable(returned_at, minutes(since), minutes(2))).toBe(unstable);
  });

  test("[D3] the first sign ends an outage; that of an unstable device ends it after ten minutes without a silence", () => {
    expect(decideReturn(outage, { ...signs, sign_at: null }, minutes(111))).toEqual({ back_at: null, next_at: null });
    expect(decideReturn(outage, { ...signs, sign_at: minutes(100) }, minutes(111)).back_at).toBeNull();
    expect(decideReturn(outage, signs, minutes(111))).toEqual({ back_at: minutes(110) });
    const unstable = { ...outage, unstable: true };
    expect(decideReturn(unstable, signs, minutes(111))).toEqual({ back_at: null, next_at: minutes(120) });
    const later = { ...signs, sign_at: minutes(119) };
    expect(decideReturn(unstable, later, minutes(120) - 1)).toEqual({ back_at: null, next_at: minutes(120) });
    expect(decideReturn(unstable, later, minutes(120))).toEqual({ back_at: minutes(110) });
    // It is silent again: its next sign begins the ten minutes again.
    expect(decideReturn(unstable, signs, minutes(113))).toEqual({ back_at: null, next_at: null });
  });
});
