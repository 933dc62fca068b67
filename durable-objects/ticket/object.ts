/** One ticket's uses, one after another: whatever arrives at once, the first PASS wins (rules G3, G4). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type { RefundRefusal } from "../../src/modules/admission/tickets/domain/changes.ts";
import type { CopiedLine, LogLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type * as words from "../../src/modules/admission/tickets/domain/requests.ts";
import type { HydratedTicket } from "../../src/modules/admission/tickets/store/hydrate.ts";
import { TicketChanges } from "./changes.ts";
import { TicketHistory } from "./history.ts";
import { meetTicket } from "./lookup.ts";
import { PROJECTION_DELAY_MS, Projector } from "./projector.ts";
import { TicketScans } from "./scans.ts";
import { appendLine } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    TICKET: DurableObjectNamespace<TicketObject>;
  }
}

/** The caller copies many tickets at once; should it die, the alarm does it. */
const PROJECTED_BY_CALLER_MS = 20_000;

export class TicketObject extends DurableObject<Env> {
  private readonly history: TicketHistory;
  private readonly projector: Projector;
  private readonly scans: TicketScans;
  private readonly changes: TicketChanges;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.history = new TicketHistory(state.storage);
    this.projector = new Projector(state.storage, env, this.history);
    this.scans = new TicketScans(this.history, this.projector, (line, in_ms) => this.append(line, in_ms));
    this.changes = new TicketChanges(this.history, this.projector, (line) => this.append(line, PROJECTION_DELAY_MS));
  }

  /** Decides a scan. Asks D1 only when the object has never met its ticket; then nothing is awaited until the answer. */
  redeem(named: words.NamedTicket, scan: words.ScanRequest): Promise<words.ScanOutcome> {
    return this.redeemOne(named, scan, PROJECTION_DELAY_MS);
  }

  /** The same for a scan that its device keeps until D1 has it: the caller takes the lines there, and no alarm is needed. */
  async redeemKept(named: words.NamedTicket, scan: words.ScanRequest): Promise<words.ScanOutcome> {
    const outcome = await this.redeemOne(named, scan, null);
    if (outcome.outcome !== "decided" || outcome.replayed || outcome.line.recorded_as !== undefined) return outcome;
    const to_copy = this.projector.handOver(outcome.line);
    if (!to_copy) this.projector.copyAlone();
    return { ...outcome, to_copy };
  }

  private async redeemOne(named: words.NamedTicket, scan: words.ScanRequest, project_in_ms: number | null) {
    const [outcome] = await this.redeemMany(named, [scan], undefined, project_in_ms);
    return outcome ?? ({ outcome: "unknown" } as const);
  }

  /** The verdict that a scan id got here; null for none. Nothing is decided. */
  repeat(scan_id: string): words.Repeat | null {
    const line = this.history.scanOf(scan_id);
    return line ? { line, facts: this.history.ticket().facts } : null;
  }

  /** Decides scans in their order. The caller copies them to D1 and then says so by `projected`. */
  redeemForCaller(
    named: words.NamedTicket,
    scans: readonly words.ScanRequest[],
    met: HydratedTicket | undefined,
  ): Promise<words.ScanOutcome[]> {
    return this.redeemMany(named, scans, met, PROJECTED_BY_CALLER_MS);
  }

  private async redeemMany(
    named: words.NamedTicket,
    scans: readonly words.ScanRequest[],
    met: HydratedTicket | undefined,
    project_in_ms: number | null,
  ): Promise<words.ScanOutcome[]> {
    const meeting = await this.meet(
      named,
      scans.map(({ scan_id }) => scan_id),
      met,
    );
    if (meeting !== "met") return scans.map(() => ({ outcome: meeting }));
    return scans.map((scan) => this.scans.decide(scan, project_in_ms));
  }

  /** Changes the ticket's standing, and tells D1 before it answers. */
  async change(named: words.NamedTicket, change: words.StatusRequest): Promise<words.ChangeOutcome<"status">> {
    const meeting = await this.meet(named);
    return meeting === "met" ? this.changes.changeStatus(change) : { outcome: meeting };
  }

  /** Ends the ticket for a refund, or undoes that, and tells D1 before it answers. */
  async refund(named: words.NamedTicket, refund: words.RefundRequest): Promise<words.ChangeOutcome<RefundRefusal>> {
    const meeting = await this.meet(named);
    return meeting === "met" ? this.changes.refund(refund) : { outcome: meeting };
  }

  /** Takes a pass back whose guest did not go through (rule G11), and tells D1 before it answers. */
  async annul(named: words.NamedTicket, annul: words.AnnulRequest): Promise<words.AnnulOutcome> {
    // A repeat waits for the request that asks leave, and finds what it did.
    if (annul.hold) await this.changes.waitForAnnul();
    const meeting = await this.meet(named);
    return meeting === "met" ? this.changes.annul(annul) : { outcome: meeting };
  }

  /** The request that asked leave to take a pass back has done it, or may not. */
  endAnnul(): void {
    this.changes.endAnnul();
  }

  /** The caller of `redeemForCaller` has copied these lines. */
  projected(copied: readonly CopiedLine[]): Promise<void> {
    return this.projector.copied(copied);
  }

  /** The device that took lines to D1 could not: the ticket's alarm does. */
  copyAlone(): void {
    this.projector.copyAlone();
  }

  /** Copies what D1 lacks, for who found that it lacks something. False when D1 could not be told yet. */
  rouse(): Promise<boolean> {
    return this.projector.project();
  }

  /** The ticket's tenant is purged, and what was done to the ticket with it. */
  async forget(): Promise<void> {
    await this.projector.settle();
    await this.ctx.storage.deleteAll();
    this.history.clear();
    this.projector.clear();
  }

  override alarm(): Promise<void> {
    return this.projector.alarm();
  }

  private meet(named: words.NamedTicket, scan_ids: string[] = [], met?: HydratedTicket): Promise<words.HydrateOutcome> {
    return meetTicket(this.env, this.history, named, scan_ids, met);
  }

  private append(line: LogLine, project_in_ms: number | null): void {
    const kept = this.history.add(line);
    appendLine(this.ctx.storage, kept);
    this.projector.add(line, project_in_ms);
  }
}
