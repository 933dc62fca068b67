/** Proofs of a person's identity by PIN or code: each try is counted before it is checked (rule A3). */

import { type Env, settingsOf } from "../../src/env.ts";
import { pinInForce } from "../../src/modules/access/employees/domain/pin-reset.ts";
import { isStrongPin } from "../../src/modules/access/employees/domain/pins.ts";
import type {
  CodeVerdict,
  Factor,
  Person,
  PinTry,
  PinVerdict,
} from "../../src/modules/access/employees/domain/requests.ts";
import { readRecoveryCode } from "../../src/modules/access/sessions/domain/secrets.ts";
import { isGoodStep, WINDOW_STEPS } from "../../src/modules/access/sessions/domain/totp.ts";
import { beginTry, forgiveAll, NO_TRIES, triesLeft } from "../../src/modules/access/sessions/domain/tries.ts";
import { hashSecret, unseal } from "../../src/platform/crypto/secrets.ts";
import { stepOfCode } from "../../src/platform/crypto/totp.ts";
import { pinMark, standingOf, strongPinNeeded } from "./facts.ts";
import { refusePin } from "./guesses.ts";
import { type EmployeeFacts, loadCodes, loadPin, NO_CODES, saveCodes, savePin } from "./storage.ts";

/** Checks a PIN; `world_now` is epoch ms of the world's clock. */
export async function provePin(
  state: DurableObjectState,
  env: Env,
  facts: EmployeeFacts,
  request: PinTry,
  world_now: number,
): Promise<PinVerdict> {
  const { pin_hash, pin_reset } = pinInForce(facts, world_now);
  const refusal = await refusePin(state, env, request, pin_hash);
  if (refusal) return refusal;
  // Only a caller who knows the PIN learns that its owner is suspended.
  if (facts.status === "suspended") return { result: "suspended" };
  const proof = { pin_strong: isStrongPin(request.pin), pin_mark: pinMark({ pin_hash }) };
  const needs_strong_pin = strongPinNeeded(facts);
  return { result: "right", standing: standingOf(facts), proof, needs_strong_pin, pin_reset };
}

/** Checks a code of the second factor like a PIN. A code of the authenticator works once. */
export async function proveCode(
  storage: DurableObjectStorage,
  env: Env,
  totp: NonNullable<EmployeeFacts["totp"]>,
  { tenant_id, factor, now }: Person & { factor: Factor; now: number },
): Promise<CodeVerdict> {
  const kept = loadCodes(storage);
  const begun = beginTry(kept.tries, now);
  if (!begun.allowed) return { result: "locked", locked_until: begun.state.locked_until };
  saveCodes(storage, { ...kept, tries: begun.state });
  const wrong = { result: "wrong", tries_left: triesLeft(begun.state) } as const;
  if (factor.recovery_code !== undefined) {
    const recovery_code_hash = await hashSecret(readRecoveryCode(factor.recovery_code));
    if (!totp.recovery_code_hashes.includes(recovery_code_hash)) return wrong;
    saveCodes(storage, { ...loadCodes(storage), tries: NO_TRIES });
    return { result: "right", recovery_code_hash };
  }
  const secret = await unseal(totp.sealed_secret, settingsOf(env).secret_masters, tenant_id, "totp");
  // From here on nothing is awaited, so that of two equal codes only one works.
  const used_step = Math.max(loadCodes(storage).used_step, totp.confirmed_step);
  const step = stepOfCode(secret, factor.totp_code, now, WINDOW_STEPS);
  if (!isGoodStep(step, used_step)) return wrong;
  saveCodes(storage, { tries: NO_TRIES, used_step: step });
  return { result: "right", recovery_code_hash: null };
}

/** Forgives all wrong PINs. */
export function liftLocks(storage: DurableObjectStorage): void {
  savePin(storage, forgiveAll(loadPin(storage)));
}

/** Forgives wrong tries when the PIN or secret changed, because they count against the old one. */
export function forgetTries(storage: DurableObjectStorage, fresh: EmployeeFacts, before: EmployeeFacts): void {
  if (before.pin_hash !== fresh.pin_hash) liftLocks(storage);
  if (before.totp?.confirmed_at !== fresh.totp?.confirmed_at) saveCodes(storage, NO_CODES);
}
