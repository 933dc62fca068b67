/** Counts of one caller's calls and bytes: kept in its object's memory, and written after the reply (rules L1, L2, T9). */

import type { Env } from "../../env.ts";
import {
  type Allowance,
  addBytes,
  type Bytes,
  type Calls,
  type CallsByClass,
  type Counted,
  callsThatFit,
  countCalls,
  type Limits,
  NO_BYTES,
  NO_CALLS,
  ONE_CALL,
  RATE_CLASSES,
  type RateClass,
  restOfDay,
  usedBytes,
  usedCalls,
} from "../../shared/rates.ts";
import { accept, type Result, refuse } from "../../shared/result.ts";
import type { AdmissionRefusal } from "../../shared/standing.ts";
import { iso } from "../../shared/time.ts";
import { logTrouble } from "../log/log.ts";
import { willCome } from "./alarms.ts";
import { bookkeep } from "./commit.ts";
import { openDatabase } from "./session.ts";
import { type Statement, sql } from "./sql.ts";
import type { TenantFacts } from "./tenant-facts.ts";

/** An idle object is evicted after ten seconds at the earliest; its counts are written before that. */
const FLUSH_AFTER_MS = 8_000;
const CALLS = "calls";
/** The session of a device's calls, which are counted together. */
const NO_SESSION = "";
/** A caller's bytes are added to the tenant's sum in pieces of this size, so that single scans and sales cost nothing there. */
const BYTES_PER_REPORT = 1_000_000;

/** A caller's stored counts, in one row. */
interface StoredCounts extends CallsByClass {
  /** Calls of the class `undo`, by session. */
  undone?: Readonly<Record<string, Calls>>;
  bytes?: Bytes;
  /** Bytes that are not yet in the tenant's sum. */
  untold?: number;
  /** The last counted call, epoch ms of the world's clock. */
  called_at?: number | null;
}

/** The used part of a class's hourly limit. */
export interface Used {
  rate: RateClass;
  limit: number;
  used: number;
}

interface Usage {
  tenant_id: string;
  /** YYYY-MM, UTC. */
  month: string;
  route: string;
  count: number;
}

export class CallCounter {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private calls: CallsByClass;
  /** Calls of the class `undo` are counted by session, so that an intruder in one session cannot use up another's. */
  private readonly undone: Map<string, Calls>;
  private bytes: Bytes;
  private untold: { bytes: number; tenant_id: string; limit: number };
  private usage = new Map<string, Usage>();
  /** The last counted call, epoch ms of the world's clock; null for none. It may be eight seconds old after a crash. */
  called_at: number | null;
  /** Calls were counted since the counts were written. */
  private counted = false;
  /** When the alarm that writes is due, epoch ms. */
  private flush_at: number | null = null;

  constructor(storage: DurableObjectStorage, env: Env) {
    this.storage = storage;
    this.env = env;
    const kept: Partial<StoredCounts> = storage.kv.get<StoredCounts>(CALLS) ?? NO_CALLS;
    const { bytes = NO_BYTES, untold = 0, undone = {}, called_at = null, ...calls } = kept;
    this.called_at = called_at;
    this.undone = new Map(Object.entries(undone));
    this.calls = { ...NO_CALLS, ...calls };
    this.bytes = bytes;
    this.untold = { bytes: untold, tenant_id: "", limit: 0 };
  }

  /**
   * Counts a request and returns the allowed part of it, or the refusal. Nothing is awaited. Sensitive calls are written
   * before the reply is sent. The rest is written within eight seconds, and a crash may lose it. `session_id`: a person's
   * session, for which alone calls of the class `undo` are counted.
   */
  count(
    tenant_id: string,
    { classes, route, load = ONE_CALL }: Counted,
    { limits, byte_limits }: Pick<TenantFacts, "limits" | "byte_limits">,
    now: number,
    session_id = NO_SESSION,
  ): Result<Allowance, AdmissionRefusal> {
    const known = this.callsOf(session_id);
    const stores = load.bytes === 0 || usedBytes(this.bytes, now) + load.bytes <= byte_limits.caller;
    if (!stores && !load.vital && !load.partly) return refuse({ reason: "bytes_spent", retry_after_s: restOfDay(now) });
    const room = Math.min(...classes.map((rate) => callsThatFit(known[rate], limits[rate], now)));
    const calls = load.partly ? Math.min(load.calls, room) : load.calls;
    if (calls > 0 || !load.partly) {
      const counted = countCalls(known, classes, limits, now, calls);
      if (!counted.ok) return refuse({ reason: "rate_limited", retry_after_s: counted.refusal.retry_after_s });
      this.calls = { ...counted.value, undo: [] };
      if (classes.includes("undo")) this.undone.set(session_id, counted.value.undo);
    }
    this.bytes = addBytes(this.bytes, load.bytes, now);
    this.untold = { bytes: this.untold.bytes + load.bytes, tenant_id, limit: byte_limits.tenant };
    this.called_at = now;
    this.counted = true;
    if (classes.includes("sensitive")) this.keep();
    if (route !== null) this.add({ tenant_id, month: iso(now).slice(0, 7), route, count: 1 });
    this.scheduleFlush();
    return accept({ calls, stores });
  }

