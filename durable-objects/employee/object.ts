/** One person's standing, sessions and PIN tries, counted in one place however many devices ask (rules A3, T3, T4). */

import { DurableObject } from "cloudflare:workers";
import { type Env, settingsOf } from "../../src/env.ts";
import { beginTry, decideAdmission, decideRefresh, FRESH_PIN, triesLeft } from "../../src/modules/employees/domain.ts";
import { pinMatches } from "../../src/platform/crypto/secrets.ts";
import type { AdmissionRefusal } from "../../src/platform/http/auth.ts";
import type { Permission } from "../../src/shared/permissions.ts";
import {
  deleteSession,
  type EmployeeFacts,
  fetchFacts,
  loadFacts,
  loadPin,
  loadSessions,
  type Session,
  saveFacts,
  savePin,
  saveSession,
} from "./storage.ts";

const SESSION_LIFE_MS = 30 * 86_400_000;
const SESSIONS_KEPT = 20;

interface Person {
  tenant_id: string;
  employee_id: string;
}

export interface Standing {
  employee_id: string;
  name: string;
  epoch: number;
  roles: Record<string, string[]>;
  stores: Record<string, Permission[]>;
}

export type EmployeeVerdict = { clock_offset_s: number } & (
  | { ok: true; employee: { employee_id: string; name: string; stores: Record<string, Permission[]> } }
  | { ok: false; refusal: AdmissionRefusal }
);

export type PinVerdict =
  | { result: "right"; standing: Standing }
  | { result: "wrong"; tries_left: number }
  | { result: "locked"; locked_until: number }
  | { result: "suspended" }
  | { result: "unknown" };

export class EmployeeObject extends DurableObject<Env> {
  private facts: EmployeeFacts | undefined;
  private readings = { begun: 0, taken: 0 };
  private readonly sessions: Map<string, Session>;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.facts = loadFacts(state.storage);
    this.sessions = loadSessions(state.storage);
  }

  /** Whether the person may make this request. Reads D1 only when the object has never met its person. */
  async admit(request: Person & { epoch: number; session_id: string }): Promise<EmployeeVerdict> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { ok: false, refusal: "unknown", clock_offset_s: 0 };
    const { employee_id, name, stores, clock_offset_s } = facts;
    const refusal = decideAdmission(facts, request.epoch, this.sessions.has(request.session_id));
    if (refusal) return { ok: false, refusal, clock_offset_s };
    return { ok: true, employee: { employee_id, name, stores }, clock_offset_s };
  }

  /** Takes the person's facts anew from D1. Of two readings the one that began later stands, whichever ends first. */
  async reload(person: Person): Promise<EmployeeFacts | undefined> {
    const begun = ++this.readings.begun;
    const fresh = await fetchFacts(this.env, person.tenant_id, person.employee_id);
    if (!fresh || begun < this.readings.taken) return this.facts;
    this.readings.taken = begun;
    this.facts = fresh;
    saveFacts(this.ctx.storage, fresh);
    return fresh;
  }

  /** What the person holds where, or undefined when there is no such person. */
  async standing(person: Person): Promise<Standing | undefined> {
    const facts = this.facts ?? (await this.reload(person));
    return facts && standingOf(facts);
  }

  /** Looks at a PIN. The try is written down before the PIN is hashed, so that parallel guesses are counted. */
  async tryPin(request: Person & { pin: string; now: number }): Promise<PinVerdict> {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { result: "unknown" };
    const begun = beginTry(loadPin(this.ctx.storage), request.now);
    if (!begun.allowed) return { result: "locked", locked_until: begun.state.locked_until };
    savePin(this.ctx.storage, begun.state);
    const right = await pinMatches(request.pin, settingsOf(this.env).pin_pepper, facts.pin_hash);
    if (!right) return { result: "wrong", tries_left: triesLeft(begun.state) };
    savePin(this.ctx.storage, FRESH_PIN);
    // Only who knows the PIN learns that its owner is suspended.
    if (facts.status === "suspended") return { result: "suspended" };
    return { result: "right", standing: standingOf(facts) };
  }

  /** Opens a session; the oldest ends when there are too many. */
  openSession(session_id: string, device_id: string | null, now: number): Session {
    for (const [known_id, { renewed_at }] of this.sessions)
      if (renewed_at < now - SESSION_LIFE_MS || this.sessions.size >= SESSIONS_KEPT) this.endSession(known_id);
    const session: Session = { generation: 1, device_id, opened_at: now, renewed_at: now };
    this.sessions.set(session_id, session);
    saveSession(this.ctx.storage, session_id, session);
    return session;
  }

  /** Turns a refresh token over. A token used before ends its whole family (rule T4). */
  async renewSession(
    request: Person & { session_id: string; generation: number; epoch: number; now: number },
  ): Promise<
    { ok: true; generation: number } | { ok: false; refusal: "suspended" | "superseded" | "reused" | "unknown" }
  > {
    const facts = this.facts ?? (await this.reload(request));
    if (!facts) return { ok: false, refusal: "unknown" };
    const session = this.sessions.get(request.session_id);
    const standing = decideAdmission(facts, request.epoch, session !== undefined);
    if (standing) return { ok: false, refusal: standing };
    if (!session || decideRefresh(session, request.generation) === "end") {
      this.endSession(request.session_id);
      return { ok: false, refusal: "reused" };
    }
    const renewed = { ...session, generation: session.generation + 1, renewed_at: request.now };
    this.sessions.set(request.session_id, renewed);
    saveSession(this.ctx.storage, request.session_id, renewed);
    return { ok: true, generation: renewed.generation };
  }

  endSession(session_id: string): void {
    this.sessions.delete(session_id);
    deleteSession(this.ctx.storage, session_id);
  }
}

function standingOf({ employee_id, name, epoch, roles, stores }: EmployeeFacts): Standing {
  return { employee_id, name, epoch, roles, stores };
}
