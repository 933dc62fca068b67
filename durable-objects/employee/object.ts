/** A person's object: status, sessions, calls and PIN tries, in one place for all devices (rules A3, T3, T4, L1). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type * as words from "../../src/modules/access/employees/domain/requests.ts";
import { locksOf, type PinLock } from "../../src/modules/access/sessions/domain/tries.ts";
import { CallCounter, type Used } from "../../src/platform/db/calls.ts";
import { type Refusal, RefusalLog } from "../../src/platform/db/refusals.ts";
import { DAY_MS } from "../../src/shared/time.ts";
import { admitPerson } from "./admission.ts";
import { pinMark, standingOf } from "./facts.ts";
import { NOBODYS_PIN_HASH, refusePin } from "./guesses.ts";
import { forgetTries, liftLocks, proveCode, provePin } from "./proofs.ts";
import { Sessions } from "./sessions.ts";
import { type EmployeeFacts, employeeFacts, type KnownPerson, loadPin } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    EMPLOYEE: DurableObjectNamespace<EmployeeObject>;
  }
}

export class EmployeeObject extends DurableObject<Env> {
  private readonly facts: KnownPerson;
  private readonly calls: CallCounter;
  private readonly refusals: RefusalLog;
  private readonly sessions: Sessions;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = employeeFacts(state.storage, env, (fresh, before) => {
      if (!before) return;
      forgetTries(state.storage, fresh, before);
      this.sessions.endOutdated(fresh, before);
    });
    this.calls = new CallCounter(state.storage, env);
    this.refusals = new RefusalLog(state.storage, env);
    this.sessions = new Sessions(state.storage, this.calls);
  }

  /** Decides whether the person may make this request. Reads D1 only when the object has no facts yet. */
  async admit(request: words.EmployeeAdmission): Promise<words.EmployeeVerdict> {
    const facts = this.facts.known ?? (await this.facts.reload(request));
    if (!facts) return { ok: false, refusal: { reason: "unknown" }, clock_offset_s: 0 };
    const { calls, refusals, sessions } = this;
    return admitPerson({ calls, refusals }, facts, request, sessions.find(request.session_id ?? ""));
  }

  /** The used part of each class's hourly limit, at a moment of the world's clock. */
  async usedCalls(person: words.Person & { session_id?: string }, now: number): Promise<Used[]> {
    const facts = this.facts.known ?? (await this.facts.reload(person));
    return facts ? this.calls.used(facts.limits, now, person.session_id) : [];
  }

  /** Writes the counts after the answers. */
  override async alarm(): Promise<void> {
    // The object of an unknown e-mail address has only wrong PINs, and these are old now.
    if (!this.facts.known && !this.refusals.pending) return this.ctx.storage.deleteAll();
    await this.calls.flush();
    await this.refusals.flush(Date.now());
  }

  /** Whether a refusal is the first of its kind in a minute; a repeat is counted here. */
  noteRefusal(refusal: Refusal): boolean {
    return this.refusals.note(refusal, Date.now());
  }

  /** Reads the person's facts from D1 again. */
  reload(person: words.Person): Promise<EmployeeFacts | undefined> {
    return this.facts.reload(person);
  }

  /** Deletes everything about the person, because their tenant is purged. */
  async forget(): Promise<void> {
    await this.ctx.storage.deleteAll();
    for (const known of [this.facts, this.refusals, this.sessions]) known.forget();
  }

  /** The person's permissions and second factor, or undefined when there is no such person. */
  async standing(person: words.Person): Promise<words.Standing | undefined> {
    const facts = this.facts.known ?? (await this.facts.reload(person));
    return facts && standingOf(facts);
  }

  /** Checks a PIN. The try is counted before the PIN is hashed, so that parallel guesses are counted. */
  async tryPin(request: words.Person & words.PinTry): Promise<words.PinVerdict> {
    const facts = this.facts.known ?? (await this.facts.reload(request));
    return facts ? provePin(this.ctx, this.env, facts, request, Date.now()) : { result: "unknown" };
  }

  /** The same for an unknown e-mail address: it is locked like a known one, and takes as long. */
  async tryNobodysPin(request: words.PinTry): Promise<words.PinRefusal> {
    const refusal = await refusePin(this.ctx, this.env, request, NOBODYS_PIN_HASH);
    await this.ctx.storage.setAlarm(Date.now() + DAY_MS);
    return refusal ?? { result: "wrong", tries_left: 0, locks: false };
  }

  /** The locks of the PIN, at a moment of the tenant's clock. */
  pinLocks(now: number): PinLock[] {
    return locksOf(loadPin(this.ctx.storage), now);
  }

  /** Forgives all wrong PINs. */
  liftLocks(): void {
    liftLocks(this.ctx.storage);
  }

  /** Checks a code of the second factor like `tryPin` a PIN. A code of the authenticator works once. */
  async tryCode(request: words.Person & { factor: words.Factor; now: number }): Promise<words.CodeVerdict> {
    const facts = this.facts.known ?? (await this.facts.reload(request));
    return facts?.totp ? proveCode(this.ctx.storage, this.env, facts.totp, request) : { result: "unknown" };
  }

  /** Opens a session; the oldest ends when there are too many. Null when the PIN changed since it was proved. */
  openSession(session_id: string, device_id: string | null, now: number, login: Partial<words.Login> = {}) {
    return this.sessions.open(this.facts.known, session_id, device_id, now, login);
  }

  /** Uses a refresh token: renews its session, or repeats the last rotation (rule T4). */
  async renewSession(request: words.SessionRenewal): Promise<words.RenewalOutcome> {
    const facts = this.facts.known ?? (await this.facts.reload(request));
    return facts ? this.sessions.renew(facts, request) : { ok: false, refusal: "unknown" };
  }

  /** The sessions that a refresh token can still renew, newest last. */
  listSessions(now: number): words.OpenSession[] {
    return this.sessions.list(now);
  }

  /** Steps up a session until a moment of the world's clock. */
  stepUp(session_id: string, stepped_up_until: number): void {
    this.sessions.change(session_id, { stepped_up_until });
  }

  /** Lets a session continue with a new PIN; the object ends the others when it reads the new PIN. */
  keepSession(session_id: string, pin_hash: string, pin_strong: boolean): void {
    this.sessions.change(session_id, { pin_strong, pin_mark: pinMark({ pin_hash }) });
  }

  endSessions(session_ids: readonly string[]): void {
    this.sessions.end(...session_ids);
  }

  /** Ends every session except this one. */
  endOtherSessions(session_id: string): void {
    this.sessions.endOthers(session_id);
  }
}
