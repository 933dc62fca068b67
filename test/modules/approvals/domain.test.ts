/** A grant allows the one act it was given for, by the one who asked, and nobody approves their own. */

import { describe, expect, test } from "vitest";
import {
  ACTION_PERMISSION,
  ACTIONS,
  canApprove,
  decideGrant,
  GRANT_LIFE_MS,
  type Grant,
  type GrantUse,
} from "../../../src/modules/approvals/domain.ts";
import { PERMISSIONS } from "../../../src/shared/permissions.ts";

const MADE = Date.parse("2026-03-10T03:00:00.000Z");

const GRANT: Grant = {
  action: "refund",
  store_id: "store",
  subject_id: "sale",
  amount: 35_000,
  requester_id: "cashier",
  approver_id: "supervisor",
  expires_at: MADE + GRANT_LIFE_MS,
};

const USE: GrantUse = {
  action: "refund",
  store_id: "store",
  subject_id: "sale",
  amount: 35_000,
  requester_id: "cashier",
  now: MADE,
};

describe("a grant", () => {
  test("[A1] lives 120 seconds", () => {
    expect(GRANT_LIFE_MS).toBe(120_000);
  });

  test.each([
    ["allows the act it was given for", {}, null],
    ["allows an act of less", { amount: 1 }, null],
    ["allows an act of nothing", { amount: 0 }, null],
    ["refuses one satang more", { amount: 35_001 }, "amount"],
    ["refuses another action", { action: "void" }, "action"],
    ["refuses another store", { store_id: "other" }, "store"],
    ["refuses another subject", { subject_id: "other" }, "subject"],
    ["refuses another requester", { requester_id: "other" }, "requester"],
    ["refuses its own approver as the requester", { requester_id: "supervisor" }, "requester"],
    ["allows in its last millisecond", { now: MADE + 120_000 }, null],
    ["refuses in the millisecond after", { now: MADE + 120_001 }, "expired"],
  ] as const)("[A1] %s", (_, changes, refusal) => {
    expect(decideGrant(GRANT, { ...USE, ...changes })).toBe(refusal);
  });

  test("[A1] that nobody made allows nothing", () => {
    expect(decideGrant(undefined, USE)).toBe("unknown");
  });

  test("[A1] for one action allows none of the others", () => {
    for (const given of ACTIONS)
      for (const used of ACTIONS)
        expect(decideGrant({ ...GRANT, action: given }, { ...USE, action: used })).toBe(
          given === used ? null : "action",
        );
  });

  test.each([
    ["no subject named leaves it to its one use", { subject_id: null }, { subject_id: "any" }, null],
    ["no amount named sets no limit", { amount: null }, { amount: 1_000_000_000 }, null],
    ["an amount of nothing allows no satang", { amount: 0 }, { amount: 1 }, "amount"],
    ["no subject named still binds the amount", { subject_id: null }, { subject_id: "any", amount: 35_001 }, "amount"],
  ])("with %s", (_, grant, use, refusal) => {
    expect(decideGrant({ ...GRANT, ...grant }, { ...USE, ...use })).toBe(refusal);
  });
});

describe("an approver", () => {
  test.each(ACTIONS)("[A2] of %s is another person who may both approve and do it", (action) => {
    const both = ["approve", ACTION_PERMISSION[action]] as const;
    const approver = { employee_id: "supervisor", held: both };
    expect(canApprove(approver, action, "cashier")).toBe(true);
    expect(canApprove(approver, action, "supervisor")).toBe(false);
    for (const missing of both)
      expect(canApprove({ ...approver, held: both.filter((one) => one !== missing) }, action, "cashier")).toBe(false);
  });

  test("[A2] who may do everything but the act itself does not approve it", () => {
    for (const action of ACTIONS) {
      const held = PERMISSIONS.filter((permission) => permission !== ACTION_PERMISSION[action]);
      expect(canApprove({ employee_id: "supervisor", held }, action, "cashier")).toBe(false);
    }
  });
});
