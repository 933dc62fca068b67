/** Tests of wrong PINs, strong PINs, roles, tokens and codes, without a server. */

import { describe, expect, test } from "vitest";
import { drawPin, isStrongPin, needsStrongPin } from "../../../../src/modules/access/employees/domain/pins.ts";
import {
  decideRoleChange,
  mayManage,
  missingFrom,
  permissionsOf,
  problemsWithRole,
  unknownRoles,
} from "../../../../src/modules/access/employees/domain/roles.ts";
import { decideAdmission } from "../../../../src/modules/access/employees/domain/standing.ts";
import { decideRefresh } from "../../../../src/modules/access/sessions/domain/refresh.ts";
import { readRecoveryCode, recoveryCodeOf } from "../../../../src/modules/access/sessions/domain/secrets.ts";
import { isGoodStep } from "../../../../src/modules/access/sessions/domain/totp.ts";
import {
  beginPinTry,
  beginTry,
  endRightTry,
  forgiveAll,
  locksOf,
  NO_PIN_TRIES,
  NO_TRIES,
  type PinTries,
  type Tries,
  takeBackTry,
  triesLeft,
} from "../../../../src/modules/access/sessions/domain/tries.ts";
import { PERMISSIONS, type Permission, SEEDED_ROLES } from "../../../../src/shared/permissions.ts";
import { fc } from "../../../support/properties.ts";
import { seededRandom } from "../../../support/seed.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-03-10T03:00:00.000Z");

/** Begins wrong tries until the PIN locks; returns the state and when the lock ends, in minutes after the last try. */
function lockFrom(state: Tries, now: number): { state: Tries; minutes: number; tries: number } {
  for (let tries = 0, at = state; tries < 20; tries++) {
    const begun = beginTry(at, now);
    if (!begun.allowed) return { state: at, minutes: (at.locked_until - now) / MINUTE, tries };
    at = begun.state;
  }
  throw new Error("The PIN never locked.");
}

