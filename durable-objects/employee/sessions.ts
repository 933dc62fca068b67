/** A person's open sessions, in memory and storage; a new PIN, a new epoch or a used token ends them (rules T3, T4). */

import type {
  Login,
  OpenSession,
  RenewalOutcome,
  SessionRenewal,
} from "../../src/modules/access/employees/domain/requests.ts";
import { decideAdmission } from "../../src/modules/access/employees/domain/standing.ts";
import { decideRefresh, SESSION_LIFE_MS } from "../../src/modules/access/sessions/domain/refresh.ts";
import type { CallCounter } from "../../src/platform/db/calls.ts";
import { pinMark } from "./facts.ts";
import { deleteSession, type EmployeeFacts, loadSessions, type Session, saveSession } from "./storage.ts";

const SESSIONS_KEPT = 20;

/** Moments are epoch ms of the world's clock. */
export class Sessions {
  private readonly storage: DurableObjectStorage;
  private readonly calls: CallCounter;
  private readonly known: Map<string, Session>;

  constructor(storage: DurableObjectStorage, calls: CallCounter) {
    this.storage = storage;
    this.calls = calls;
    this.known = loadSessions(storage);
  }

  find(session_id: string): Session | undefined {
    return this.known.get(session_id);
  }

  /** Opens a session; the oldest ends when there are too many. Null when the PIN changed since it was proved. */
  open(
    facts: EmployeeFacts | undefined,
    session_id: string,
    device_id: string | null,
    now: number,
    login: Partial<Login>,
  ): Session | null {
    if (login.pin_mark !== undefined && facts && login.pin_mark !== pinMark(facts)) return null;
    for (const [known_id, { renewed_at }] of this.known)
      if (renewed_at < now - SESSION_LIFE_MS || this.known.size >= SESSIONS_KEPT) this.end(known_id);
    const session: Session = { generation: 1, device_id, opened_at: now, renewed_at: now, ...login };
    this.store(session_id, session);
    return session;
  }

  /**
   * Uses a refresh token. The pair is signed from the generation and `issued_at`, so that a repeat of the last rotation gets
   * the same pair. An older used token ends its whole family (rule T4).
   */
  renew(facts: EmployeeFacts, { session_id, generation, epoch, now }: SessionRenewal): RenewalOutcome {
    const session = this.known.get(session_id);
    const standing = decideAdmission(facts, epoch, session !== undefined);
    if (standing) return { ok: false, refusal: standing };
    const decided = decideRefresh(session, generation, now);
    if (!session || decided === "end") {
      this.end(session_id);
      return { ok: false, refusal: "reused" };
    }
    const { second_factor = false } = session;
    if (decided === "repeat")
      return { ok: true, generation: session.generation, issued_at: session.renewed_at, second_factor };
    const renewed = { ...session, generation: session.generation + 1, renewed_at: now };
    this.store(session_id, renewed);
    return { ok: true, generation: renewed.generation, issued_at: renewed.renewed_at, second_factor };
  }

  /** The sessions that a refresh token can still renew, newest last. */
  list(now: number): OpenSession[] {
    return [...this.known]
      .filter(([, { renewed_at }]) => renewed_at >= now - SESSION_LIFE_MS)
      .map(([session_id, { device_id, opened_at, renewed_at }]) => ({ session_id, device_id, opened_at, renewed_at }));
  }

  /** Changes the data of a session; an ended one stays ended. */
  change(session_id: string, change: Partial<Session>): void {
    const session = this.known.get(session_id);
    if (session) this.store(session_id, { ...session, ...change });
  }

  end(...session_ids: readonly string[]): void {
    for (const session_id of session_ids) {
      this.known.delete(session_id);
      this.calls.forgetSession(session_id);
      deleteSession(this.storage, session_id);
    }
  }

  /** Ends every session except this one. */
  endOthers(session_id: string): void {
    this.end(...[...this.known.keys()].filter((known_id) => known_id !== session_id));
  }

  /** Ends the sessions, and their proofs by a second factor, that the new facts make invalid. */
  endOutdated(fresh: EmployeeFacts, before: EmployeeFacts): void {
    if (before.pin_hash !== fresh.pin_hash) {
      const others = [...this.known].filter(([, { pin_mark }]) => pin_mark !== pinMark(fresh));
      this.end(...others.map(([session_id]) => session_id));
    }
    // Another second factor, or none: a proof by the old one no longer counts.
    if (before.totp?.confirmed_at !== fresh.totp?.confirmed_at)
      for (const [session_id, { second_factor }] of this.known)
        if (second_factor) this.change(session_id, { second_factor: false });
    if (before.epoch !== fresh.epoch) this.end(...this.known.keys());
  }

  forget(): void {
    this.known.clear();
  }

  private store(session_id: string, session: Session): void {
    this.known.set(session_id, session);
    saveSession(this.storage, session_id, session);
  }
}
