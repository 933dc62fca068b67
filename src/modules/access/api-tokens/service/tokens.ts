/** Use-cases of API tokens: make one, list them, and revoke one from the next request on (rules T3, T13, T14). */

import { hashSecret, randomSecret } from "../../../../platform/crypto/secrets.ts";
import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { type Grantable, type TokenKind, writeToken } from "../../../../shared/api-tokens.ts";
import { apiTokenErrors } from "../../../../shared/errors/access.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { objectOf } from "../../employees/index.ts";
import { requireEveryStore, requireStore } from "../../tenants/index.ts";
import { expiryAfter, KEPT_MS, MOST_TOKENS, missingGrant, stateOf, type TokenState } from "../domain/tokens.ts";
import { API_TOKEN_EVENTS } from "../events.ts";
import {
  deleteTokens,
  findToken,
  insertToken,
  type ListedToken,
  listEndedIds,
  listTokenRows,
  revokeToken,
} from "../store.ts";
import { forgetTokens, reloadToken } from "./objects.ts";

/** The permission to make, see and revoke the tokens of integrations, and to see and revoke those of people. */
const PERMISSION = "webhook_manage";
/** The most ended tokens whose rows leave when a token is made. */
const FORGOTTEN_AT_ONCE = 20;

const REVOKED_MEANWHILE = defineRace("two people revoke a token", errors.conflict);

export interface TokenRequest {
  name: string;
  permissions: Grantable[];
  store_ids: string[];
  expires_in_days: number;
}

export type Token = Omit<ListedToken, "person_epoch" | "employee_epoch"> & { status: TokenState };

/**
 * Makes a token of the tenant. Errors: those of a store, E_PERMISSION for what the caller may not grant,
 * E_TOKEN_LIMIT (rule T14).
 */
export async function createIntegrationToken(ctx: Context, wish: TokenRequest): Promise<Token & { secret: string }> {
  await requireEveryStore(ctx, PERMISSION);
  return create(ctx, "integration", null, wish);
}

/** Makes a token of the calling person. Errors: those of a store, E_PERMISSION for what they do not hold, E_TOKEN_LIMIT (rule T13). */
export async function createOwnToken(ctx: Context, wish: TokenRequest): Promise<Token & { secret: string }> {
  const { tenant_id } = ctx;
  const employee_id = callerOf(ctx);
  const standing = await objectOf(ctx, employee_id).standing({ tenant_id, employee_id });
  if (!standing) throw new AppError(errors.not_found);
  return create(ctx, "personal", { employee_id, employee_epoch: standing.epoch }, wish);
}

async function create(
  ctx: Context,
  kind: TokenKind,
  person: { employee_id: string; employee_epoch: number } | null,
  { expires_in_days, ...wish }: TokenRequest,
): Promise<Token & { secret: string }> {
  for (const store_id of wish.store_ids) await requireStore(ctx, null, store_id);
  const missing = missingGrant(wish, (permission, store_id) => may(ctx, permission, store_id));
  if (missing) throw new AppError(errors.permission, missing);
  const { tenant_id, arrived_at } = ctx;
  const token_id = ctx.newId();
  const secret = randomSecret();
  const made = {
    ...{ token_id, kind, ...wish, ...(person ?? { employee_id: null, employee_epoch: null }) },
    ...{ created_at: arrived_at, created_by: ctx.actor.id, expires_at: expiryAfter(expires_in_days, arrived_at) },
    ...{ last_used_at: null, revoked_at: null, revoked_by: null },
  };
  const ended = await listEndedIds(ctx.db, arrived_at - KEPT_MS, FORGOTTEN_AT_ONCE);
  await forgetTokens(ctx, ended);
  const reply = {
    ...present({ ...made, person_epoch: made.employee_epoch }, arrived_at),
    secret: writeToken({ tenant_id, token_id, secret }),
  };
  const { name, employee_id, permissions, store_ids, expires_at } = made;
  const subject = ["api_token", token_id] as const;
  await commit(ctx, {
    writes: [
      ...(ended.length > 0 ? [deleteTokens(tenant_id, ended)] : []),
      insertToken({ tenant_id, ...made, secret_hash: await hashSecret(secret) }),
    ],
    audit: [
      {
        event: API_TOKEN_EVENTS.created.type,
        subject,
        changes: { kind, name, employee_id, permissions, store_ids, expires_at },
        store_id: null,
      },
    ],
    events: [API_TOKEN_EVENTS.created.of(subject, { token_id, kind, name, employee_id }, { store_id: null })],
    reply,
    refusals: [["E_TOKEN_LIMIT", apiTokenErrors.limit, { limit: MOST_TOKENS[kind] }]],
  });
  return reply;
}

