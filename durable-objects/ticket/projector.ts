/** The copy of a ticket's log in D1: what waits for it, the alarm that sends it, and the next try after a failure (rule G2). */

import type { Env } from "../../src/env.ts";
import { type CopiedLine, copiedLine, type LogLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { TicketFacts } from "../../src/modules/admission/tickets/domain/words.ts";
import { projectLines, recordSetAside } from "../../src/modules/admission/tickets/store/projection.ts";
import { willCome } from "../../src/platform/db/alarms.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import type { TicketHistory } from "./history.ts";
import { loadAside, saveAside } from "./storage.ts";

/** How long after a line its copy goes to D1; lines of one ticket in between share a batch. */
export const PROJECTION_DELAY_MS = 500;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;
/** More lines than these, where only D1 can tell which it has, go by the alarm. */
const MOST_HANDED = 20;

export class Projector {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private readonly history: TicketHistory;
  /** Lines not yet in D1; undefined after waking with a log, when only D1 can tell. */
  private pending: LogLine[] | undefined;
  /** When the alarm is due; the one that another life of this object set is not known. */
  private alarm_at: number | null = null;
  private failures = 0;
  /** Lines that D1 refuses, each by itself: a person was told, and the others go on without them. */
  private readonly aside: Set<number>;
  private projecting: Promise<unknown> = Promise.resolve();

  constructor(storage: DurableObjectStorage, env: Env, history: TicketHistory) {
    this.storage = storage;
    this.env = env;
    this.history = history;
    this.pending = history.length > 0 ? undefined : [];
    this.aside = loadAside(storage);
  }

  /** Whether D1 refuses a line. */
  isAside({ sequence }: LogLine): boolean {
    return this.aside.has(sequence);
  }

  /**
   * Takes a line that is to reach D1 within `delay_ms`, or that somebody copies who needs no alarm (null); `before` is the
   * line that it stands in for.
   */
  add(line: LogLine, delay_ms: number | null, before?: LogLine): void {
    if (this.pending) this.pending = [...this.pending.filter((waiting) => waiting !== before), line];
    if (delay_ms !== null) this.projectIn(delay_ms);
  }

  /** What is to be copied with a new line: after waking, all that D1 may lack. Undefined where that is too much. */
  handOver(line: LogLine): { lines: LogLine[]; sure: boolean } | undefined {
    if (this.pending) return { lines: [line], sure: true };
    const lines = this.history.lines.filter((known) => !this.isAside(known));
    return lines.length > MOST_HANDED ? undefined : { lines, sure: false };
  }

  /** Sees that what D1 may lack is copied: of an object that was woken nobody else knows, should its alarm be lost. */
  rouse(delay_ms: number): void {
    if (this.pending === undefined || this.pending.length > 0) this.projectIn(delay_ms);
  }

  /** Somebody else has copied these lines; others, and repeats of these, may have come between them. */
  async copied(copied: readonly CopiedLine[]): Promise<void> {
    const repeats_of = new Map(copied.map(({ sequence, repeats }) => [sequence, repeats]));
    const isThere = (line: LogLine) => repeats_of.get(line.sequence) === copiedLine(line).repeats;
    const waiting = this.pending ?? this.history.lines;
    this.history.forgetAnswers(waiting.filter(isThere));
    const left = waiting.filter((line) => !isThere(line));
    // What was not among them is unknown still, but nothing is where nothing is left.
    if (this.pending || left.length === 0) this.pending = left;
    this.release();
    if (left.length > 0 || this.alarm_at === null) return;
    this.alarm_at = null;
    await this.storage.deleteAlarm();
  }

  /** Copies by the alarm what somebody else could not copy. */
  copyAlone(): void {
    this.projectIn(FIRST_RETRY_MS);
  }

  /** The alarm outlives a crash; after a failure it is set again by hand, for its own retries end. */
  async alarm(): Promise<void> {
    this.alarm_at = null;
    await this.project();
  }

  /** Brings the copy in D1 up to date, one batch after another. False when D1 refused: the alarm will try again. */
  project(): Promise<boolean> {
    const done = this.projecting.then(() => this.projectPending());
    this.projecting = done;
    return done;
  }

  /** Waits for what is on its way to D1. */
  async settle(): Promise<void> {
    await this.projecting;
  }

  clear(): void {
    this.pending = [];
    this.aside.clear();
  }

  private async projectPending(): Promise<boolean> {
    const { facts } = this.history;
    const sure = this.pending !== undefined;
    const lines = (this.pending ?? this.history.lines).filter((line) => !this.isAside(line));
    if (!facts || lines.length === 0) {
      this.pending = [];
      return true;
    }
    try {
      await this.send(facts, lines, sure);
      // Until here they are pending, so that nobody takes their alarm away.
      const sent = new Set(lines);
      this.history.forgetAnswers(lines.filter((line) => !this.isAside(line)));
      this.pending = (this.pending ?? this.history.lines).filter((line) => !sent.has(line) && !this.isAside(line));
      this.release();
      this.failures = 0;
      return true;
    } catch (error) {
      // Some of the lines may have landed, so the next try asks D1 what is there.
      this.pending = undefined;
      this.failures += 1;
      const delay_ms = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
      logTrouble("warn", "ticket's log not copied yet", error, { delay_ms });
      this.projectIn(delay_ms);
      return false;
    }
  }

  /** Sends lines together; where D1 refuses one of them, each alone, and sets aside what it refuses even then. */
  private async send(facts: TicketFacts, lines: readonly LogLine[], sure: boolean): Promise<void> {
    const told = lines.map((line) => ({ facts, line }));
    const waiting: Promise<unknown>[] = [];
    const ctx = asTenant(
      systemContext(this.env, "ticket", (work) => waiting.push(work)),
      facts.tenant_id,
    );
    try {
      await projectLines(ctx, told, sure);
    } catch (error) {
      if (isOutage(error)) throw error;
      for (const one of told)
        await projectLines(ctx, [one], false).catch(async (cause) => {
          if (isOutage(cause)) throw cause;
          await recordSetAside(ctx, one, cause);
          const { sequence } = one.line;
          logTrouble("error", "a line of a ticket's log is set aside", cause, { ticket_id: facts.ticket_id, sequence });
          this.aside.add(sequence);
          saveAside(this.storage, this.aside);
        });
    }
    await Promise.all(waiting);
  }

  /** Lines that D1 has need not be held, where they are many. */
  private release(): void {
    if (this.pending) this.history.release(Math.min(...this.pending.map(({ sequence }) => sequence)));
  }

  private projectIn(delay_ms: number): void {
    const now = Date.now();
    const due = now + delay_ms;
    if (willCome(this.alarm_at, due, now)) return;
    this.alarm_at = due;
    this.storage.setAlarm(due);
  }
}

/** D1 is away or holds the tenant still: the same lines are taken later. What is too large for it never is. */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.spec !== errors.too_large;
}
