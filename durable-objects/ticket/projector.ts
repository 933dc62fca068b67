/**
 * The copy of a ticket's log in D1: the lines that wait, the alarm that sends them, and retries after a failure
 * (rule G2).
 */

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

/** How long after a line its copy is sent to D1; lines of one ticket within this time share a batch. */
export const PROJECTION_DELAY_MS = 500;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;
/** The most lines of a woken object that the copier gets; more are copied by the alarm. */
const MOST_HANDED = 20;

export class Projector {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private readonly history: TicketHistory;
  /** Lines that D1 lacks; undefined after waking with a log, because then D1 must be asked. */
  private pending: LogLine[] | undefined;
  /** When the alarm is due. An alarm that was set before the object last woke is unknown. */
  private alarm_at: number | null = null;
  private failures = 0;
  /** Lines that D1 refuses even alone: a person was alerted, and the other lines continue without them. */
  private readonly aside: Set<number>;
  private projecting: Promise<unknown> = Promise.resolve();

  constructor(storage: DurableObjectStorage, env: Env, history: TicketHistory) {
    this.storage = storage;
    this.env = env;
    this.history = history;
    this.pending = history.length > 0 ? undefined : [];
    this.aside = loadAside(storage);
  }

  /** Whether a line is set aside, because D1 refuses it. */
  isAside({ sequence }: LogLine): boolean {
    return this.aside.has(sequence);
  }

  /**
   * Adds a line that must reach D1 within `delay_ms`; null if the copier takes it and no alarm is needed. `before` is the line
   * that it replaces.
   */
  add(line: LogLine, delay_ms: number | null, before?: LogLine): void {
    if (this.pending) this.pending = [...this.pending.filter((waiting) => waiting !== before), line];
    if (delay_ms !== null) this.projectIn(delay_ms);
  }

  /** The lines to copy together with a new one: after waking, all that D1 may lack. Too many are left to the alarm. */
  handOver(line: LogLine): { lines: LogLine[]; sure: boolean } | undefined {
    if (this.pending) return { lines: [line], sure: true };
    const lines = this.history.lines.filter((known) => !this.isAside(known));
    if (lines.length <= MOST_HANDED) return { lines, sure: false };
    this.copyAlone();
    return undefined;
  }

  /** Makes sure that lines which D1 may lack are copied, because the alarm of an object that woke may be lost. */
  copyMissingIn(delay_ms: number): void {
    if (this.pending === undefined || this.pending.length > 0) this.projectIn(delay_ms);
  }

  /** Notes that others copied these lines; new lines, and repeats of these, may have come since. */
  async copied(copied: readonly CopiedLine[]): Promise<void> {
    const repeats_of = new Map(copied.map(({ sequence, repeats }) => [sequence, repeats]));
    const isThere = (line: LogLine) => repeats_of.get(line.sequence) === copiedLine(line).repeats;
    const waiting = this.pending ?? this.history.lines;
    this.history.forgetAnswers(waiting.filter(isThere));
    const left = waiting.filter((line) => !isThere(line));
    // After waking the other lines are still unknown, unless none is left.
    if (this.pending || left.length === 0) this.pending = left;
    this.release();
    if (left.length > 0 || this.alarm_at === null) return;
    this.alarm_at = null;
    await this.storage.deleteAlarm();
  }

  /** Copies by the alarm the lines that the copier could not copy. */
  copyAlone(): void {
    this.projectIn(FIRST_RETRY_MS);
  }

  /** The alarm survives a crash. After a failure it is set again here, because the platform's retries end. */
  async alarm(): Promise<void> {
    this.alarm_at = null;
    await this.project();
  }

  /** Brings the copy in D1 up to date, one batch after another. False when D1 failed: the alarm tries again. */
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
      // Until here they are pending, so that nothing deletes their alarm.
      const sent = new Set(lines);
      this.history.forgetAnswers(lines.filter((line) => !this.isAside(line)));
      this.pending = (this.pending ?? this.history.lines).filter((line) => !sent.has(line) && !this.isAside(line));
      this.release();
      this.failures = 0;
      return true;
    } catch (error) {
      // D1 may have some of the lines, so the next try asks which.
      this.pending = undefined;
      this.failures += 1;
      const delay_ms = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
      logTrouble("warn", "ticket's log not copied yet", error, { delay_ms });
      this.projectIn(delay_ms);
      return false;
    }
  }

  /** Sends lines together. If D1 refuses the batch, sends each alone, and sets aside each that D1 refuses alone. */
  private async send(facts: TicketFacts, lines: readonly LogLine[], sure: boolean): Promise<void> {
    const entries = lines.map((line) => ({ facts, line }));
    const waiting: Promise<unknown>[] = [];
    const ctx = asTenant(
      systemContext(this.env, "ticket", (work) => waiting.push(work)),
      facts.tenant_id,
    );
    try {
      await projectLines(ctx, entries, sure);
    } catch (error) {
      if (isOutage(error)) throw error;
      for (const one of entries)
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

  /** Drops lines that D1 has from memory, when there are many. */
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

/**
 * Whether D1 is away or refuses writes of the tenant for now, so that it accepts the lines later. It never accepts lines
 * that are too large.
 */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.spec !== errors.too_large;
}