  private callsOf(session_id: string): CallsByClass {
    return { ...this.calls, undo: this.undone.get(session_id) ?? [] };
  }

  /** Drops the count of an ended session. */
  forgetSession(session_id: string): void {
    this.undone.delete(session_id);
  }

  private keep(): void {
    const undone = Object.fromEntries(this.undone);
    const { calls, bytes, untold, called_at } = this;
    this.storage.kv.put<StoredCounts>(CALLS, { ...calls, undone, bytes, untold: untold.bytes, called_at });
    this.counted = false;
  }

  /** Adds bytes to the tenant's sum once there are enough of them. After a failure they are added the next time. */
  private async reportBytes(): Promise<boolean> {
    const { bytes, tenant_id, limit } = this.untold;
    if (bytes < BYTES_PER_REPORT || tenant_id === "") return false;
    this.untold = { ...this.untold, bytes: 0 };
    try {
      await this.env.TENANT.getByName(tenant_id).noteBytes({ tenant_id, bytes, limit });
      return true;
    } catch (error) {
      this.untold = { ...this.untold, bytes: this.untold.bytes + bytes };
      logTrouble("warn", "bytes not reported yet", error, { tenant_id });
      return false;
    }
  }

  /** The used part of each class's hourly limit; `now` is epoch ms. */
  used(limits: Limits, now: number, session_id = NO_SESSION): Used[] {
    const known = this.callsOf(session_id);
    return RATE_CLASSES.map((rate) => ({ rate, limit: limits[rate], used: usedCalls(known[rate], now) }));
  }

  /** Writes the counts. A failed flush is repeated; if only D1's answer was lost, usage is counted twice. */
  async flush(): Promise<void> {
    this.flush_at = null;
    if (this.counted) this.keep();
    if (await this.reportBytes()) this.keep();
    const flushing = [...this.usage.values()];
    this.usage = new Map();
    const [first] = flushing;
    if (!first) return;
    try {
      await bookkeep(openDatabase(this.env, first.tenant_id), [addUsage(flushing)]);
    } catch (error) {
      logTrouble("warn", "usage not written yet", error, { tenant_id: first.tenant_id });
      for (const usage of flushing) this.add(usage);
      this.scheduleFlush();
    }
  }

  /**
   * Sets the alarm of the next flush now if calls are coming in. Then another alarm of the object, which would be set in
   * between, costs no row of its own.
   */
  expectMore(now: number): void {
    if (this.called_at !== null && now - this.called_at < FLUSH_AFTER_MS / 2) this.scheduleFlush();
  }

  private add(usage: Usage): void {
    const key = `${usage.month} ${usage.route}`;
    const count = usage.count + (this.usage.get(key)?.count ?? 0);
    this.usage.set(key, { ...usage, count });
  }

  private scheduleFlush(): void {
    const now = Date.now();
    const at = now + FLUSH_AFTER_MS;
    if (willCome(this.flush_at, at, now)) return;
    this.flush_at = at;
    // No reply waits for the alarm: the counts that it would write are only in memory anyway.
    void this.storage.setAlarm(at, { allowUnconfirmed: true });
  }
}

/** Adds usage to the stored counts. */
export function addUsage(rows: readonly Usage[]): Statement {
  const values = rows.map(({ tenant_id, month, route, count }) => [tenant_id, month, route, count]);
  return sql`INSERT INTO usage_counters (tenant_id, month, route, count)
    SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value ->> '$[3]' FROM json_each(${values}) WHERE 1
    ON CONFLICT (tenant_id, month, route) DO UPDATE SET count = count + excluded.count`;
}
