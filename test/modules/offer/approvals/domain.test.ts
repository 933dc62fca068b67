/**
 * Tests of approvals' domain: a grant allows its one act for its requester, requirements are a table, and nobody
 * approves their own act.
 */

import { describe, expect, test } from "vitest";
import { ACTION_PERMISSION, ACTIONS } from "../../../../src/modules/offer/approvals/domain/actions.ts";
import {
  canApprove,
  decideGrant,
  GRANT_LIFE_MS,
  type Grant,
  type GrantUse,
} from "../../../../src/modules/offer/approvals/domain/grants.ts";
import {
  APPROVAL_STATUSES,
  decideRequest,
  REQUEST_LIFE_MS,
} from "../../../../src/modules/offer/approvals/domain/requests.ts";
import {
  DEFAULT_REQUIREMENTS,
  needsApproval,
  problemWith,
  type Requirement,
  requirementOf,
} from "../../../../src/modules/offer/approvals/domain/requirements.ts";
import { TENANT_LEVEL } from "../../../../src/shared/levels.ts";
import { PERMISSIONS } from "../../../../src/shared/permissions.ts";

const MADE = Date.parse("2026-03-10T03:00:00.000Z");

const GRANT: Grant = {
  action: "refund",
  store_id: "store",
  subject_id: "sale",
  amount: 35_000,
  cart_mark: null,
  requester_id: "cashier",
  approver_id: "supervisor",
  approver_stands: true,
  expires_at: MADE + GRANT_LIFE_MS,
  used_for: null,
};

const USE: GrantUse = {
  action: "refund",
  store_id: "store",
  subject_id: "sale",
  amount: 35_000,
  requester_id: "cashier",
  requester_kind: "employee",
  now: MADE,
};

describe("a grant", () => {
  test("[A1] a grant is valid for 120 seconds", () => {
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
    ["refuses a device alone", { requester_kind: "device" }, "device"],
    ["allows in its last millisecond", { now: MADE + 120_000 }, null],
    ["refuses in the millisecond after", { now: MADE + 120_001 }, "expired"],
  ] as const)("[A1] %s", (_, changes, refusal) => {
    expect(decideGrant(GRANT, { ...USE, ...changes })).toBe(refusal);
  });

  test("[A1] a used grant allows nothing more, not even the same act again", () => {
    expect(decideGrant({ ...GRANT, used_for: "sale" }, USE)).toBe("used");
  });

  test("[A1] an unknown grant allows nothing", () => {
    expect(decideGrant(undefined, USE)).toBe("unknown");
  });

  test("[A1] a grant for one action allows none of the others", () => {
    for (const given of ACTIONS)
      for (const used of ACTIONS)
        expect(decideGrant({ ...GRANT, action: given }, { ...USE, action: used })).toBe(
          given === used ? null : "action",
        );
  });

  test.each([
    ["no subject named leaves it to its one use", { subject_id: null }, { subject_id: "any" }, null],
    ["no amount named allows an act of nothing", { amount: null }, { amount: 0 }, null],
    ["no amount named allows no satang", { amount: null }, { amount: 1 }, "amount"],
    ["an amount of nothing allows no satang", { amount: 0 }, { amount: 1 }, "amount"],
    ["no subject named still binds the amount", { subject_id: null }, { subject_id: "any", amount: 35_001 }, "amount"],
  ])("with %s", (_, grant, use, refusal) => {
    expect(decideGrant({ ...GRANT, ...grant }, { ...USE, ...use })).toBe(refusal);
  });
});

describe("an approver", () => {
  test.each(ACTIONS)("[A2] an approver of %s is another person who may both approve and do it", (action) => {
    const both = ["approve", ACTION_PERMISSION[action]] as const;
    const approver = { employee_id: "supervisor", held: both };
    expect(canApprove(approver, action, "cashier")).toBe(true);
    expect(canApprove(approver, action, "supervisor")).toBe(false);
    for (const missing of both)
      expect(canApprove({ ...approver, held: both.filter((one) => one !== missing) }, action, "cashier")).toBe(false);
  });

  test("[A2] a person who may do everything but the act itself does not approve it", () => {
    for (const action of ACTIONS) {
      const held = PERMISSIONS.filter((permission) => permission !== ACTION_PERMISSION[action]);
      expect(canApprove({ employee_id: "supervisor", held }, action, "cashier")).toBe(false);
    }
  });
});

