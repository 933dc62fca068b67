/** Calls to tokens' Durable Objects. */

import type { Context } from "../../../../platform/http/context.ts";
import { listLiveIds } from "../store.ts";

function objectOf(ctx: Context, token_id: string) {
  return ctx.env.API_TOKEN.getByName(`${ctx.tenant_id}:${token_id}`);
}

/** Makes a token's object read its facts from D1 again. Safe to repeat. */
export async function reloadToken(ctx: Context, token_id: string): Promise<void> {
  await objectOf(ctx, token_id).reload({ tenant_id: ctx.tenant_id, token_id });
}

/** Reloads the object of every token that is not revoked. Throws when one could not be reloaded. */
export async function reloadTokens(ctx: Context): Promise<void> {
  await Promise.all((await listLiveIds(ctx.db)).map((token_id) => reloadToken(ctx, token_id)));
}

/** Makes tokens' objects delete everything. Safe to repeat. */
export async function forgetTokens(ctx: Context, token_ids: readonly string[]): Promise<void> {
  await Promise.all(token_ids.map((token_id) => objectOf(ctx, token_id).forget()));
}
