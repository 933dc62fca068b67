/** One ticket's uses, one after another: whatever arrives at once, the first PASS wins (rules G3, G4). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { decideScan, zoneName } from "../../src/modules/tickets/domain/admission.ts";
import {
  type AnnulRefusal,
  decideAnnul,
  decideChange,
  decideRefund,
  type RefundChange,
  type RefundRefusal,
  type StatusChange,
} from "../../src/modules/tickets/domain/changes.ts";
import {
  type ChangeLine,
  type LogLine,
  type ScanLine,
  tellingLine,
  withRepeat,
} from "../../src/modules/tickets/domain/log.ts";
import { verdictMessage } from "../../src/modules/tickets/domain/messages.ts";
import type { TicketFacts, Usage } from "../../src/modules/tickets/domain/words.ts";
import { fetchTickets, type Met } from "../../src/modules/tickets/store/hydrate.ts";
import { projectLines } from "../../src/modules/tickets/store/projection.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import { TicketHistory } from "./history.ts";
import { appendLine } from "./storage.ts";
import type { AnnulRequest, Caller, ChangeOutcome, NamedTicket, ScanOutcome, ScanRequest } from "./words.ts";

/** How long after a line its copy goes to D1; lines of one ticket in between share a batch. */
const PROJECTION_DELAY_MS = 500;
/** The caller copies many tickets at once; should it die, the alarm does it. */
const PROJECTED_BY_CALLER_MS = 20_000;
const PROJECTION_RETRY_MS = 30_000;
/** How long others wait for a request that asks leave to take a pass back, and may have died. */
const ANNUL_TURN_MS = 1_500;

