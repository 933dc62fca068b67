/**
 * A copier's object: copies the log lines of one device's scans to D1 in batches that do not delay verdicts (rule G2).
 */

import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../src/env.ts";
import { copiedLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { CopyingDevice, HandedLines } from "../../src/modules/admission/tickets/domain/requests.ts";
import { projectLines } from "../../src/modules/admission/tickets/store/projection.ts";
import { letOthersBeHeard } from "../../src/platform/db/turns.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { logTrouble } from "../../src/platform/log/log.ts";

declare module "../../src/env.ts" {
  interface Env {
    /** One for each device: copies the lines of its scans. */
    COPIER: DurableObjectNamespace<TicketCopierObject>;
  }
}

/** Tickets that are scanned within this time share a batch. */
const GATHER_MS = 250;
const TICKETS_PER_BATCH = 100;
/** While this many wait, because D1 is slow or away, further tickets copy their lines themselves. */
const MOST_WAITING = 1_000;
const CALLS_AT_ONCE = 20;

/** Stores nothing: lines that are lost with it are found by the scan ids that the device's object keeps. */
export class TicketCopierObject extends DurableObject<Env> {
  private waiting: HandedLines[] = [];
  private running: Promise<void> | undefined;

  /** Takes a ticket's lines, and copies them after the answers. */
  copyLines(device: CopyingDevice, handed: HandedLines): void {
    if (this.waiting.length < MOST_WAITING) {
      this.waiting.push(handed);
      this.running ??= this.run(device);
      this.ctx.waitUntil(this.running);
    } else this.ctx.waitUntil(this.leave(device, [handed]));
  }

  private async run(device: CopyingDevice): Promise<void> {
    while (this.waiting.length > 0) {
      await (this.waiting.length < TICKETS_PER_BATCH ? scheduler.wait(GATHER_MS) : letOthersBeHeard());
      const batch = this.waiting.splice(0, TICKETS_PER_BATCH);
      try {
        await this.copy(device, batch);
      } catch (error) {
        logTrouble("warn", "tickets' logs not copied together", error, { ...device, tickets: batch.length });
        await this.leave(device, batch);
      }
    }
    this.running = undefined;
  }

  private async copy({ tenant_id, device_id }: CopyingDevice, batch: readonly HandedLines[]): Promise<void> {
    const waiting: Promise<unknown>[] = [];
    const base = systemContext(this.env, "ticket", (work) => waiting.push(work));
    for (const sure of [true, false]) {
      const lines = batch.filter((handed) => handed.sure === sure).flatMap((handed) => handed.told);
      if (lines.length > 0) await projectLines(asTenant(base, tenant_id), lines, sure);
    }
    await Promise.all(waiting);
    const scan_ids = batch.flatMap(({ told }) =>
      told.flatMap(({ line }) => (line.kind === "scan" ? [line.scan_id] : [])),
    );
    // A device's object that this call does not reach asks D1 itself.
    await this.env.DEVICE.getByName(`${tenant_id}:${device_id}`)
      .dropScans(scan_ids)
      .catch(() => undefined);
    await this.callTickets(tenant_id, batch, (ticket, { told }) =>
      ticket.projected(told.map(({ line }) => copiedLine(line))),
    );
  }

  /**
   * Lets each ticket copy its own lines by its alarm. A ticket that this does not reach is found by its device's kept
   * scan.
   */
  private leave({ tenant_id }: CopyingDevice, batch: readonly HandedLines[]): Promise<void> {
    return this.callTickets(tenant_id, batch, (ticket) => ticket.copyAlone());
  }

  private async callTickets(
    tenant_id: string,
    batch: readonly HandedLines[],
    call: (ticket: ReturnType<Env["TICKET"]["getByName"]>, handed: HandedLines) => Promise<unknown>,
  ): Promise<void> {
    for (let at = 0; at < batch.length; at += CALLS_AT_ONCE)
      await Promise.allSettled(
        batch
          .slice(at, at + CALLS_AT_ONCE)
          .map((handed) => call(this.env.TICKET.getByName(`${tenant_id}:${handed.ticket_id}`), handed)),
      );
  }
}