describe("wrong PINs", () => {
  test("[A3] five wrong PINs lock the PIN for 15 minutes, and each answer says how many tries are left", () => {
    const left: number[] = [];
    let state = NO_TRIES;
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

  test("[A3] a locked PIN is not checked before the millisecond when the lock ends, and a try during the lock does not lengthen it", () => {
    const { state } = lockFrom(NO_TRIES, NOW);
    expect(beginTry(state, state.locked_until - 1)).toEqual({ allowed: false, state });
    expect(beginTry(state, state.locked_until)).toMatchObject({ allowed: true, state: { tries: 1, locks: 1 } });
  });

  test("[A3] the first three locks last 15 minutes each, later ones 30, and each needs five wrong PINs", () => {
    const locks: [number, number][] = [];
    let state = NO_TRIES;
    let now = NOW;
    for (let lock = 1; lock <= 6; lock++) {
      const locked = lockFrom(state, now);
      locks.push([locked.tries, locked.minutes]);
      state = locked.state;
      now = state.locked_until;
    }
    expect(locks).toEqual([...Array(3).fill([5, 15]), ...Array(3).fill([5, 30])]);
  });

  test("[A3] guesses that arrive together are all counted before any is checked, so only five are checked", () => {
    let state = NO_TRIES;
    const allowed = Array.from({ length: 100 }, () => {
      const begun = beginTry(state, NOW);
      state = begun.state;
      return begun.allowed;
    });
    expect(allowed.filter(Boolean)).toHaveLength(5);
    expect(state.locks).toBe(1);
  });

  test("[A3] with any pauses, at most five wrong PINs are checked in any 15 minutes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 * MINUTE }), { maxLength: 60 }), (pauses) => {
        let state = NO_TRIES;
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

describe("wrong PINs at many places", () => {
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;

  /** Tries wrong PINs at places, one a second; answers the state and how many were looked at. */
  function wrongAt(places: readonly string[], state: PinTries = NO_PIN_TRIES, from = NOW) {
    const looked_at: string[] = [];
    let now = from;
    let at = state;
    for (const place of places) {
      const begun = beginPinTry(at, place, now);
      if (begun.allowed) {
        at = begun.state;
        looked_at.push(place);
      }
      now += 1_000;
    }
    return { state: at, looked_at, now };
  }

  const places = (count: number) => Array.from({ length: count }, (_, number) => `network:10.0.0.${number}`);

  /** A right PIN at a place. */
  function rightAt(place: string, state: PinTries, now: number): PinTries {
    const begun = beginPinTry(state, place, now);
    if (!begun.allowed) throw new Error("locked");
    return endRightTry(begun.state, place, now);
  }

  test("[A3] five wrong PINs lock the PIN at their place and at no other", () => {
    const { state } = wrongAt(Array(9).fill("device:A"));
    expect(locksOf(state, NOW + 9_000)).toEqual([{ place: "device:A", locked_until: NOW + 4_000 + 15 * MINUTE }]);
    expect(beginPinTry(state, "device:B", NOW + 9_000)).toMatchObject({ allowed: true, tries_left: 4, locks: false });
  });

  test("[A3] 25 wrong PINs in a day lock the PIN everywhere until the first of them is a day old", () => {
    const { state, looked_at, now } = wrongAt([...places(40), ...places(40)]);
    expect(looked_at).toEqual(places(25));
    expect(locksOf(state, now)).toEqual([{ place: null, locked_until: NOW + DAY }]);
    expect(beginPinTry(state, "device:new", NOW + DAY - 1).allowed).toBe(false);
    expect(beginPinTry(state, "device:new", NOW + DAY).allowed).toBe(true);
  });

  test("[A3] at a place where the person logged in within 30 days five more are checked, and the right PIN opens", () => {
    const home = rightAt("device:till", NO_PIN_TRIES, NOW - 29 * DAY);
    const { state, now } = wrongAt(places(40), home);
    expect(rightAt("device:till", state, now).homes["device:till"]).toEqual({ seen_at: now, reserve_used_at: [] });
    const spent = wrongAt(Array(30).fill("device:till"), state, now);
    expect(spent.looked_at).toHaveLength(5);
    // After the lock of the place ends, the day's reserve is spent.
    expect(beginPinTry(spent.state, "device:till", now + HOUR).allowed).toBe(false);
    const stale = rightAt("device:till", NO_PIN_TRIES, NOW - 31 * DAY);
    expect(beginPinTry(wrongAt(places(40), stale).state, "device:till", now).allowed).toBe(false);
  });

  test("[A3] a right PIN forgives the wrong ones at its place only, and a try that was not checked is not counted", () => {
    const tried = wrongAt([...Array(4).fill("device:A"), "device:B"]);
    const state = rightAt("device:A", tried.state, tried.now);
    expect(Object.keys(state.places)).toEqual(["device:B"]);
    expect(state.wrong_at).toHaveLength(5);
    const fifth = wrongAt(Array(4).fill("device:C"));
    const begun = beginPinTry(fifth.state, "device:C", fifth.now);
    if (!begun.allowed) throw new Error("locked");
    expect(begun.locks).toBe(true);
    expect(takeBackTry(begun.state, "device:C", fifth.now)).toEqual({
      ...fifth.state,
      places: { "device:C": { tries: 4, locks: 0, locked_until: 0, last_at: fifth.now } },
    });
    expect(forgiveAll(begun.state)).toEqual({ ...NO_PIN_TRIES, homes: begun.state.homes });
  });

  test("[A3] over any number of places, a day checks 25 tries and five at each of ten homes, and stores no more", () => {
    const tries = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 * MINUTE })), {
      minLength: 100,
      maxLength: 400,
    });
    fc.assert(
      fc.property(tries, fc.integer({ min: 0, max: 12 }), (guesses, home_count) => {
        let state = NO_PIN_TRIES;
        for (let home = 0; home < home_count; home++) state = rightAt(`device:${home}`, state, NOW - DAY - home);
        const homes = Math.min(10, home_count);
        const looked_at: number[] = [];
        let now = NOW;
        for (const [place, pause] of guesses) {
          now += pause;
          const begun = beginPinTry(state, `device:${place}`, now);
          if (!begun.allowed) continue;
          state = begun.state;
          looked_at.push(now);
          expect(looked_at.filter((at) => at > now - DAY).length).toBeLessThanOrEqual(25 + 5 * homes);
          expect(Object.keys(state.places).length).toBeLessThanOrEqual(25 + 5 * homes);
          expect(Object.keys(state.homes).length).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("permissions of roles", () => {
  const granted = new Map<string, readonly Permission[]>(Object.entries(SEEDED_ROLES));

  test("roles give each permission once, in the order of the list, in any order of the roles", () => {
    const both = permissionsOf(["supervisor", "cashier", "cashier"], granted);
    expect(both).toEqual(permissionsOf(["cashier", "supervisor"], granted));
    expect(both).toEqual(PERMISSIONS.filter((permission) => both.includes(permission)));
    expect(new Set(both).size).toBe(both.length);
  });

  test.each([
    ["no role", []],
    ["an unknown role", ["sultan"]],
    ["a role with the name of a property of every object", ["constructor", "__proto__"]],
  ])("%s gives nothing", (_, roles) => {
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
        "guests_read",
        "guests_write",
        "sales_read",
      ],
    ],
    ["cashier", ["sell", "redeem", "drawer_open", "shift_open", "shift_close", "guests_read", "sales_read"]],
    ["gate", ["redeem"]],
    ["provider_admin", ["provider"]],
  ] as const)("the role %s gives the permissions that its work needs", (role, permissions) => {
    expect(permissionsOf([role], granted)).toEqual(permissions);
  });

  test("[T7] a person holds at each store the permissions of their roles there, and none of another store's", () => {
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

describe("tokens", () => {
  test.each([
    ["active", 3, 3, true, null],
    ["active", 3, 2, true, "superseded"],
    ["active", 3, 4, true, "superseded"],
    ["active", 3, 3, false, "superseded"],
    ["suspended", 3, 3, true, "suspended"],
    ["suspended", 4, 3, true, "suspended"],
    ["suspended", 4, 3, false, "suspended"],
  ] as const)(
    "[T3] a person is %s with epoch %d, a token has epoch %d, its session is open %s → %s",
    (status, epoch, of_token, open, refusal) => {
      expect(decideAdmission({ status, epoch }, of_token, open)).toBe(refusal);
    },
  );

  test.each([
    ["the newest generation", { generation: 4, renewed_at: 0 }, 4, 90_000, "renew"],
    ["the one before it, 30 seconds after the rotation", { generation: 4, renewed_at: 60_000 }, 3, 90_000, "repeat"],
    ["the one before it, later than that", { generation: 4, renewed_at: 60_000 }, 3, 90_001, "end"],
    ["one two rotations old", { generation: 4, renewed_at: 90_000 }, 2, 90_000, "end"],
    ["one that was never issued", { generation: 4, renewed_at: 90_000 }, 5, 90_000, "end"],
    ["one of an ended session", undefined, 4, 90_000, "unknown"],
  ] as const)("[T4] a refresh is decided for %s", (_, session, generation, now, verdict) => {
    expect(decideRefresh(session, generation, now)).toBe(verdict);
  });
});

describe("managing", () => {
  const manager = { bangkok: ["employee_manage", "sell", "refund"], phuket: ["sell"] } as const;

  test.each([
    ["a cashier of their store", { bangkok: ["sell"] }, true],
    ["an equal", { bangkok: ["employee_manage", "sell", "refund"] }, true],
    ["a person who holds more there", { bangkok: ["sell", "webhook_manage"] }, false],
    ["a person at a store that they may not manage", { phuket: ["sell"] }, false],
    ["a person who also works at a store where they hold nothing", { bangkok: ["sell"], trat: [] }, false],
    ["a person who works nowhere", {}, true],
  ] as const)("[T7] a manager may manage %s → %j %s", (_, person, may) => {
    expect(mayManage(manager, person)).toBe(may);
  });

  test("[T7] the first missing permission is named, and a person without permissions lacks all", () => {
    expect(missingFrom(["sell", "refund"], ["refund", "void"])).toBe("void");
    expect(missingFrom(["sell"], ["sell"])).toBeUndefined();
    expect(missingFrom(undefined, ["sell"])).toBe("sell");
  });
});

describe("roles", () => {
  const granted = new Map<string, readonly Permission[]>(Object.entries(SEEDED_ROLES));

  test.each([
    ["owner", "put", "E_ROLE_FIXED"],
    ["owner", "delete", "E_ROLE_SEEDED"],
    ["cashier", "put", undefined],
    ["cashier", "delete", "E_ROLE_SEEDED"],
    ["lifeguard", "put", undefined],
    ["lifeguard", "delete", undefined],
    ["constructor", "delete", undefined],
  ] as const)("[T7] the role %s: %s → %s", (role, change, code) => {
    expect(decideRoleChange(role, change)?.code).toBe(code);
  });

  test.each(["", "Boss", "1st", "a b", "__proto__", "ä", "x".repeat(41)])("a role cannot have the name %j", (role) => {
    expect(problemsWithRole(role, [], false).map(({ path }) => path)).toEqual(["role"]);
  });

  test("[T7] a role gives the permission provider at the provider only, not in a park", () => {
    expect(problemsWithRole("boss", ["sell", "provider"], false)).toMatchObject([{ path: "permissions.1" }]);
    expect(problemsWithRole("boss", ["sell", "provider"], true)).toEqual([]);
  });

  test("each unknown role of a list is named by its index", () => {
    const problems = unknownRoles(["cashier", "sultan", "toString"], granted, "roles");
    expect(problems.map(({ path }) => path)).toEqual(["roles.1", "roles.2"]);
  });
});

describe("an authenticator's code", () => {
  test.each([
    ["none", null, 0, false],
    ["the first", 7, 0, true],
    ["the next one", 8, 7, true],
    ["the one that was used", 7, 7, false],
    ["one before it", 6, 7, false],
  ] as const)("[T5] a code's step is checked against the last used one: %s", (_, step, used, good) => {
    expect(isGoodStep(step, used)).toBe(good);
  });
});

describe("recovery codes and drawn PINs", () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

  test("a recovery code has 16 characters without look-alikes, and is read in any case and grouping", () => {
    fc.assert(
      fc.property(bytes(16), (random) => {
        const code = recoveryCodeOf(random);
        expect(code).toMatch(/^([A-HJKMNP-TV-Z0-9]{4}-){3}[A-HJKMNP-TV-Z0-9]{4}$/);
        for (const typed of [code.toLowerCase(), code.replaceAll("-", ""), ` ${code.replaceAll("-", " ")} `])
          expect(readRecoveryCode(typed)).toBe(code);
      }),
    );
  });

  test("different bytes give different recovery codes", () => {
    const codes = Array.from({ length: 32 }, (_, index) => recoveryCodeOf(new Uint8Array(16).fill(index)));
    expect(new Set(codes).size).toBe(32);
  });

  test("[A3] a drawn PIN has six digits and is strong", () => {
    const chance = seededRandom();
    const drawn = Array.from({ length: 500 }, () =>
      drawPin((length) => Uint8Array.from({ length }, () => chance.integer(0, 255))),
    );
    for (const pin of drawn) expect([pin, /^\d{6}$/.test(pin), isStrongPin(pin)]).toEqual([pin, true, true]);
    const birthday_first = ["010190", "482193"].map((pin) => {
      const number = Number(pin);
      return Uint8Array.of(0, number >> 16, (number >> 8) & 255, number & 255);
    });
    expect(drawPin(() => birthday_first.shift() ?? new Uint8Array(4))).toBe("482193");
  });

  test.each([
    ...["0000", "1234", "7193", "48219", "000000", "111112", "123456", "654321", "012345", "890123", "135791"],
    ...["121212", "123123", "48214821", "112233", "998877", "310785", "073185", "850731", "198507", "072528", "248217"],
    ...["31072528", "25280731", "07311985", "19850731", "2528071", "00000000", "12345678"],
  ])("[A3] %s is a weak PIN", (pin) => {
    expect(isStrongPin(pin)).toBe(false);
  });

  test.each(["482193", "719364", "906417", "39471608", "4827936"])("[A3] %s is a strong PIN", (pin) => {
    expect(isStrongPin(pin)).toBe(true);
  });

  test.each(Object.entries(SEEDED_ROLES))(
    "[A3] the role %s needs a strong PIN unless its work is at a counter or gate",
    (role, held) => {
      expect(needsStrongPin(held)).toBe(role !== "cashier" && role !== "gate");
    },
  );
});
