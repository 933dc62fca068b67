/** Secrets of sign-ups: codes are kept as keyed hashes, and a code's token follows from its nonce. */

import { type Env, settingsOf } from "../../../../env.ts";
import { deriveHmacKey } from "../../../../platform/crypto/keys.ts";
import { base64url, equalSecrets, hashSecret, randomBytes, randomSecret } from "../../../../platform/crypto/secrets.ts";
import { drawCode } from "../domain/codes.ts";
import type { Code, Draft } from "../store.ts";

async function mac(env: Env, purpose: string, text: string): Promise<string> {
  const key = await deriveHmacKey(settingsOf(env).pin_pepper, "pepper", "", purpose);
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text))));
}

function hashCode(env: Env, tenant_id: string, nonce: string, code: string): Promise<string> {
  return mac(env, "onboarding-code", `${tenant_id}:${nonce}:${code}`);
}

/** A new code of a sign-up, and what is stored of it. */
export async function newCode(env: Env, tenant_id: string): Promise<Code & { code: string }> {
  const code = drawCode(randomBytes);
  const code_nonce = randomSecret();
  return { code, code_nonce, code_hash: await hashCode(env, tenant_id, code_nonce, code) };
}

export async function isCode(env: Env, { tenant_id, code_nonce, code_hash }: Draft, code: string): Promise<boolean> {
  return equalSecrets(await hashCode(env, tenant_id, code_nonce, code), code_hash);
}

/** The token that a code gives to a sign-up. The same code gives the same again, so that no lost answer locks a person out. */
export async function tokenOf(env: Env, going_on: string, { code_nonce }: Code): Promise<string> {
  return `ppo_${await mac(env, "onboarding-token", `${going_on}:${code_nonce}`)}`;
}

/** Whether an Authorization header has the token of a sign-up. */
export async function holdsToken({ token_hash }: Draft, authorization: string | undefined): Promise<boolean> {
  const [, token] = /^Bearer +(ppo_[\w-]{43})$/i.exec(authorization ?? "") ?? [];
  return token !== undefined && token_hash !== null && equalSecrets(await hashSecret(token), token_hash);
}
