/** Holders of feeds: a token is verified as at any route, and the holder's objects say what the feed may show (rules T3, T7). */

import type { Env } from "../../src/env.ts";
import type { Proven } from "../../src/modules/operations/live/domain/listener.ts";
import type { Closing } from "../../src/modules/operations/live/domain/messages.ts";
import { decideSight, type Sight, type Topic } from "../../src/modules/operations/live/domain/topics.ts";
import { admit, type Claims } from "../../src/platform/http/auth.ts";
import {
  type Context,
  may,
  type PublicContext,
  permissionError,
  storeFor,
  systemContext,
} from "../../src/platform/http/context.ts";
import { outageOf } from "../../src/platform/http/outage.ts";
import { expiryOf, verifyToken } from "../../src/platform/http/tokens.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { AppError, errors } from "../../src/shared/errors.ts";

/** The name under which openings of a feed are counted. */
const ROUTE = "GET /live";

/** A proof of who listens; `now` is by the tenant's clock. */
export type Proof = Pick<Proven, "holder" | "expires_at" | "asked_at" | "sight"> & { now: number };

/**
 * Verifies a token and admits its holder, which counts as a call.
 * Errors: those of any route that needs a caller, E_SCOPE_MISMATCH, E_PERMISSION for a topic.
 */
export async function proveHolder(
  base: PublicContext,
  store_id: string,
  { token, topics }: { token: string; topics: readonly Topic[] },
): Promise<Proof> {
  const claims = await verifyToken(base.env, token, ["device", "employee"], base.arrived_at);
  const ctx = await admit(base, claims, { counted: { route: ROUTE, rate: "general" } });
  const sight = sightAt(ctx, store_id, topics);
  return { holder: claims, expires_at: expiryOf(token), asked_at: base.arrived_at, sight, now: ctx.now };
}

/** What a holder may still see. No call is counted, and a device gives no sign of life by it. Errors: as above. */
export async function askAgain(base: PublicContext, store_id: string, { holder, sight }: Proven): Promise<Sight> {
  return sightAt(await admit(base, holder as Claims, { unseen: true }), store_id, sight.topics);
}

function sightAt(ctx: Context, store_id: string, topics: readonly Topic[]): Sight {
  const store = storeFor(ctx, null, store_id);
  const decided = decideSight(topics, (permission) => may(ctx, permission, store), ctx.employee?.owner ?? false);
  if (!decided.ok) throw permissionError(ctx, decided.refusal.permission, store);
  return decided.value;
}

export function contextOf(env: Env, state: DurableObjectState): PublicContext {
  return systemContext(env, "live", (work) => state.waitUntil(work));
}

/** The end of a feed after a failed proof, and the error that the screen is told. */
export function endingOf(cause: unknown): { closing: Closing; code: string; message: string } {
  const error = outageOf(cause) ?? cause;
  if (!(error instanceof AppError)) {
    logTrouble("error", "feed not proved", error);
    return { closing: "unexpected", code: errors.internal.code, message: errors.internal.message };
  }
  const { code, message, status } = error.spec;
  if (code === errors.token_expired.code) return { closing: "expired", code, message };
  const closing = status === 401 ? "ended" : status === 429 || status >= 500 ? "later" : "refused";
  return { closing, code, message };
}
