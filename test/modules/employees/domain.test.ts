/** Nobody guesses a PIN, and nobody does at one store what they may do at another. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginTry,
  decideAdmission,
  decideRefresh,
  FRESH_PIN,
  type PinState,
  permissionsOf,
  triesLeft,
} from "../../../src/modules/employees/domain.ts";
import { PERMISSIONS, type Permission, SEEDED_ROLES } from "../../../src/shared/permissions.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-03-10T03:00:00.000Z");

/** Begins wrong tries until the PIN locks; answers the state and when the lock ends, in minutes after the last try. */
function lockFrom(state: PinState, now: number): { state: PinState; minutes: number; tries: number } {
  for (let tries = 0, at = state; tries < 20; tries++) {
    const begun = beginTry(at, now);
    if (!begun.allowed) return { state: at, minutes: (at.locked_until - now) / MINUTE, tries };
    at = begun.state;
  }
  throw new Error("the PIN never locked");
}

describe("wrong PINs", () => {
  test("[A3] five wrong PINs lock the PIN for 15 minutes, and each says how many are left", () => {
    const left: number[] = [];
    let state = FRESH_PIN;
    for (let tried = 1; tried <= 5; tried++) {
      const begun = beginTry(state, NOW + tried);
      expect(begun.allowed).toBe(true);
      state = begun.state;
      left.push(triesLeft(state));
    }
    expect(left).toEqual([4, 3, 2, 1, 0]);
    expect(beginTry(state, NOW + 6)).toEqual({ allowed: false, state });
    expect(state.locked_until).toBe(NOW + 5 + 15 * MINUTE);
  });

  test("[A3] a locked PIN is not looked at until the very millisecond the lock ends, and asking lengthens nothing", () => {
    const { state } = lockFrom(FRESH_PIN, NOW);
    expect(beginTry(state, state.locked_until - 1)).toEqual({ allowed: false, state });
    expect(beginTry(state, state.locked_until)).toMatchObject({ allowed: true, state: { tries: 1, locks: 1 } });
  });

  test("[A3] the first three locks last 15 minutes each, every one after them 30, and each needs five wrong PINs", () => {
    const locks: [number, number][] = [];
    let state = FRESH_PIN;
    let now = NOW;
    for (let lock = 1; lock <= 6; lock++) {
      const locked = lockFrom(state, now);
      locks.push([locked.tries, locked.minutes]);
      state = locked.state;
      now = state.locked_until;
    }
    expect(locks).toEqual([...Array(3).fill([5, 15]), ...Array(3).fill([5, 30])]);
  });

  test("[A3] guesses that arrive together are each counted before any is looked at: five are looked at, no more", () => {
    let state = FRESH_PIN;
    const allowed = Array.from({ length: 100 }, () => {
      const begun = beginTry(state, NOW);
      state = begun.state;
      return begun.allowed;
    });
    expect(allowed.filter(Boolean)).toHaveLength(5);
    expect(state.locks).toBe(1);
  });

  test("[A3] whatever the pauses, no more than five wrong PINs are looked at in any 15 minutes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 * MINUTE }), { maxLength: 60 }), (pauses) => {
        let state = FRESH_PIN;
        let now = NOW;
        const looked_at: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const begun = beginTry(state, now);
          if (begun.allowed) looked_at.push(now);
          state = begun.state;
        }
        for (const [index, at] of looked_at.entries())
          if (index >= 5 && index % 5 === 0)
            expect(at - (looked_at[index - 1] ?? 0)).toBeGreaterThanOrEqual(15 * MINUTE);
      }),
    );
  });
});

describe("what roles give", () => {
  const granted = new Map<string, readonly Permission[]>(Object.entries(SEEDED_ROLES));

  test("is each permission once, in the order of the list, however the roles are ordered", () => {
    const both = permissionsOf(["supervisor", "cashier", "cashier"], granted);
    expect(both).toEqual(permissionsOf(["cashier", "supervisor"], granted));
    expect(both).toEqual(PERMISSIONS.filter((permission) => both.includes(permission)));
    expect(new Set(both).size).toBe(both.length);
  });

  test.each([
    ["no role", []],
    ["a role that is not there", ["sultan"]],
    ["a role by the name of something every object has", ["constructor", "__proto__"]],
  ])("by %s is nothing", (_, roles) => {
    expect(permissionsOf(roles, granted)).toEqual([]);
  });

  test.each([
    ["owner", PERMISSIONS.filter((permission) => permission !== "provider")],
    [
      "supervisor",
      [
        "sell",
        "redeem",
        "refund",
        "reprint",
        "manual_discount",
        "void",
        "drawer_open",
        "shift_open",
        "shift_close",
        "approve",
      ],
    ],
    ["cashier", ["sell", "redeem", "drawer_open", "shift_open", "shift_close"]],
    ["gate", ["redeem"]],
    ["provider_admin", ["provider"]],
  ] as const)("by %s is what its work needs", (role, permissions) => {
    expect(permissionsOf([role], granted)).toEqual(permissions);
  });

  test("[T7] a person holds at each store what their roles there give, and nothing of another store's", () => {
    const memberships = { bangkok: ["manager"], phuket: ["cashier"], chiang_mai: [] };
    const held = Object.fromEntries(
      Object.entries(memberships).map(([store, roles]) => [store, permissionsOf(roles, granted)]),
    );
    expect(held.bangkok).toContain("refund");
    expect(held.phuket).not.toContain("refund");
    expect(held.phuket).toContain("sell");
    expect(held.chiang_mai).toEqual([]);
  });
});

describe("a token", () => {
  test.each([
    ["active", 3, 3, true, null],
    ["active", 3, 2, true, "superseded"],
    ["active", 3, 4, true, "superseded"],
    ["active", 3, 3, false, "superseded"],
    ["suspended", 3, 3, true, "suspended"],
    ["suspended", 4, 3, true, "suspended"],
    ["suspended", 4, 3, false, "suspended"],
  ] as const)(
    "[T3] of a person who is %s, epoch %d, token %d, session open %s → %s",
    (status, epoch, of_token, open, refusal) => {
      expect(decideAdmission({ status, epoch }, of_token, open)).toBe(refusal);
    },
  );

  test.each([
    ["the newest generation", { generation: 4 }, 4, "renew"],
    ["one used before", { generation: 4 }, 3, "end"],
    ["one that was never given out", { generation: 4 }, 5, "end"],
    ["one of a session that is over", undefined, 4, "unknown"],
  ] as const)("[T4] to refresh with %s", (_, session, generation, verdict) => {
    expect(decideRefresh(session, generation)).toBe(verdict);
  });
});
