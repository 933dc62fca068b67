/** API tokens: their text, the permissions that one may have, and who is behind one (rules T13, T14). */

import { ULID_PATTERN } from "./ids.ts";
import type { Permission } from "./permissions.ts";

export const TOKEN_KINDS = ["personal", "integration"] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/**
 * The permissions that a token may have. A token never sells or admits, which needs a device. It never approves, gives money
 * or tickets away, opens a drawer, or changes a person, device, role or setting, which needs somebody who logs in.
 */
export const GRANTABLE = [
  "sales_read",
  "reports_view",
  "audit_view",
  "guests_read",
  "guests_write",
  "catalog_write",
  "webhook_manage",
] as const satisfies readonly Permission[];
export type Grantable = (typeof GRANTABLE)[number];

export function isGrantable(permission: string): permission is Grantable {
  return (GRANTABLE as readonly string[]).includes(permission);
}

/** What a request knows of the API token that sent it. */
export interface TokenPrincipal {
  token_id: string;
  kind: TokenKind;
  permissions: readonly Grantable[];
}

/** How a token begins, so that people and scanners of leaked secrets know it. */
export const TOKEN_PREFIX = "ppk_";
const SECRET = /^[\w-]{43}$/;

/** The names in a token and its secret. */
export interface TokenText {
  tenant_id: string;
  token_id: string;
  secret: string;
}

export function writeToken({ tenant_id, token_id, secret }: TokenText): string {
  return `${TOKEN_PREFIX}${tenant_id}.${token_id}.${secret}`;
}

/** Reads a token's text; undefined when it is none of ours. */
export function readToken(text: string): TokenText | undefined {
  if (!text.startsWith(TOKEN_PREFIX)) return undefined;
  const [tenant_id = "", token_id = "", secret = "", ...rest] = text.slice(TOKEN_PREFIX.length).split(".", 4);
  const ours = ULID_PATTERN.test(tenant_id) && ULID_PATTERN.test(token_id) && SECRET.test(secret);
  return ours && rest.length === 0 ? { tenant_id, token_id, secret } : undefined;
}

/** What a token may do at each store: its scopes, and of a personal token only what its person holds there now. */
export function storesOfToken(
  { permissions, store_ids }: { permissions: readonly Grantable[]; store_ids: readonly string[] },
  held: Readonly<Record<string, readonly Permission[]>> | null,
): Record<string, Permission[]> {
  const entries = store_ids.flatMap((store_id): [string, Permission[]][] => {
    if (!held) return [[store_id, [...permissions]]];
    const here = held[store_id];
    return here ? [[store_id, permissions.filter((permission) => here.includes(permission))]] : [];
  });
  return Object.fromEntries(entries);
}
