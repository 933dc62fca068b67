/** Scans that D1 may lack, kept for good before their tickets decide them, so that none depends on an alarm of its ticket (rule G2). */

import type { Env } from "../../src/env.ts";
import { wakeBy, willCome } from "../../src/platform/db/alarms.ts";
import { logTrouble } from "../../src/platform/log/log.ts";
import { MINUTE_MS } from "../../src/shared/time.ts";
import { findUncopied, loadRecent, type RecentScan, saveRecent } from "./storage.ts";

/** By then the scan is copied, unless who would copy it is gone. */
const SETTLED_MS = 20_000;
const CHECK_EVERY_MS = 10_000;
/** Where there is more to wake, and after a restart. */
const CHECK_SOON_MS = 1_000;
/** A scan whose row is still missing then is told to whoever runs the servers, and looked for no more. */
const GIVE_UP_MS = 10 * MINUTE_MS;
/** While so many wait, tickets copy further scans by themselves. */
const SCANS_KEPT = 2_000;
/** So many share a row, which is written anew for each of them and deleted once. */
const SCANS_PER_ROW = 20;
/** A ticket scanned again so soon is busy: its next scans share one alarm of its own, which costs less than a row here for each. */
const BUSY_MS = 10_000;
/** What one look asks about, and how many tickets it wakes. */
const ASKED_AT_ONCE = 500;
const WOKEN_AT_ONCE = 50;

interface KeptScan extends RecentScan {
  row: Row;
  /** It was kept before this life of the object: nobody is about to copy it. */
  orphaned: boolean;
}

/** Scans that are stored together. */
interface Row {
  key: string;
  scans: RecentScan[];
  /** How many of them D1 may lack. */
  open: number;
}

export class RecentScans {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private readonly scans = new Map<string, KeptScan>();
  /** When each ticket was last scanned here, the longest ago first. */
  private readonly last_scanned = new Map<string, number>();
  private row: Row | undefined;
  private rows: number;
  private due: number | null = null;

  constructor(storage: DurableObjectStorage, env: Env, now: number) {
    this.storage = storage;
    this.env = env;
    this.rows = now;
    for (const [key, scans] of loadRecent(storage)) {
      this.rows = Math.max(this.rows, Number(key) + 1);
      const row = { key, scans, open: scans.length };
      for (const scan of scans) this.scans.set(scan.scan_id, { ...scan, row, orphaned: true });
    }
    if (this.scans.size > 0) this.wake(now, CHECK_SOON_MS);
  }

  /** Keeps a scan whose code names one of these tickets, unless one is busy or too many scans wait; `now` is epoch ms of the world's clock. Nothing is awaited. */
  add(scan_id: string, ticket_ids: readonly string[], now: number): void {
    const busy = this.noteScanned(ticket_ids, now);
    if (busy || ticket_ids.length === 0 || this.scans.size >= SCANS_KEPT) return;
    if (!this.row || this.row.scans.length >= SCANS_PER_ROW)
      this.row = { key: String(this.rows++), scans: [], open: 0 };
    const { row } = this;
    // What its scans told is copied, so the row begins anew.
    if (row.open === 0) row.scans = [];
    const scan = { scan_id, ticket_ids, at: now };
    row.scans.push(scan);
    row.open += 1;
    this.scans.set(scan_id, { ...scan, row, orphaned: false });
    saveRecent(this.storage, row.key, row.scans);
    if (!willCome(this.due, now + CHECK_EVERY_MS, now)) this.wake(now, CHECK_EVERY_MS);
  }

  /** The tickets that the code of a kept scan may name; none where it is not kept. */
  ticketsOf(scan_id: string): readonly string[] {
    return this.scans.get(scan_id)?.ticket_ids ?? [];
  }

  /** D1 has these scans, or none of them will come to it. */
  drop(scan_ids: readonly string[]): void {
    for (const scan_id of scan_ids) {
      const kept = this.scans.get(scan_id);
      if (!kept || !this.scans.delete(scan_id)) continue;
      kept.row.open -= 1;
      if (kept.row.open === 0 && kept.row !== this.row) saveRecent(this.storage, kept.row.key, []);
    }
  }

  /** Asks D1 which rows are missing, and wakes the tickets that have them. What cannot be asked or woken now is asked again. */
  async check(tenant_id: string, now: number): Promise<void> {
    const settled = [...this.scans.values()]
      .filter(({ at, orphaned }) => orphaned || now - at >= SETTLED_MS)
      .slice(0, ASKED_AT_ONCE);
    const before = this.scans.size;
    try {
      if (settled.length > 0) await this.wakeUncopied(tenant_id, settled);
    } catch (error) {
      logTrouble("warn", "recent scans not looked for yet", error, { tenant_id });
    }
    for (const { scan_id, at } of settled) {
      if (now - at < GIVE_UP_MS || !this.scans.has(scan_id)) continue;
      this.drop([scan_id]);
      logTrouble("error", "scan not copied", "its ticket could not be woken", { tenant_id, scan_id });
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

  /** Returns whether one of these tickets was scanned here a moment ago. */
  private noteScanned(ticket_ids: readonly string[], now: number): boolean {
    const busy = ticket_ids.some((id) => now - (this.last_scanned.get(id) ?? Number.NEGATIVE_INFINITY) < BUSY_MS);
    for (const id of ticket_ids) {
      this.last_scanned.delete(id);
      this.last_scanned.set(id, now);
    }
    for (const [id, at] of this.last_scanned) {
      if (now - at < BUSY_MS && this.last_scanned.size <= SCANS_KEPT) break;
      this.last_scanned.delete(id);
    }
    return busy;
  }

  /** Nothing waits: a row that an idle gate would leave behind goes. */
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

  private async wakeUncopied(tenant_id: string, settled: readonly KeptScan[]): Promise<void> {
    const asked = settled.map(({ scan_id, ticket_ids, at }) => ({ scan_id, ticket_ids, at }));
    const uncopied = await findUncopied(this.env, tenant_id, asked);
    const missing = new Set(uncopied.map(({ scan_id }) => scan_id));
    this.drop(settled.flatMap(({ scan_id }) => (missing.has(scan_id) ? [] : [scan_id])));
    await Promise.all(
      uncopied.slice(0, WOKEN_AT_ONCE).map(async ({ scan_id, ticket_id }) => {
        const copied = await this.env.TICKET.getByName(`${tenant_id}:${ticket_id}`)
          .rouse()
          .catch(() => false);
        // What the ticket had is in D1; what it counted in another line has no row of its own.
        if (copied) this.drop([scan_id]);
      }),
    );
  }
}
