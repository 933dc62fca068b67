/** The calls and bytes of one caller, counted in its object's memory and written behind the answer (rules L1, L2, T9). */

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

/** An idle object is evicted after ten seconds at the earliest; what it counted is written before. */
const FLUSH_AFTER_MS = 8_000;
const CALLS = "calls";
/** Of a device's calls, which are counted together. */
const NO_SESSION = "";
/** The tenant's sum hears of a caller's bytes in pieces of this size, so that a scan or sale costs it nothing. */
const TOLD_BYTES = 1_000_000;

/** What is kept of a caller, in one row. */
interface Kept extends CallsByClass {
  /** Calls of the class `undo`, by session. */
  undone?: Readonly<Record<string, Calls>>;
  bytes?: Bytes;
  /** Bytes that the tenant's sum has not heard of. */
  untold?: number;
}

/** How much of a class is used of what fits into an hour. */
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
  /** The way back is counted by session, so that whoever found one open spends no other's. */
  private readonly undone: Map<string, Calls>;
  private bytes: Bytes;
  private untold: { bytes: number; tenant_id: string; limit: number };
  private usage = new Map<string, Usage>();
  /** When the alarm is due that writes, epoch ms. */
  private flush_at: number | null = null;

  constructor(storage: DurableObjectStorage, env: Env) {
    this.storage = storage;
    this.env = env;
    const kept: Partial<Kept> = storage.kv.get<Kept>(CALLS) ?? NO_CALLS;
    const { bytes = NO_BYTES, untold = 0, undone = {}, ...calls } = kept;
    this.undone = new Map(Object.entries(undone));
    this.calls = { ...NO_CALLS, ...calls };
    this.bytes = bytes;
    this.untold = { bytes: untold, tenant_id: "", limit: 0 };
  }

  /**
   * Counts a request and says how much of it is let through, or why none of it is. Nothing is awaited. What is sensitive is
   * written before the answer leaves; all else within eight seconds, which is what a crash may forget. `session_id`: of a
   * person; what undoes is counted for it alone.
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
    if (classes.includes("sensitive")) this.keep();
    if (route !== null) this.add({ tenant_id, month: iso(now).slice(0, 7), route, count: 1 });
    this.scheduleFlush();
    return accept({ calls, stores });
  }

  private callsOf(session_id: string): CallsByClass {
    return { ...this.calls, undo: this.undone.get(session_id) ?? [] };
  }

  /** A session ended, and nothing more is counted for it. */
  forgetSession(session_id: string): void {
    this.undone.delete(session_id);
  }

  private keep(): void {
    const undone = Object.fromEntries(this.undone);
    this.storage.kv.put<Kept>(CALLS, { ...this.calls, undone, bytes: this.bytes, untold: this.untold.bytes });
  }

  /** Tells the tenant's sum of what was handed in, once it is worth it; what it does not hear is told with the next. */
  private async tellBytes(): Promise<boolean> {
    const { bytes, tenant_id, limit } = this.untold;
    if (bytes < TOLD_BYTES || tenant_id === "") return false;
    this.untold = { ...this.untold, bytes: 0 };
    try {
      await this.env.TENANT.getByName(tenant_id).noteBytes({ tenant_id, bytes, limit });
      return true;
    } catch (error) {
      this.untold = { ...this.untold, bytes: this.untold.bytes + bytes };
      logTrouble("warn", "bytes not told yet", error, { tenant_id });
      return false;
    }
  }

  used(limits: Limits, now: number, session_id = NO_SESSION): Used[] {
    const known = this.callsOf(session_id);
    return RATE_CLASSES.map((rate) => ({ rate, limit: limits[rate], used: usedCalls(known[rate], now) }));
  }

  /** Writes what was counted. A flush that D1 refused is made again; one whose answer was lost counts usage twice. */
  async flush(): Promise<void> {
    this.flush_at = null;
    this.keep();
    if (await this.tellBytes()) this.keep();
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
    // No answer waits for it: what is lost with it was in memory alone.
    void this.storage.setAlarm(at, { allowUnconfirmed: true });
  }
}

/** Adds usage to what is counted already. */
export function addUsage(rows: readonly Usage[]): Statement {
  const values = rows.map(({ tenant_id, month, route, count }) => [tenant_id, month, route, count]);
  return sql`INSERT INTO usage_counters (tenant_id, month, route, count)
    SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value ->> '$[3]' FROM json_each(${values}) WHERE 1
    ON CONFLICT (tenant_id, month, route) DO UPDATE SET count = count + excluded.count`;
}
