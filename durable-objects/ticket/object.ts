/** One ticket's uses, one after another: whatever arrives at once, the first PASS wins (rules G3, G4). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import {
  decideScan,
  type Scan,
  type TicketFacts,
  type Usage,
  zoneName,
} from "../../src/modules/tickets/domain/admission.ts";
import { verdictMessage } from "../../src/modules/tickets/domain/messages.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import { appendLine, fetchTicket, type LogLine, loadLog, projectScans, type ScanEntry } from "./storage.ts";

/** How long after a scan its copy goes to D1; scans of one ticket in between share a batch. */
const PROJECTION_DELAY_MS = 500;
const PROJECTION_RETRY_MS = 30_000;

export interface ScanRequest
  extends Scan,
    Pick<ScanEntry, "scan_id" | "code_hash" | "happened_at" | "actor" | "ip" | "request_id"> {
  tenant_id: string;
  ticket_id: string;
}

export type ScanOutcome =
  | { known: true; replayed: boolean; entry: ScanEntry; facts: TicketFacts }
  | { known: false }
  | { known: "unavailable" | "scan_id_taken" };

export class TicketObject extends DurableObject<Env> {
  private facts: TicketFacts | undefined;
  private usage: Usage | undefined;
  /** Whether the log holds the facts already. */
  private kept: boolean;
  private readonly scans = new Map<string, ScanEntry>();
  /** Scans not yet in D1; undefined after waking with a log, when only D1 can tell. */
  private pending: ScanEntry[] | undefined;
  private alarm_set = false;
  private failures = 0;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const log = loadLog(state.storage);
    for (const { facts, ...entry } of log) {
      this.facts ??= facts;
      this.usage = entry.usage;
      this.scans.set(entry.scan_id, entry);
    }
    this.kept = log.length > 0;
    this.pending = log.length > 0 ? undefined : [];
  }

  /** Decides a scan. Asks D1 only when the object has never met its ticket; then nothing is awaited until the answer. */
  async redeem(request: ScanRequest): Promise<ScanOutcome> {
    if (!this.facts) {
      const met = await this.meet(request);
      if (met !== true) return { known: met };
    }
    return this.decide(request);
  }

  private async meet({
    tenant_id,
    ticket_id,
    scan_id,
  }: ScanRequest): Promise<boolean | "unavailable" | "scan_id_taken"> {
    try {
      const found = await fetchTicket(this.env, tenant_id, ticket_id, scan_id);
      if (!found) return false;
      if (found.scan_id_taken) return "scan_id_taken";
      this.facts ??= found.facts;
      this.usage ??= found.usage;
      return true;
    } catch (error) {
      if (error instanceof AppError && error.spec === errors.unavailable) return "unavailable";
      throw error;
    }
  }

  /** Check and write with no await between them: this is the lock. */
  private decide(request: ScanRequest): ScanOutcome {
    const { facts, usage } = this;
    if (!facts || !usage) throw new Error("a scan was decided before its ticket was met");
    const earlier = this.scans.get(request.scan_id);
    if (earlier) return { known: true, replayed: true, entry: earlier, facts };

    const decision = decideScan(facts, usage, request);
    const { scan_id, code_hash, happened_at, store_id, device_id, device_name, zone, actor, ip, request_id } = request;
    const entry: ScanEntry = {
      sequence: this.scans.size + 1,
      scan_id,
      code_hash,
      happened_at,
      received_at: request.now,
      store_id,
      device_id,
      device_name,
      zone_id: zone?.zone_id ?? null,
      zone: zoneName(facts, request),
      actor,
      ip,
      request_id,
      message: verdictMessage(facts, decision, request.now),
      ...decision,
    };
    this.append(this.kept ? entry : { ...entry, facts }, entry);
    return { known: true, replayed: false, entry, facts };
  }

  private append(line: LogLine, entry: ScanEntry): void {
    appendLine(this.ctx.storage, line);
    this.kept = true;
    this.usage = entry.usage;
    this.scans.set(entry.scan_id, entry);
    this.pending?.push(entry);
    if (this.alarm_set) return;
    this.alarm_set = true;
    this.ctx.storage.setAlarm(Date.now() + PROJECTION_DELAY_MS);
  }

  /** Brings the copy in D1 up to date. The alarm outlives a crash; it is set again by hand, for its own retries end. */
  override async alarm(): Promise<void> {
    const { facts } = this;
    if (!facts) return;
    const sure = this.pending !== undefined;
    const batch = this.pending ?? [...this.scans.values()];
    this.pending = [];
    this.alarm_set = false;
    try {
      await projectScans(this.env, facts, batch, sure);
      this.failures = 0;
    } catch (error) {
      // Some of the batch may have landed, so the next try asks D1 what is there.
      this.pending = undefined;
      this.failures += 1;
      const delay_ms = Math.min(PROJECTION_RETRY_MS, 250 * 2 ** this.failures);
      console.error(
        JSON.stringify({ level: "warn", message: "redemptions not copied yet", delay_ms, cause: String(error) }),
      );
      this.alarm_set = true;
      await this.ctx.storage.setAlarm(Date.now() + delay_ms);
    }
  }
}
