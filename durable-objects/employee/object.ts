/** One person's standing, sessions, calls and PIN tries, counted in one place however many devices ask (rules A3, T3, T4, L1). */

import { DurableObject } from "cloudflare:workers";
import { type Env, settingsOf } from "../../src/env.ts";
import { pinInForce } from "../../src/modules/access/employees/domain/pin-reset.ts";
import { isStrongPin } from "../../src/modules/access/employees/domain/pins.ts";
import type {
  CodeVerdict,
  EmployeeAdmission,
  EmployeeVerdict,
  Factor,
  Login,
  OpenSession,
  Person,
  PinRefusal,
  PinTry,
  PinVerdict,
  RenewalOutcome,
  SessionRenewal,
  Standing,
} from "../../src/modules/access/employees/domain/requests.ts";
import { readRecoveryCode } from "../../src/modules/access/employees/domain/secrets.ts";
import { decideAdmission, decideRefresh, SESSION_LIFE_MS } from "../../src/modules/access/employees/domain/standing.ts";
import { isGoodStep, WINDOW_STEPS } from "../../src/modules/access/employees/domain/totp.ts";
import {
  beginTry,
  forgiveAll,
  locksOf,
  NO_TRIES,
  type PinLock,
  triesLeft,
} from "../../src/modules/access/employees/domain/tries.ts";
import { hashSecret, unseal } from "../../src/platform/crypto/secrets.ts";
import { stepOfCode } from "../../src/platform/crypto/totp.ts";
import { CallCounter, type Used } from "../../src/platform/db/calls.ts";
import { FreshFacts } from "../../src/platform/db/fresh-facts.ts";
import { type Refusal, RefusalLog } from "../../src/platform/db/refusals.ts";
import { type AdmissionRefusal, decideTenant } from "../../src/shared/standing.ts";
import { DAY_MS } from "../../src/shared/time.ts";
import { ownsTenant, pinMark, standingOf, standingRefusal, strongPinNeeded } from "./facts.ts";
import { NOBODYS_PIN_HASH, refusePin } from "./guesses.ts";
import {
  deleteSession,
  type EmployeeFacts,
  fetchFacts,
  loadCodes,
  loadFacts,
  loadPin,
  loadSessions,
  NO_CODES,
  type Session,
  saveCodes,
  saveFacts,
  savePin,
  saveSession,
} from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    EMPLOYEE: DurableObjectNamespace<EmployeeObject>;
  }
}

const SESSIONS_KEPT = 20;

