/** Claims of access tokens: scopes and levels for roles and permissions. */

import { expect, test } from "vitest";
import { holderClaims } from "../../src/shared/claims.ts";
import { type Permission, SEEDED_ROLES } from "../../src/shared/permissions.ts";

test.each([
  ["owner", ["reports", "sales", "tickets"], ["read", "write", "admin"]],
  ["manager", ["reports", "sales", "tickets"], ["read", "write", "admin"]],
  ["supervisor", ["sales", "tickets"], ["read", "write"]],
  ["cashier", ["sales", "tickets"], ["read", "write"]],
  ["gate", ["tickets"], ["read", "write"]],
  ["provider_admin", [], ["read", "write", "admin"]],
])("[T7] a %s has the scopes %j and the levels %j", (role, scopes, permissions) => {
  expect(holderClaims([role], SEEDED_ROLES[role] ?? [])).toEqual({ roles: [role], scopes, permissions });
});

test("[T7] a person who only reads has only the level read, and a person without permissions has none", () => {
  const looks: Permission[] = ["audit_view", "reports_view"];
  expect(holderClaims(["auditor"], looks)).toEqual({ roles: ["auditor"], scopes: ["reports"], permissions: ["read"] });
  expect(holderClaims([], [])).toEqual({ roles: [], scopes: [], permissions: [] });
});

test("[T4] a token has the first eight of many roles, each once", () => {
  const names = Array.from({ length: 50 }, (_, index) => `role_${index}`);
  expect(holderClaims([...names, ...names], []).roles).toEqual(names.slice(0, 8));
});
