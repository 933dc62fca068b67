/** A token tells what its holder holds in a few words. */

import { expect, test } from "vitest";
import { toldClaims } from "../../src/shared/claims.ts";
import { type Permission, SEEDED_ROLES } from "../../src/shared/permissions.ts";

test.each([
  ["owner", ["reports", "sales", "tickets"], ["read", "write", "admin"]],
  ["manager", ["reports", "sales", "tickets"], ["read", "write", "admin"]],
  ["supervisor", ["sales", "tickets"], ["read", "write"]],
  ["cashier", ["sales", "tickets"], ["read", "write"]],
  ["gate", ["tickets"], ["read", "write"]],
  ["provider_admin", [], ["read", "write", "admin"]],
])("[T7] a %s has the scopes %j and the levels %j", (role, scopes, permissions) => {
  expect(toldClaims([role], SEEDED_ROLES[role] ?? [])).toEqual({ roles: [role], scopes, permissions });
});

test("[T7] who only looks has no more than read, and who holds nothing has nothing", () => {
  const looks: Permission[] = ["audit_view", "reports_view"];
  expect(toldClaims(["auditor"], looks)).toEqual({ roles: ["auditor"], scopes: ["reports"], permissions: ["read"] });
  expect(toldClaims([], [])).toEqual({ roles: [], scopes: [], permissions: [] });
});

test("[T4] of many roles a token tells the first eight, each once", () => {
  const names = Array.from({ length: 50 }, (_, index) => `role_${index}`);
  expect(toldClaims([...names, ...names], []).roles).toEqual(names.slice(0, 8));
});