export class EmployeeObject extends DurableObject<Env> {
  private facts: EmployeeFacts | undefined;
  private readonly calls: CallCounter;
  private readonly refusals: RefusalLog;
  private readonly fresh = new FreshFacts<EmployeeFacts>();
  private readonly sessions: Map<string, Session>;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = loadFacts(state.storage);
    this.calls = new CallCounter(state.storage, env);
    this.refusals = new RefusalLog(state.storage, env);
    this.sessions = loadSessions(state.storage);
  }

  /** Whether the person may make this request. Reads D1 only when the object has never met its person. */
  async admit(request: EmployeeAdmission): Promise<EmployeeVerdict> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { ok: false, refusal: { reason: "unknown" }, clock_offset_s: 0 };
    const { employee_id, name, stores, clock_offset_s } = facts;
    const session = this.sessions.get(request.session_id);
    const refusal = this.refuseCall(facts, request, session);
    if (refusal) return { ok: false, refusal, clock_offset_s };
    const { stepped_up_until = 0, second_factor = false } = session ?? {};
    return {
      ok: true,
      employee: { employee_id, name, stores, owner: ownsTenant(facts), stepped_up_until, second_factor },
      clock_offset_s,
    };
  }

  /** Why a call is not let through; one that is has been counted. Nothing is awaited. */
  private refuseCall(
    facts: EmployeeFacts,
    { tenant_id, epoch, session_id, arrived_at, counted, with_weak_pin = false, undoes = false }: EmployeeAdmission,
    session: Session | undefined,
  ): AdmissionRefusal | null {
    const unserved = decideTenant(facts.tenant, arrived_at, undoes && ownsTenant(facts));
    const refused = unserved ?? standingRefusal(facts, epoch, session);
    if (refused) {
      const retry_after_s = this.refusals.count(facts.limits, arrived_at);
      return retry_after_s > 0 ? { reason: "rate_limited", retry_after_s } : refused;
    }
    const allowed = counted ? this.calls.count(tenant_id, counted, facts, arrived_at, session_id) : null;
    if (allowed && !allowed.ok) return allowed.refusal;
    return with_weak_pin || session?.pin_strong || !strongPinNeeded(facts) ? null : { reason: "pin_weak" };
  }

  /** How much of each class is used of what fits into an hour, at a moment of the world's clock. */
  async usedCalls(person: Person & { session_id?: string }, now: number): Promise<Used[]> {
    const facts = this.facts ?? (await this.reload(person));
    return facts ? this.calls.used(facts.limits, now, person.session_id) : [];
  }

  /** Writes behind the answers what was counted. */
  override async alarm(): Promise<void> {
    // An object that stands in for nobody only counts wrong PINs, and these are over.
    if (!this.facts && !this.refusals.pending) return this.ctx.storage.deleteAll();
    await this.calls.flush();
    await this.refusals.flush(Date.now());
  }

  /** Whether a refusal is the first of its kind in a minute; else it is counted here. */
  noteRefusal(refusal: Refusal): boolean {
    return this.refusals.note(refusal, Date.now());
  }

  /** Takes the person's facts anew from D1. */
  async reload(person: Person): Promise<EmployeeFacts | undefined> {
    const fresh = await this.fresh.read(() => fetchFacts(this.env, person.tenant_id, person.employee_id));
    if (!fresh) return this.facts;
    this.forgetWhatEnded(fresh);
    this.facts = fresh;
    saveFacts(this.ctx.storage, fresh);
    return fresh;
  }

  /** The person's tenant is purged, and all that is known of the person with it. */
  async forget(): Promise<void> {
    await this.ctx.storage.deleteAll();
    this.facts = undefined;
    this.refusals.forget();
    this.sessions.clear();
  }

  /** Wrong tries count against the PIN or secret that was tried, and a session lasts no longer than its epoch. */
  private forgetWhatEnded(fresh: EmployeeFacts): void {
    const known = this.facts;
    if (!known) return;
    if (known.pin_hash !== fresh.pin_hash) {
      this.liftLocks();
      const others = [...this.sessions].filter(([, { pin_mark }]) => pin_mark !== pinMark(fresh));
      this.endSessions(others.map(([session_id]) => session_id));
    }
    if (known.totp?.confirmed_at !== fresh.totp?.confirmed_at) this.forgetFactor();
    if (known.epoch !== fresh.epoch) this.endSessions([...this.sessions.keys()]);
  }

  /** Another second factor, or none: what proved the old one proves nothing more. */
  private forgetFactor(): void {
    saveCodes(this.ctx.storage, NO_CODES);
    for (const [session_id, session] of this.sessions)
      if (session.second_factor) this.storeSession(session_id, { ...session, second_factor: false });
  }

  /** What the person holds where, or undefined when there is no such person. */
  async standing(person: Person): Promise<Standing | undefined> {
    const facts = this.facts ?? (await this.reload(person));
    return facts && standingOf(facts);
  }

  /** Looks at a PIN. The try is written down before the PIN is hashed, so that parallel guesses are counted. */
  async tryPin(request: Person & PinTry): Promise<PinVerdict> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { result: "unknown" };
    const { pin_hash, pin_reset } = pinInForce(facts, Date.now());
    const refusal = await refusePin(this.ctx, this.env, request, pin_hash);
    if (refusal) return refusal;
    // Only who knows the PIN learns that its owner is suspended.
    if (facts.status === "suspended") return { result: "suspended" };
    const proof = { pin_strong: isStrongPin(request.pin), pin_mark: pinMark({ pin_hash }) };
    const needs_strong_pin = strongPinNeeded(facts);
    return { result: "right", standing: standingOf(facts), proof, needs_strong_pin, pin_reset };
  }

  /** The same for an e-mail address that nobody has: it is locked, and takes as long, as somebody's. */
  async tryNobodysPin(request: PinTry): Promise<PinRefusal> {
    const refusal = await refusePin(this.ctx, this.env, request, NOBODYS_PIN_HASH);
    await this.ctx.storage.setAlarm(Date.now() + DAY_MS);
    return refusal ?? { result: "wrong", tries_left: 0, locks: false };
  }

  /** Where the PIN is locked, at a moment of the tenant's clock. */
  pinLocks(now: number): PinLock[] {
    return locksOf(loadPin(this.ctx.storage), now);
  }

  /** Forgives all wrong PINs. */
  liftLocks(): void {
    savePin(this.ctx.storage, forgiveAll(loadPin(this.ctx.storage)));
  }

  /** Looks at a code of the second factor as `tryPin` at a PIN. One of the authenticator is good once. */
  async tryCode(request: Person & { factor: Factor; now: number }): Promise<CodeVerdict> {
    const { tenant_id, factor, now } = request;
    const { storage } = this.ctx;
    const totp = (this.facts ?? (await this.reload(request)))?.totp;
    if (!totp) return { result: "unknown" };
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
    const secret = await unseal(totp.sealed_secret, settingsOf(this.env).secret_masters, tenant_id, "totp");
    // From here on nothing is awaited, so that of two equal codes one is good.
    const used_step = Math.max(loadCodes(storage).used_step, totp.confirmed_step);
    const step = stepOfCode(secret, factor.totp_code, now, WINDOW_STEPS);
    if (!isGoodStep(step, used_step)) return wrong;
    saveCodes(storage, { tries: NO_TRIES, used_step: step });
    return { result: "right", recovery_code_hash: null };
  }

  /** Opens a session; the oldest ends when there are too many. Null when the PIN was changed since it was proved. */
  openSession(session_id: string, device_id: string | null, now: number, login: Partial<Login> = {}): Session | null {
    if (login.pin_mark !== undefined && this.facts && login.pin_mark !== pinMark(this.facts)) return null;
    for (const [known_id, { renewed_at }] of this.sessions)
      if (renewed_at < now - SESSION_LIFE_MS || this.sessions.size >= SESSIONS_KEPT) this.endSession(known_id);
    const session: Session = { generation: 1, device_id, opened_at: now, renewed_at: now, ...login };
    this.storeSession(session_id, session);
    return session;
  }

  /**
   * Turns a refresh token over. The pair is signed from the generation and `issued_at`, so that a repeat of the last
   * rotation is the same pair; a token used up before ends its whole family (rule T4).
   */
  async renewSession(request: SessionRenewal): Promise<RenewalOutcome> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { ok: false, refusal: "unknown" };
    const session = this.sessions.get(request.session_id);
    const standing = decideAdmission(facts, request.epoch, session !== undefined);
    if (standing) return { ok: false, refusal: standing };
    const decided = decideRefresh(session, request.generation, request.now);
    if (!session || decided === "end") {
      this.endSession(request.session_id);
      return { ok: false, refusal: "reused" };
    }
    const { second_factor = false } = session;
    if (decided === "repeat")
      return { ok: true, generation: session.generation, issued_at: session.renewed_at, second_factor };
    const renewed = { ...session, generation: session.generation + 1, renewed_at: request.now };
    this.storeSession(request.session_id, renewed);
    return { ok: true, generation: renewed.generation, issued_at: renewed.renewed_at, second_factor };
  }

  /** The sessions that a refresh token may still renew, newest last. */
  listSessions(now: number): OpenSession[] {
    return [...this.sessions]
      .filter(([, { renewed_at }]) => renewed_at >= now - SESSION_LIFE_MS)
      .map(([session_id, { device_id, opened_at, renewed_at }]) => ({ session_id, device_id, opened_at, renewed_at }));
  }

  /** Takes a session's person as proved anew until a moment of the world's clock. */
  stepUp(session_id: string, stepped_up_until: number): void {
    const session = this.sessions.get(session_id);
    if (!session) return;
    this.storeSession(session_id, { ...session, stepped_up_until });
  }

  private storeSession(session_id: string, session: Session): void {
    this.sessions.set(session_id, session);
    saveSession(this.ctx.storage, session_id, session);
  }

  /** Lets a session go on under another PIN, which ends the others when it is read. */
  keepSession(session_id: string, pin_hash: string, pin_strong: boolean): void {
    const session = this.sessions.get(session_id);
    if (!session) return;
    this.storeSession(session_id, { ...session, pin_strong, pin_mark: pinMark({ pin_hash }) });
  }

  endSessions(session_ids: readonly string[]): void {
    for (const session_id of session_ids) this.endSession(session_id);
  }

  /** Ends every session but this one. */
  endOtherSessions(session_id: string): void {
    this.endSessions([...this.sessions.keys()].filter((known_id) => known_id !== session_id));
  }

  endSession(session_id: string): void {
    this.sessions.delete(session_id);
    this.calls.forgetSession(session_id);
    deleteSession(this.ctx.storage, session_id);
  }
}
