/** Counts of PIN tries: first for the person, before the PIN is checked, then for the place and the tenant (rule A3). */

import { type Env, settingsOf } from "../../src/env.ts";
import type { PinRefusal, PinTry } from "../../src/modules/access/employees/domain/requests.ts";
import {
  beginPinTry,
  endRightTry,
  GUESSES_AN_HOUR,
  takeBackTry,
} from "../../src/modules/access/sessions/domain/tries.ts";
import { pinMatches } from "../../src/platform/crypto/secrets.ts";
import { HOUR_MS } from "../../src/shared/time.ts";
import { loadPin, savePin } from "./storage.ts";

/** The hash for PINs of unknown e-mail addresses, so that their refusal takes as long as any other. */
export const NOBODYS_PIN_HASH =
  "pbkdf2-sha256:100000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/**
 * The refusal of a PIN; null when it is right. A try that the person's own count allows is counted for place and tenant
 * too.
 */
export async function refusePin(
  state: DurableObjectState,
  env: Env,
  request: PinTry,
  pin_hash: string,
): Promise<PinRefusal | null> {
  const { storage } = state;
  const { pin, place, now } = request;
  const begun = beginPinTry(loadPin(storage), place, now);
  if (!begun.allowed) return { result: "locked", locked_until: begun.locked_until };
  savePin(storage, begun.state);
  const guess = begun.at_home ? null : await countGuess(env, request);
  if (guess && guess.retry_after_s > 0) {
    savePin(storage, takeBackTry(loadPin(storage), place, now));
    return { result: "shut", retry_after_s: guess.retry_after_s };
  }
  const right = await pinMatches(pin, settingsOf(env).pin_pepper, pin_hash);
  if (!right) return { result: "wrong", tries_left: begun.tries_left, locks: begun.locks };
  savePin(storage, endRightTry(loadPin(storage), place, now));
  if (guess) state.waitUntil(guess.forgive());
  return null;
}

/** Counts a try as wrong at its place and in its tenant. `retry_after_s` is 0 when the try is allowed. */
async function countGuess(env: Env, { tenant_id, place, arrived_at: at }: PinTry) {
  const counters = [{ who: `pins-at:${place}`, limit: GUESSES_AN_HOUR.place as number }];
  if (tenant_id) counters.push({ who: `pins-of:${tenant_id}`, limit: GUESSES_AN_HOUR.tenant });
  const counted = await Promise.all(
    counters.map(async ({ who, limit }) => {
      const object = env.THROTTLE.getByName(who);
      const verdict = await object.take({ bucket: "pins", limit, window_ms: HOUR_MS, now: at });
      return { object, verdict };
    }),
  );
  const forgive = async () => {
    for (const { object, verdict } of counted) if (verdict.ok) await object.forgive({ bucket: "pins", at });
  };
  const waits = counted.map(({ verdict }) => (verdict.ok ? 0 : verdict.retry_after_s));
  const retry_after_s = Math.max(...waits);
  if (retry_after_s > 0) await forgive();
  return { retry_after_s, forgive };
}
