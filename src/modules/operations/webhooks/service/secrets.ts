/** Secrets of endpoints: sealed at rest, shown once, and two of them during a rotation (rules E3, T5). */

import { settingsOf } from "../../../../env.ts";
import { randomBytes, seal, unseal } from "../../../../platform/crypto/secrets.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import type { Endpoint } from "../store/endpoints.ts";
import { secretOf } from "./signature.ts";

const PURPOSE = "webhooks";

/** A new secret that is nowhere stored. */
export function drawSecret(): string {
  return secretOf(btoa(String.fromCharCode(...randomBytes(32))));
}

/** A new secret, as it is shown and as it is stored. */
export async function newSecret(ctx: Context): Promise<{ secret: string; sealed_secret: string }> {
  const secret = drawSecret();
  return { secret, sealed_secret: await sealSecret(ctx, secret, ctx.tenant_id) };
}

/** The secrets that sign now, the newest first. Throws when a sealed text was altered. */
export async function openSecrets(ctx: PublicContext, endpoint: Endpoint, now: number): Promise<string[]> {
  const { sealed_secret, sealed_previous, previous_until, tenant_id } = endpoint;
  const overlaps = sealed_previous !== null && previous_until !== null && now < previous_until;
  const sealed = overlaps ? [sealed_secret, sealed_previous] : [sealed_secret];
  return Promise.all(sealed.map((text) => openSecret(ctx, text, tenant_id)));
}

/** The same secrets sealed with the newest master key. */
export async function resealSecrets(ctx: Context, endpoint: Endpoint) {
  const again = async (sealed: string) =>
    sealSecret(ctx, await openSecret(ctx, sealed, endpoint.tenant_id), endpoint.tenant_id);
  const { sealed_secret, sealed_previous } = endpoint;
  return {
    sealed_secret: await again(sealed_secret),
    sealed_previous: sealed_previous === null ? null : await again(sealed_previous),
  };
}

/** The ids of master keys that no longer seal. */
export function olderMasters(ctx: PublicContext): string[] {
  return [...settingsOf(ctx.env).secret_masters.keys()].slice(0, -1);
}

function sealSecret(ctx: PublicContext, secret: string, tenant_id: string): Promise<string> {
  return seal(secret, settingsOf(ctx.env).secret_masters, tenant_id, PURPOSE);
}

function openSecret(ctx: PublicContext, sealed: string, tenant_id: string): Promise<string> {
  return unseal(sealed, settingsOf(ctx.env).secret_masters, tenant_id, PURPOSE);
}
