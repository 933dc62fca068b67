/** Scans of the last minutes, so that a pass whose ticket lost its alarm reaches D1 all the same (rule G2). */

import type { Env } from "../../src/env.ts";
import { wakeBy } from "../../src/platform/db/alarms.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { MINUTE_MS } from "../../src/shared/time.ts";
import { findUncopied, loadRecent, type RecentScan, saveRecent } from "./storage.ts";

/** By then the ticket's own alarm has copied the scan, unless it is lost. */
const SETTLED_MS = 20_000;
const CHECK_EVERY_MS = 10_000;
/** A scan whose row is still missing then is told to whoever runs the servers, and looked for no more. */
const GIVE_UP_MS = 10 * MINUTE_MS;
/** Newer scans push out older ones. */
const SCANS_KEPT = 2_000;
/** What one look asks about, and how many tickets it wakes. */
const ASKED_AT_ONCE = 500;
const WOKEN_AT_ONCE = 50;

export class RecentScans {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private readonly scans: Map<string, RecentScan>;
  private kept: boolean;

  constructor(storage: DurableObjectStorage, env: Env, now: number) {
    this.storage = storage;
    this.env = env;
    this.scans = new Map(loadRecent(storage).map((scan) => [scan.scan_id, scan]));
    this.kept = this.scans.size > 0;
    if (this.kept) void wakeBy(storage, now + CHECK_EVERY_MS);
  }

  /** Takes a scan whose code names one of these tickets. Moments are epoch ms of the world's clock. Nothing is awaited; the alarm that writes counted calls keeps it. */
  add(scan_id: string, ticket_ids: readonly string[], now: number): void {
    if (ticket_ids.length === 0) return;
    this.scans.set(scan_id, { scan_id, ticket_ids, at: now });
    const [oldest] = this.scans.keys();
    if (this.scans.size > SCANS_KEPT && oldest !== undefined) this.scans.delete(oldest);
  }

  /** Asks D1 which rows are missing, and wakes the tickets that have them. What cannot be asked or woken now is asked again. */
  async check(tenant_id: string, now: number): Promise<void> {
    const settled = [...this.scans.values()].filter(({ at }) => now - at >= SETTLED_MS).slice(0, ASKED_AT_ONCE);
    try {
      if (settled.length > 0) await this.wakeUncopied(tenant_id, settled);
    } catch (error) {
      logTrouble("warn", "recent scans not looked for yet", error, { tenant_id });
    }
    for (const { scan_id, at } of settled) {
      if (now - at < GIVE_UP_MS || !this.scans.delete(scan_id)) continue;
      logTrouble("error", "scan not copied", "its ticket could not be woken", { tenant_id, scan_id });
    }
    if (this.scans.size === 0 && !this.kept) return;
    this.kept = this.scans.size > 0;
    saveRecent(this.storage, [...this.scans.values()]);
    if (this.kept) await wakeBy(this.storage, now + CHECK_EVERY_MS);
  }

  forget(): void {
    this.scans.clear();
    this.kept = false;
  }

  private async wakeUncopied(tenant_id: string, settled: readonly RecentScan[]): Promise<void> {
    const uncopied = await findUncopied(this.env, tenant_id, settled);
    const missing = new Set(uncopied.map(({ scan_id }) => scan_id));
    for (const { scan_id } of settled) if (!missing.has(scan_id)) this.scans.delete(scan_id);
    await Promise.all(
      uncopied.slice(0, WOKEN_AT_ONCE).map(async ({ scan_id, ticket_id }) => {
        const copied = await this.env.TICKET.getByName(`${tenant_id}:${ticket_id}`)
          .rouse()
          .catch(() => false);
        // What the ticket had is in D1; what it counted in another line has no row of its own.
        if (copied) this.scans.delete(scan_id);
      }),
    );
  }
}
