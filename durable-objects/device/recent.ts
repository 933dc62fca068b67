/**
 * Scans that D1 may lack: stored before their tickets decide them, so that none depends on an alarm of its ticket
 * (rule G2).
 */

import type { Env } from "../../src/env.ts";
import { wakeBy, willCome } from "../../src/platform/db/alarms.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { MINUTE_MS } from "../../src/shared/time.ts";
import { findUncopied, loadRecent, type RecentScan, saveRecent } from "./storage.ts";

/** By then a scan is copied, unless its copier is gone. */
const SETTLED_MS = 20_000;
const CHECK_EVERY_MS = 10_000;
/** When there is more to wake, and after a restart. */
const CHECK_SOON_MS = 1_000;
/** A scan whose row is still missing then is logged as an error, and no longer looked for. */
const GIVE_UP_MS = 10 * MINUTE_MS;
/** While this many wait, tickets copy further scans themselves. */
const SCANS_KEPT = 2_000;
/** Scans that share a row; the row is written again for each of them, and deleted once. */
const SCANS_PER_ROW = 20;
/**
 * A ticket that is scanned again within this time is busy: its next scans share one alarm of the ticket, which costs
 * less than a row here for each.
 */
const BUSY_MS = 10_000;
/** The most scans that one check asks about, and the most tickets that it wakes. */
const SCANS_PER_CHECK = 500;
const TICKETS_PER_CHECK = 50;

interface KeptScan extends RecentScan {
  row: Row;
  /** It was stored before the object last woke, so no copier has it. */
  orphaned: boolean;
  /** When each ticket that its code names was last woken in vain, epoch ms of the world's clock. */
  in_vain: Map<string, number>;
}

/** A scan that D1 lacks, with a ticket that its code may name. */
type Uncopied = Awaited<ReturnType<typeof findUncopied>>[number];

/** Scans that are stored together. */
interface Row {
  key: string;
  scans: RecentScan[];
  /** The number of them that D1 may lack. */
  open: number;
}

export class RecentScans {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private readonly scans = new Map<string, KeptScan>();
  /** The last scan of each ticket here, oldest first. */
  private readonly last_scanned = new Map<string, number>();
  private row: Row | undefined;
  private next_row: number;
  private due: number | null = null;

  constructor(storage: DurableObjectStorage, env: Env, now: number) {
    this.storage = storage;
    this.env = env;
    this.next_row = now;
    for (const [key, scans] of loadRecent(storage)) {
      this.next_row = Math.max(this.next_row, Number(key) + 1);
      const row = { key, scans, open: scans.length };
      for (const scan of scans) this.scans.set(scan.scan_id, { ...scan, row, orphaned: true, in_vain: new Map() });
    }
    if (this.scans.size > 0) this.wake(now, CHECK_SOON_MS);
  }

  /**
   * Keeps a scan whose code may name these tickets, unless the first is busy or too many scans wait. `now` is epoch ms of
   * the world's clock. Nothing is awaited.
   */
  add(scan_id: string, ticket_ids: readonly string[], now: number): void {
    const [as_printed] = ticket_ids;
    if (as_printed === undefined || this.noteScanned(as_printed, now) || this.scans.size >= SCANS_KEPT) return;
    // D1 has all scans of the row, so it is filled again from the start.
    if (this.row?.open === 0) this.row.scans = [];
    if (!this.row || this.row.scans.length >= SCANS_PER_ROW)
      this.row = { key: String(this.next_row++), scans: [], open: 0 };
    const { row } = this;
    const scan = { scan_id, ticket_ids, at: now };
    row.scans.push(scan);
    row.open += 1;
    this.scans.set(scan_id, { ...scan, row, orphaned: false, in_vain: new Map() });
    saveRecent(this.storage, row.key, row.scans);
    if (!willCome(this.due, now + CHECK_EVERY_MS, now)) this.wake(now, CHECK_EVERY_MS);
  }

  /** The tickets that the code of a kept scan may name; none if the scan is not kept. */
  ticketsOf(scan_id: string): readonly string[] {
    return this.scans.get(scan_id)?.ticket_ids ?? [];
  }

  /** Drops scans that D1 has, or that never reach it. */
  drop(scan_ids: readonly string[]): void {
    for (const scan_id of scan_ids) {
      const kept = this.scans.get(scan_id);
      if (!kept || !this.scans.delete(scan_id)) continue;
      kept.row.open -= 1;
      if (kept.row.open === 0 && kept.row !== this.row) saveRecent(this.storage, kept.row.key, []);
    }
  }