export class TicketObject extends DurableObject<Env> {
  private facts: TicketFacts | undefined;
  private usage: Usage | undefined;
  private readonly history: TicketHistory;
  /** Scan ids that D1 knew of another ticket's scan when this one was met (rule G4). */
  private readonly taken = new Set<string>();
  /** Lines not yet in D1; undefined after waking with a log, when only D1 can tell. */
  private pending: LogLine[] | undefined;
  /** When the alarm is due; the one that another life of this object set is not known. */
  private alarm_at = Number.POSITIVE_INFINITY;
  private failures = 0;
  private annulling: PromiseWithResolvers<void> | undefined;
  private projecting: Promise<unknown> = Promise.resolve();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.history = new TicketHistory(state.storage);
    this.facts = this.history.facts;
    this.usage = this.history.usage;
    this.pending = this.history.length > 0 ? undefined : [];
  }

  /** Decides a scan. Asks D1 only when the object has never met its ticket; then nothing is awaited until the answer. */
  async redeem(named: NamedTicket, scan: ScanRequest): Promise<ScanOutcome> {
    const [outcome] = await this.redeemMany(named, [scan], undefined, PROJECTION_DELAY_MS);
    return outcome ?? { known: false };
  }

  /** Decides scans in their order. The caller copies them to D1 and then says so by `projected`. */
  redeemForCaller(named: NamedTicket, scans: readonly ScanRequest[], met: Met | undefined): Promise<ScanOutcome[]> {
    return this.redeemMany(named, scans, met, PROJECTED_BY_CALLER_MS);
  }

  private async redeemMany(
    named: NamedTicket,
    scans: readonly ScanRequest[],
    met: Met | undefined,
    project_in_ms: number,
  ): Promise<ScanOutcome[]> {
    const scan_ids = scans.map(({ scan_id }) => scan_id);
    const met_it = await this.meet(named, scan_ids, met);
    if (met_it !== true) return scans.map(() => ({ known: met_it }));
    return scans.map((scan) =>
      this.taken.has(scan.scan_id) ? { known: "scan_id_taken" } : this.decide(scan, project_in_ms),
    );
  }

  /** Check and write with no await between them: this is the lock. */
  private decide(scan: ScanRequest, project_in_ms: number): ScanOutcome {
    const { facts, usage } = this;
    if (!facts || !usage) throw new Error("a scan was decided before its ticket was met");
    const earlier = this.history.scanOf(scan.scan_id);
    if (earlier) return { known: true, replayed: true, line: earlier, facts };

    const decision = decideScan(facts, usage, scan);
    if (decision.result === "fail" && decision.reason && scan.hold_fail) return { known: true, held: decision.reason };
    const { scan_id, code_hash, happened_at, received_at, device_at, offline, direction, party } = scan;
    const { store_id, device_id, device_name, zone, actor, ip, request_id } = scan;
    const line: ScanLine = {
      kind: "scan",
      sequence: this.history.length + 1,
      scan_id,
      code_hash,
      happened_at,
      received_at,
      device_at,
      offline,
      admitted_offline: scan.admitted && decision.result === "fail",
      ...(scan.doubts && { doubts: scan.doubts }),
      store_id,
      device_id,
      device_name,
      zone_id: zone?.zone_id ?? null,
      zone: zoneName(facts, scan),
      direction,
      party,
      approver_id: scan.approver_id,
      actor,
      ip,
      request_id,
      message: verdictMessage(facts, decision, scan),
      ...decision,
    };
    const telling = tellingLine(this.history.lines, line);
    if (telling) return { known: true, replayed: false, line: this.repeat(telling, line, project_in_ms), facts };
    this.append(line, project_in_ms);
    return { known: true, replayed: false, line, facts };
  }

  /** Counts a refusal in the line that tells it already, and answers it as a line of its own. */
  private repeat(telling: ScanLine, line: ScanLine, project_in_ms: number): ScanLine {
    const counted = withRepeat(telling, line);
    this.history.replace(counted);
    if (this.pending) this.pending = [...this.pending.filter((waiting) => waiting !== telling), counted];
    this.projectIn(project_in_ms);
    return { ...line, recorded_as: telling.scan_id };
  }

  /** Changes the ticket's standing, and tells D1 before it answers. A change that was made before is not made twice. */
  async change(
    named: NamedTicket,
    change: Caller &
      Pick<ChangeLine, "at" | "device_id" | "store_id" | "reason" | "replacement" | "reply_key"> & {
        kind: StatusChange;
      },
  ): Promise<ChangeOutcome<"status">> {
    const met = await this.meet(named, [], undefined);
    if (met !== true) return { known: met };
    const { facts, usage } = this;
    if (!facts || !usage) return { known: false };
    const earlier = this.history.lastStatusChange();
    if (earlier?.kind === change.kind && earlier.usage.status === usage.status) return this.told(earlier, facts);
    const decided = decideChange(usage, change.kind);
    if (!decided.ok) return { known: true, made: false, refusal: "status", status: decided.refusal };
    const line: ChangeLine = {
      ...change,
      sequence: this.history.length + 1,
      usage: decided.value,
      scan_id: null,
      move: null,
    };
    this.append(line, PROJECTION_DELAY_MS);
    return this.told(line, facts);
  }

  /** Ends the ticket for a refund, or undoes that, and tells D1 before it answers. What this refund did is not done twice. */
  async refund(
    named: NamedTicket,
    refund: Caller &
      Pick<ChangeLine, "at" | "device_id" | "store_id" | "reason"> & {
        kind: RefundChange;
        refund_id: string;
        only_unused: boolean;
      },
  ): Promise<ChangeOutcome<RefundRefusal>> {
    const met = await this.meet(named, [], undefined);
    if (met !== true) return { known: met };
    const { facts, usage } = this;
    if (!facts || !usage) return { known: false };
    const { refund_id, only_unused, ...by } = refund;
    const last = this.history.lastOfRefund(refund_id);
    if (last?.kind === by.kind) return this.told(last, facts);
    const status_before = last && (this.history.usageBefore(last.sequence) ?? usage).status;
    const decided = decideRefund(usage, refund, last && status_before && { kind: last.kind, status_before });
    if (!decided.ok) return { known: true, made: false, refusal: decided.refusal, status: usage.status };
    const line: ChangeLine = {
      ...by,
      sequence: this.history.length + 1,
      usage: decided.value,
      scan_id: null,
      move: null,
      reply_key: refund_id,
      replacement: null,
    };
    this.append(line, PROJECTION_DELAY_MS);
    return this.told(line, facts);
  }

  /** Takes a pass back whose guest did not go through (rule G11), and tells D1 before it answers. */
  async annul(
    named: NamedTicket,
    { hold, ...annul }: AnnulRequest,
  ): Promise<ChangeOutcome<AnnulRefusal> | { known: true; held: AnnulRefusal | null }> {
    // A repeat waits for the request that asks leave, and finds what it did.
    if (hold && this.annulling) await Promise.race([this.annulling.promise, scheduler.wait(ANNUL_TURN_MS)]);
    const met = await this.meet(named, [], undefined);
    if (met !== true) return { known: met };
    const { facts, usage } = this;
    if (!facts || !usage) return { known: false };
    const { scan_id, device_id, at: now, reply_key, approver_id } = annul;
    const earlier = reply_key === null ? undefined : this.history.annulOf(reply_key);
    if (earlier) return this.told(earlier, facts);
    const attempt = this.history.scanOf(scan_id);
    const passes = this.history.standing();
    const annulled = attempt !== undefined && !passes.includes(attempt.sequence);
    const annuls = usage.annuls ?? 0;
    const last_moved = passes[0] ?? 0;
    const approved = approver_id !== null;
    const refusal = decideAnnul(attempt, { device_id, now, annulled, last_moved, annuls, approved });
    if (hold) {
      if (refusal === null || refusal === "approval") this.annulling = Promise.withResolvers<void>();
      return { known: true, held: refusal };
    }
    this.endAnnul();
    if (refusal || !attempt)
      return { known: true, made: false, refusal: refusal ?? "unknown_scan", status: usage.status };
    const before = this.history.usageBefore(attempt.sequence) ?? usage;
    const move = attempt.move && { ...attempt.move, by: -attempt.move.by };
    const line: ChangeLine = {
      ...annul,
      kind: "annul",
      sequence: this.history.length + 1,
      usage: { ...before, status: usage.status, annuls: annuls + 1 },
      reason: null,
      move,
      replacement: null,
    };
    this.append(line, PROJECTION_DELAY_MS);
    return this.told(line, facts);
  }

  /** The request that asked leave to take a pass back has done it, or may not. */
  endAnnul(): void {
    this.annulling?.resolve();
    this.annulling = undefined;
  }

  /** The caller of `redeemForCaller` has copied these lines; others may have come between them. */
  async projected(sequences: readonly number[]): Promise<void> {
    this.pending = this.pending?.filter((line) => !sequences.includes(line.sequence));
    this.release();
    if (this.pending === undefined || this.pending.length > 0) return;
    this.alarm_at = Number.POSITIVE_INFINITY;
    await this.ctx.storage.deleteAlarm();
  }

  /** Learns what the ticket is, and which of the scan ids stand for another's scan. False when there is no such ticket. */
  private async meet(
    { tenant_id, ticket_id }: NamedTicket,
    scan_ids: readonly string[],
    met: Met | undefined,
  ): Promise<boolean | "unavailable"> {
    if (this.facts && !this.facts.unbound) return true;
    try {
      const db = openDatabase(this.env, tenant_id);
      const found = met ?? (await fetchTickets(db, [{ ticket_id, scan_ids }])).get(ticket_id);
      if (!found) return this.facts !== undefined;
      for (const scan_id of found.taken) if (!this.history.scanOf(scan_id)) this.taken.add(scan_id);
      // Met by nothing but another's scan ids, the ticket stays unmet: the next scan is looked up as well.
      if (scan_ids.length > 0 && scan_ids.every((scan_id) => this.taken.has(scan_id))) return true;
      const better = !this.facts || (this.facts.unbound && !found.facts.unbound);
      // Whether a blank admits is its lot's and its sale's to say, until its sale is known.
      if (this.usage && this.facts?.unbound) this.usage = { ...this.usage, status: found.usage.status };
      if (better) this.facts = found.facts;
      this.usage ??= found.usage;
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.spec !== errors.unavailable) throw error;
      return this.facts ? true : "unavailable";
    }
  }

  private append(line: LogLine, project_in_ms: number): void {
    const is_first = this.history.length === 0;
    if (this.facts?.unbound) line.unbound = true;
    const news = this.history.facts === this.facts ? undefined : this.facts;
    appendLine(this.ctx.storage, { ...line, ...(news && { facts: news }), ...(is_first && { initial: this.usage }) });
    if (is_first) line.initial = this.usage;
    this.history.add(line);
    this.history.facts = this.facts;
    this.usage = line.usage;
    this.pending?.push(line);
    this.projectIn(project_in_ms);
  }

  /** Lines that D1 has need not be held, where they are many. */
  private release(): void {
    if (this.pending) this.history.release(Math.min(...this.pending.map(({ sequence }) => sequence)));
  }

  private projectIn(delay_ms: number): void {
    const due = Date.now() + delay_ms;
    if (this.alarm_at <= due) return;
    this.alarm_at = due;
    this.ctx.storage.setAlarm(due);
  }

  private async told(line: ChangeLine, facts: TicketFacts): Promise<ChangeOutcome<never>> {
    return { known: true, made: true, projected: await this.project(), line, facts };
  }

  /** The ticket's tenant is purged, and what was done to the ticket with it. */
  async forget(): Promise<void> {
    await this.projecting;
    await this.ctx.storage.deleteAll();
    this.history.clear();
    this.taken.clear();
    this.pending = [];
    this.facts = this.usage = undefined;
  }

  /** The alarm outlives a crash; after a failure it is set again by hand, for its own retries end. */
  override async alarm(): Promise<void> {
    this.alarm_at = Number.POSITIVE_INFINITY;
    await this.project();
  }

  /** Brings the copy in D1 up to date, one batch after another. False when D1 refused: the alarm will try again. */
  private project(): Promise<boolean> {
    const done = this.projecting.then(() => this.projectPending());
    this.projecting = done;
    return done;
  }

  private async projectPending(): Promise<boolean> {
    const { facts } = this;
    const sure = this.pending !== undefined;
    const lines = [...(this.pending ?? this.history.lines)];
    if (!facts || lines.length === 0) return true;
    const waiting: Promise<unknown>[] = [];
    try {
      const base = systemContext(this.env, "ticket", (work) => waiting.push(work));
      await projectLines(
        asTenant(base, facts.tenant_id),
        lines.map((line) => ({ facts, line })),
        sure,
      );
      await Promise.all(waiting);
      // Until here they are pending, so that nobody takes their alarm away.
      const sent = new Set(lines);
      this.pending = (this.pending ?? this.history.lines).filter((line) => !sent.has(line));
      this.release();
      this.failures = 0;
      return true;
    } catch (error) {
      // Some of the lines may have landed, so the next try asks D1 what is there.
      this.pending = undefined;
      this.failures += 1;
      const delay_ms = Math.min(PROJECTION_RETRY_MS, 250 * 2 ** this.failures);
      logTrouble("warn", "ticket's log not copied yet", error, { delay_ms });
      this.projectIn(delay_ms);
      return false;
    }
  }
}
