/** A ticket's object: decides its scans and changes one after another, so that the first PASS wins (rules G3, G4). */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import type { RefundRefusal } from "../../src/modules/admission/tickets/domain/changes.ts";
import type { CopiedLine, LogLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type * as words from "../../src/modules/admission/tickets/domain/requests.ts";
import type { HydratedTicket } from "../../src/modules/admission/tickets/store/hydrate.ts";
import { TicketChanges } from "./changes.ts";
import { TicketHistory } from "./history.ts";
import { hydrateTicket, renewTicket } from "./lookup.ts";
import { PROJECTION_DELAY_MS, Projector } from "./projector.ts";
import { TicketScans } from "./scans.ts";
import { appendLine } from "./storage.ts";

declare module "../../src/env.ts" {
  interface Env {
    TICKET: DurableObjectNamespace<TicketObject>;
  }
}

/** A caller that decides many scans copies them itself; if it dies, the alarm does it. */
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

  /** Decides a scan. Reads D1 only when the ticket is unknown; after that nothing is awaited until the answer. */
  redeem(named: words.NamedTicket, scan: words.ScanRequest): Promise<words.ScanOutcome> {
    return this.redeemOne(named, scan, PROJECTION_DELAY_MS);
  }

  /** The same for a scan that its device keeps until D1 has it: the caller gives the lines to the copier, without an alarm. */
  async redeemWithoutAlarm(named: words.NamedTicket, scan: words.ScanRequest): Promise<words.ScanOutcome> {
    const outcome = await this.redeemOne(named, scan, null);
    if (outcome.outcome !== "decided" || outcome.replayed || outcome.line.recorded_as !== undefined) return outcome;
    return { ...outcome, to_copy: this.projector.handOver(outcome.line) };
  }

  private async redeemOne(named: words.NamedTicket, scan: words.ScanRequest, project_in_ms: number | null) {
    const [outcome] = await this.redeemMany(named, [scan], undefined, project_in_ms);
    return outcome ?? ({ outcome: "unknown" } as const);
  }

  /** The verdict that a scan id got here; null for none. Decides nothing. */
  repeat(scan_id: string): words.Repeat | null {
    const line = this.history.scanOf(scan_id);
    return line ? { line, facts: this.history.ticket().facts } : null;
  }

  /** Decides scans in order. The caller copies them to D1 and then calls `projected`. */
  redeemForCaller(
    named: words.NamedTicket,
    scans: readonly words.ScanRequest[],
    preloaded: HydratedTicket | undefined,
  ): Promise<words.ScanOutcome[]> {
    return this.redeemMany(named, scans, preloaded, PROJECTED_BY_CALLER_MS);
  }

  private async redeemMany(
    named: words.NamedTicket,
    scans: readonly words.ScanRequest[],
    preloaded: HydratedTicket | undefined,
    project_in_ms: number | null,
  ): Promise<words.ScanOutcome[]> {
    const scan_ids = scans.map(({ scan_id }) => scan_id);
    const hydrated = await this.hydrate(named, scan_ids, preloaded);
    if (hydrated !== "known") return scans.map(() => ({ outcome: hydrated }));
    return scans.map((scan) => this.scans.decide(scan, project_in_ms));
  }

  /** Reads the ticket from D1 again, because an import changed it there. */
  readAgain(named: words.NamedTicket): Promise<void> {
    return renewTicket(this.env, this.history, named);
  }

  /** Changes the ticket's status, and sends it to D1 before it answers. */
  async change(named: words.NamedTicket, change: words.StatusRequest): Promise<words.ChangeOutcome<"status">> {
    const hydrated = await this.hydrate(named);
    return hydrated === "known" ? this.changes.changeStatus(change) : { outcome: hydrated };
  }

  /** Ends the ticket for a refund, or undoes that, and sends it to D1 before it answers. */
  async refund(named: words.NamedTicket, refund: words.RefundRequest): Promise<words.ChangeOutcome<RefundRefusal>> {
    const hydrated = await this.hydrate(named);
    return hydrated === "known" ? this.changes.refund(refund) : { outcome: hydrated };
  }

  /** Takes back a pass whose guest did not go through (rule G11), and sends it to D1 before it answers. */
  async annul(named: words.NamedTicket, annul: words.AnnulRequest): Promise<words.AnnulOutcome> {
    // A repeat waits for the request that checks its approval, and finds its line.
    if (annul.hold) await this.changes.waitForAnnul();
    const hydrated = await this.hydrate(named);
    return hydrated === "known" ? this.changes.annul(annul) : { outcome: hydrated };
  }

  /** Ends the turn of a request that annulled a pass, or was refused its approval. */
  endAnnul(): void {
    this.changes.endAnnul();
  }

  /** Notes that the caller of `redeemForCaller`, or the copier, has copied these lines. */
  projected(copied: readonly CopiedLine[]): Promise<void> {
    return this.projector.copied(copied);
  }

  /** Copies the lines by the ticket's alarm, because the copier could not. */
  copyAlone(): void {
    this.projector.copyAlone();
  }

  /** Copies the lines that D1 lacks, for a caller that found some missing. False when D1 did not accept them yet. */
  copyMissing(): Promise<boolean> {
    return this.projector.project();
  }

  /** Deletes the log, because the ticket's tenant is purged. */
  async forget(): Promise<void> {
    await this.projector.settle();
    await this.ctx.storage.deleteAll();
    this.history.clear();
    this.projector.clear();
  }

  override alarm(): Promise<void> {
    return this.projector.alarm();
  }

  private hydrate(named: words.NamedTicket, scan_ids: string[] = [], preloaded?: HydratedTicket) {
    return hydrateTicket(this.env, this.history, named, scan_ids, preloaded);
  }

  private append(line: LogLine, project_in_ms: number | null): void {
    const kept = this.history.add(line);
    appendLine(this.ctx.storage, kept);
    this.projector.add(line, project_in_ms);
  }
}