  /** Asks D1 which rows are missing, and wakes their tickets. What fails now is tried again. */
  async check(tenant_id: string, now: number): Promise<void> {
    const settled = [...this.scans.values()]
      .filter(({ at, orphaned }) => orphaned || now - at >= SETTLED_MS)
      .slice(0, SCANS_PER_CHECK);
    const before = this.scans.size;
    try {
      const uncopied = settled.length > 0 ? await this.wakeUncopied(tenant_id, settled, now) : [];
      this.giveUp(tenant_id, uncopied, now);
    } catch (error) {
      logTrouble("warn", "recent scans not looked for yet", error, { tenant_id });
    }
    if (this.scans.size > 0) this.wake(now, this.scans.size < before ? CHECK_SOON_MS : CHECK_EVERY_MS);
    else if (this.row) this.closeRow(this.row);
  }

  forget(): void {
    this.scans.clear();
    this.last_scanned.clear();
    this.row = undefined;
    this.due = null;
  }

  /**
   * Notes a scan of a ticket, and returns whether the ticket is busy. Its id is that of the code as printed: in another
   * layout the code may name a ticket that was sold beside it.
   */
  private noteScanned(ticket_id: string, now: number): boolean {
    const busy = now - (this.last_scanned.get(ticket_id) ?? Number.NEGATIVE_INFINITY) < BUSY_MS;
    this.last_scanned.delete(ticket_id);
    this.last_scanned.set(ticket_id, now);
    for (const [id, at] of this.last_scanned) {
      if (now - at < BUSY_MS && this.last_scanned.size <= SCANS_KEPT) break;
      this.last_scanned.delete(id);
    }
    return busy;
  }

  /** Deletes the row of an idle gate, because no scan waits. */
  private closeRow({ key }: Row): void {
    this.row = undefined;
    saveRecent(this.storage, key, []);
  }

  private wake(now: number, in_ms: number): void {
    this.due = now + in_ms;
    void wakeBy(this.storage, this.due).then((due) => {
      this.due = due;
    });
  }

  /**
   * Drops old scans after each ticket that the code names was woken in vain since the scan is old. A scan that nobody could
   * ask about, as in an outage, is kept.
   */
  private giveUp(tenant_id: string, uncopied: readonly Uncopied[], now: number): void {
    for (const [scan_id, named] of Map.groupBy(uncopied, (one) => one.scan_id)) {
      const kept = this.scans.get(scan_id);
      if (!kept || now - kept.at < GIVE_UP_MS) continue;
      if (named.some((one) => this.wokenAt(one) - kept.at < GIVE_UP_MS)) continue;
      this.drop([scan_id]);
      logTrouble("error", "scan not copied", "its ticket could not be woken", { tenant_id, scan_id });
    }
  }

  private wokenAt({ scan_id, ticket_id }: Uncopied): number {
    return this.scans.get(scan_id)?.in_vain.get(ticket_id) ?? 0;
  }

  /**
   * Wakes the tickets of scans that D1 lacks, those first that waited longest for it, and returns these scans with their
   * tickets; a scan is dropped if D1 has it by then.
   */
  private async wakeUncopied(tenant_id: string, settled: readonly KeptScan[], now: number): Promise<Uncopied[]> {
    const asked = settled.map(({ scan_id, ticket_ids, at }) => ({ scan_id, ticket_ids, at }));
    const uncopied = await findUncopied(this.env, tenant_id, asked);
    const missing = new Set(uncopied.map(({ scan_id }) => scan_id));
    this.drop(settled.flatMap(({ scan_id }) => (missing.has(scan_id) ? [] : [scan_id])));
    const woken = uncopied
      .toSorted((one, other) => this.wokenAt(one) - this.wokenAt(other))
      .slice(0, TICKETS_PER_CHECK);
    await Promise.all(
      woken.map(async ({ scan_id, ticket_id }) => {
        const copied = await this.env.TICKET.getByName(`${tenant_id}:${ticket_id}`)
          .copyMissing()
          .catch(() => false);
        // D1 has all lines of the ticket; a scan that was counted in another line has no row.
        if (copied) this.drop([scan_id]);
        else this.scans.get(scan_id)?.in_vain.set(ticket_id, now);
      }),
    );
    return uncopied;
  }
}
