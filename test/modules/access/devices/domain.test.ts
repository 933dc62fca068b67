/** Tests of devices' domain: only an active device works, and a site key pairs one device of its type. */

import { describe, expect, test } from "vitest";
import { deviceErrors } from "../../../../src/modules/access/devices/domain/errors.ts";
import { decidePairing, type PairingFacts } from "../../../../src/modules/access/devices/domain/pairing.ts";
import {
  DEFAULT_CAPS,
  DEVICE_STATUSES,
  decideAdmission,
  decideStanding,
  devicePermissions,
  UPLOAD_GRACE_MS,
} from "../../../../src/modules/access/devices/domain/standing.ts";
import { DEVICE_TYPES } from "../../../../src/shared/permissions.ts";

const NOW = Date.parse("2026-03-10T03:00:00.000Z");
const FRESH: PairingFacts = { type: "GATE", expires_at: NOW, revoked_at: null, used_at: null };

describe("a site key", () => {
  test.each([
    ["pairs a device of its type until the very millisecond it expires", {}, NOW, null],
    ["is expired the millisecond after", {}, NOW + 1, "pairing_expired"],
    ["is used once a device was made of it", { used_at: NOW - 5 }, NOW, "pairing_used"],
    ["is withdrawn when it was revoked", { revoked_at: NOW - 5 }, NOW, "pairing_revoked"],
    ["is for one type of device", { type: "POS" }, NOW, "pairing_type"],
    ["says used before revoked, expired and type", { used_at: 1, revoked_at: 1, type: "POS" }, NOW + 1, "pairing_used"],
    ["says revoked before expired and type", { revoked_at: 1, type: "POS" }, NOW + 1, "pairing_revoked"],
    ["says expired before type", { type: "POS" }, NOW + 1, "pairing_expired"],
  ] as const)("[D1] %s", (_, changes, now, refusal) => {
    expect(decidePairing({ ...FRESH, ...changes }, "GATE", now)).toBe(refusal);
  });

  test("[D1] each refusal of a site key has its own error", () => {
    const { pairing_unknown, pairing_used, pairing_revoked, pairing_expired, pairing_type } = deviceErrors;
    const specs = [pairing_unknown, pairing_used, pairing_revoked, pairing_expired, pairing_type];
    expect(new Set(specs.map(({ code }) => code)).size).toBe(5);
    expect(new Set(specs.map(({ message }) => message)).size).toBe(5);
  });
});

describe("standing", () => {
  const NO = "refused";
  const matrix = {
    approve: { pending: "active", active: NO, suspended: NO, revoked: NO },
    suspend: { pending: NO, active: "suspended", suspended: NO, revoked: NO },
    resume: { pending: NO, active: NO, suspended: "active", revoked: NO },
    revoke: { pending: "revoked", active: "revoked", suspended: "revoked", revoked: NO },
    rotate: { pending: "pending", active: "active", suspended: "suspended", revoked: NO },
  } as const;
  const cases = (Object.keys(matrix) as (keyof typeof matrix)[]).flatMap((action) =>
    DEVICE_STATUSES.map((status) => [action, status, matrix[action][status]] as const),
  );

  test.each(cases)("to %s a device that is %s: %s", (action, status, next) => {
    const decision = decideStanding(status, action);
    expect(decision).toEqual(next === NO ? { ok: false, refusal: status } : { ok: true, value: next });
  });

  test("no action restores a revoked device", () => {
    for (const action of Object.keys(matrix) as (keyof typeof matrix)[])
      expect(decideStanding("revoked", action).ok).toBe(false);
  });

  test.each([
    ["active", 2, 2, null],
    ["active", 2, 1, "superseded"],
    ["active", 2, 3, "superseded"],
    ["pending", 2, 2, "pending"],
    ["suspended", 2, 2, "suspended"],
    ["suspended", 2, 1, "suspended"],
    ["revoked", 2, 2, "revoked"],
    ["revoked", 2, 1, "revoked"],
  ] as const)(
    "[T3] a device that is %s, epoch %d, with a token of epoch %d is told %s",
    (status, epoch, of_token, refusal) => {
      const revoked_at = status === "revoked" ? NOW : null;
      expect(decideAdmission({ status, epoch, revoked_at }, of_token, null)).toBe(refusal);
    },
  );

  const last = NOW + UPLOAD_GRACE_MS;
  test.each([
    ["with its last token from before", "revoked", NOW, 2, NOW, null],
    ["with a token of now", "revoked", NOW, 3, NOW, null],
    ["until the very end of the seventh day", "revoked", NOW, 2, last, null],
    ["not a millisecond longer", "revoked", NOW, 2, last + 1, "revoked"],
    ["not with a token older than its last", "revoked", NOW, 1, NOW, "superseded"],
    ["not with a token that is still to come", "revoked", NOW, 4, NOW, "superseded"],
    ["never when it never worked", "revoked", null, 3, NOW, "revoked"],
    ["not while it is suspended", "suspended", null, 3, NOW, "suspended"],
    ["not while it is pending", "pending", null, 3, NOW, "pending"],
    ["as ever while it is active", "active", null, 3, NOW, null],
    ["not with an old token while it is active", "active", null, 2, NOW, "superseded"],
  ] as const)("[O9] a device hands in %s", (_, status, revoked_at, of_token, at, refusal) => {
    expect(decideAdmission({ status, epoch: 3, revoked_at }, of_token, at)).toBe(refusal);
  });
});

describe("caps", () => {
  test.each([
    ["POS", ["redeem", "sell"]],
    ["GATE", ["redeem"]],
    ["KIOSK", ["sell"]],
    ["ADMIN", []],
  ] as const)("let a %s do %j unless its pairing says otherwise", (type, permissions) => {
    expect(devicePermissions(type, DEFAULT_CAPS[type])).toEqual(permissions);
  });

  test("no device may do more than its caps, whatever its type", () => {
    for (const type of DEVICE_TYPES) {
      const caps = { ...DEFAULT_CAPS[type], can_sell: false, can_redeem: false };
      expect(devicePermissions(type, caps)).toEqual([]);
    }
  });
});