/** The tenant's tokens, newest first. Error: E_PERMISSION. */
export async function listTokens(
  ctx: Context,
  { cursor, limit, kind }: { cursor?: string; limit: number; kind?: TokenKind },
): Promise<Page<Token>> {
  await requireEveryStore(ctx, PERMISSION);
  return list(ctx, { cursor, limit, kind });
}

/** The calling person's tokens, newest first. */
export function listOwnTokens(ctx: Context, query: { cursor?: string; limit: number }): Promise<Page<Token>> {
  return list(ctx, { ...query, employee_id: callerOf(ctx) });
}

async function list(
  ctx: Context,
  { cursor, ...filter }: { cursor?: string; limit: number; kind?: TokenKind; employee_id?: string },
): Promise<Page<Token>> {
  const [after] = readCursor(cursor, 1) ?? [];
  const rows = await listTokenRows(ctx.db, { ...filter, after: after === undefined ? undefined : String(after) });
  const page = pageOf(rows, filter.limit, ({ token_id }) => [token_id]);
  return { ...page, items: page.items.map((row) => present(row, ctx.arrived_at)) };
}

/** Revokes any token of the tenant. A repeat changes nothing. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function revokeAnyToken(ctx: Context, token_id: string): Promise<Token> {
  await requireEveryStore(ctx, PERMISSION);
  return revoke(ctx, token_id, () => true);
}

/** Revokes a token of the calling person. A repeat changes nothing. Error: E_NOT_FOUND, also for another's. */
export function revokeOwnToken(ctx: Context, token_id: string): Promise<Token> {
  const own = callerOf(ctx);
  return revoke(ctx, token_id, ({ employee_id }) => employee_id === own);
}

function revoke(ctx: Context, token_id: string, isFor: (token: ListedToken) => boolean): Promise<Token> {
  return decideAgain([REVOKED_MEANWHILE], async () => {
    const token = await findToken(ctx.db, token_id);
    if (!token || !isFor(token)) throw new AppError(errors.not_found);
    const reply = (found: ListedToken) => present(found, ctx.arrived_at);
    if (token.revoked_at !== null) {
      await reloadToken(ctx, token_id);
      return reply(token);
    }
    const { kind, name, employee_id } = token;
    const revoked_by = ctx.actor.id;
    const revoked = reply({ ...token, revoked_at: ctx.arrived_at, revoked_by });
    const subject = ["api_token", token_id] as const;
    await commit(ctx, {
      writes: [revokeToken(ctx.tenant_id, token_id, ctx.arrived_at, revoked_by)],
      audit: [{ event: API_TOKEN_EVENTS.revoked.type, subject, changes: { kind, name, employee_id }, store_id: null }],
      events: [API_TOKEN_EVENTS.revoked.of(subject, { token_id, kind, name, employee_id }, { store_id: null })],
      reply: revoked,
      refusals: [["E_TOKEN_ENDED", REVOKED_MEANWHILE]],
    });
    await reloadToken(ctx, token_id);
    return revoked;
  });
}

/** The calling person. Error: E_NOT_FOUND when a device calls with its own token. */
function callerOf({ employee }: Context): string {
  if (!employee) throw new AppError(errors.not_found);
  return employee.employee_id;
}

function present({ person_epoch, employee_epoch, ...token }: ListedToken, now: number): Token {
  return { ...token, status: stateOf({ ...token, employee_epoch }, person_epoch, now) };
}
