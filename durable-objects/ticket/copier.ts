/** Lines of tickets' logs that one device's scans made: copied to D1 together, a batch at a time, so that scans come first (rule G2). */

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
    /** One a device: copies what its scans did to tickets. */
    COPIER: DurableObjectNamespace<TicketCopierObject>;
  }
}

/** Tickets that are scanned within this time share a batch. */
const GATHERED_MS = 250;
const TICKETS_PER_BATCH = 100;
/** Further tickets copy their lines by themselves: D1 is slower than the gate, or away. */
const MOST_WAITING = 1_000;
const TOLD_AT_ONCE = 20;

/** Keeps nothing: what is lost with it is found by the scan ids that the device's object keeps. */
export class TicketCopierObject extends DurableObject<Env> {
  private waiting: HandedLines[] = [];
  private running: Promise<void> | undefined;

  /** Takes a ticket's lines, and copies them behind the answers. */
  copyLines(device: CopyingDevice, handed: HandedLines): void {
    if (this.waiting.length < MOST_WAITING) {
      this.waiting.push(handed);
      this.running ??= this.run(device);
      this.ctx.waitUntil(this.running);
    } else this.ctx.waitUntil(this.leave(device, [handed]));
  }

  private async run(device: CopyingDevice): Promise<void> {
    while (this.waiting.length > 0) {
      await (this.waiting.length < TICKETS_PER_BATCH ? scheduler.wait(GATHERED_MS) : letOthersBeHeard());
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
    const behind: Promise<unknown>[] = [];
    const base = systemContext(this.env, "ticket", (work) => behind.push(work));
    for (const sure of [true, false]) {
      const told = batch.filter((handed) => handed.sure === sure).flatMap((handed) => handed.told);
      if (told.length > 0) await projectLines(asTenant(base, tenant_id), told, sure);
    }
    await Promise.all(behind);
    const scan_ids = batch.flatMap(({ told }) =>
      told.flatMap(({ line }) => (line.kind === "scan" ? [line.scan_id] : [])),
    );
    // A device that does not hear it asks D1 for itself.
    await this.env.DEVICE.getByName(`${tenant_id}:${device_id}`)
      .dropScans(scan_ids)
      .catch(() => undefined);
    await this.tell(tenant_id, batch, (ticket, { told }) => ticket.projected(told.map(({ line }) => copiedLine(line))));
  }

  /** Lets each ticket copy its own lines by its alarm. One that cannot be told is found by the scan that its device keeps. */
  private leave({ tenant_id }: CopyingDevice, batch: readonly HandedLines[]): Promise<void> {
    return this.tell(tenant_id, batch, (ticket) => ticket.copyAlone());
  }

  private async tell(
    tenant_id: string,
    batch: readonly HandedLines[],
    word: (ticket: ReturnType<Env["TICKET"]["getByName"]>, handed: HandedLines) => Promise<unknown>,
  ): Promise<void> {
    for (let at = 0; at < batch.length; at += TOLD_AT_ONCE)
      await Promise.allSettled(
        batch
          .slice(at, at + TOLD_AT_ONCE)
          .map((handed) => word(this.env.TICKET.getByName(`${tenant_id}:${handed.ticket_id}`), handed)),
      );
  }
}