describe("whether an act needs a grant", () => {
  const cases: [
    approval: Requirement["approval"],
    above: number | null,
    amount: number,
    held: boolean,
    needed: boolean,
  ][] = [
    ["always", null, 0, true, true],
    ["always", null, 0, false, true],
    ["always", 10_000, 10_000, true, false],
    ["always", 10_000, 10_001, true, true],
    ["always", 10_000, 0, false, true],
    ["always", 0, 0, true, false],
    ["always", 0, 1, true, true],
    ["unless_permitted", null, 1_000_000_000, true, false],
    ["unless_permitted", null, 0, false, true],
    ["unless_permitted", 10_000, 10_000, true, false],
    ["unless_permitted", 10_000, 10_001, true, true],
    ["unless_permitted", 10_000, 1, false, true],
    ["never", null, 1_000_000_000, true, false],
    ["never", null, 0, false, true],
  ];
  test.each(cases)(
    "[A1] %s, above %s: an act of %i satang, permission held %s → %s",
    (approval, above_amount, amount, permission_held, needed) => {
      expect(needsApproval({ approval, above_amount }, { amount, permission_held })).toBe(needed);
    },
  );

  test("[A1] [A6] by default: refunds, reprints, corrections and admissions by hand always, cash out above 1,000 baht; the rest unless permitted", () => {
    const shortly = Object.entries(DEFAULT_REQUIREMENTS).map(([action, { approval, above_amount, reason_required }]) =>
      [action, approval, above_amount, reason_required].join(" "),
    );
    expect(shortly).toEqual([
      "refund always  true",
      "goodwill always  true",
      "reprint always  true",
      "manual_discount unless_permitted  false",
      "price_override unless_permitted  false",
      "void unless_permitted  true",
      "drawer_open unless_permitted 100000 false",
      "shift_adjust always  false",
      "gate_override always  false",
      "points always  false",
    ]);
  });
});

describe("the requirement at a store", () => {
  const asked = { above_amount: null, reason_required: false };
  const at_store = { ...asked, action: "void", store_id: "store", approval: "never" } as const;
  const at_tenant = { ...asked, action: "void", store_id: TENANT_LEVEL, approval: "always" } as const;
  const of_another = { ...at_tenant, action: "refund" } as const;

  test("[A6] the requirement is the store's row, else the tenant's, else the default, as a whole", () => {
    const shown = [[at_tenant, at_store], [at_store], [at_tenant, of_another], [of_another], []].map((rows) => {
      const { approval, source, reason_required } = requirementOf("void", rows);
      return [approval, source, reason_required];
    });
    expect(shown).toEqual([
      ["never", "store", false],
      ["never", "store", false],
      ["always", "tenant", false],
      ["unless_permitted", "default", true],
      ["unless_permitted", "default", true],
    ]);
  });

  test.each([
    ["void", {}, null],
    ["void", { approval: "always", above_amount: 1 }, null],
    ["void", { approval: "never", above_amount: 1 }, "above_amount"],
    ["gate_override", { approval: "always" }, null],
    ["gate_override", { approval: "unless_permitted" }, "approval"],
    ["gate_override", { approval: "always", above_amount: 1 }, "approval"],
    ["gate_override", { approval: "always", reason_required: true }, "reason_required"],
  ] as const)("may be set for %s: %o → %s", (action, fields, path) => {
    expect(problemWith(action, { ...asked, approval: "never", ...fields })?.path ?? null).toBe(path);
  });
});

describe("a request", () => {
  test("[A1] a request waits ten minutes", () => {
    expect(REQUEST_LIFE_MS).toBe(600_000);
  });

  test("[A1] a request is decided once; the same decision by the same person is a repeat, whatever became of the grant", () => {
    const outcomes = (decision: "approved" | "rejected", decided_by: string | null) =>
      APPROVAL_STATUSES.map((status) => decideRequest({ status, decided_by }, decision, "supervisor"));
    // pending, approved, rejected, expired, used
    expect(outcomes("approved", "supervisor")).toEqual(["open", "repeated", "decided", "repeated", "repeated"]);
    expect(outcomes("rejected", "supervisor")).toEqual(["open", "decided", "repeated", "decided", "decided"]);
    expect(outcomes("approved", "manager")).toEqual(["open", "decided", "decided", "decided", "decided"]);
    expect(decideRequest({ status: "expired", decided_by: null }, "approved", "supervisor")).toBe("expired");
  });
});
