/** The calls of one caller, counted in its object's memory and written behind the answer (rules L1, L2). */

import type { Env } from "../../env.ts";
import {
  type CallsByClass,
  type Counted,
  countCalls,
  type Limits,
  NO_CALLS,
  RATE_CLASSES,
  type RateClass,
  usedCalls,
} from "../../shared/rates.ts";
import { iso } from "../../shared/time.ts";
import { logTrouble } from "../log/log.ts";
import { bookkeep } from "./commit.ts";
import { openDatabase } from "./session.ts";
import { type Statement, sql } from "./sql.ts";

/** An idle object is evicted after ten seconds at the earliest; what it counted is written before. */
const FLUSH_AFTER_MS = 8_000;
const CALLS = "calls";

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
  private usage = new Map<string, Usage>();
  private flush_due = false;

  constructor(storage: DurableObjectStorage, env: Env) {
    this.storage = storage;
    this.env = env;
    this.calls = storage.kv.get<CallsByClass>(CALLS) ?? NO_CALLS;
  }

  /**
   * Counts a call and answers 0, or in how many seconds one fits. Nothing is awaited. What is sensitive is written before
   * the answer leaves; all else within eight seconds, which is what a crash may forget.
   */
  count(tenant_id: string, { classes, route }: Counted, limits: Limits, now: number): number {
    const counted = countCalls(this.calls, classes, limits, now);
    if (!counted.ok) return counted.refusal.retry_after_s;
    this.calls = counted.value;
    if (classes.includes("sensitive")) this.storage.kv.put(CALLS, this.calls);
    if (route !== null) this.add({ tenant_id, month: iso(now).slice(0, 7), route, count: 1 });
    this.scheduleFlush();
    return 0;
  }

  used(limits: Limits, now: number): Used[] {
    return RATE_CLASSES.map((rate) => ({ rate, limit: limits[rate], used: usedCalls(this.calls[rate], now) }));
  }

  /** Writes what was counted. A flush that D1 refused is made again; one whose answer was lost counts usage twice. */
  async flush(): Promise<void> {
    this.flush_due = false;
    this.storage.kv.put(CALLS, this.calls);
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
    if (this.flush_due) return;
    this.flush_due = true;
    // No answer waits for it: what is lost with it was in memory alone.
    void this.storage.setAlarm(Date.now() + FLUSH_AFTER_MS, { allowUnconfirmed: true });
  }
}

/** Adds usage to what is counted already. */
export function addUsage(rows: readonly Usage[]): Statement {
  const values = rows.map(({ tenant_id, month, route, count }) => [tenant_id, month, route, count]);
  return sql`INSERT INTO usage_counters (tenant_id, month, route, count)
    SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value ->> '$[3]' FROM json_each(${values}) WHERE 1
    ON CONFLICT (tenant_id, month, route) DO UPDATE SET count = count + excluded.count`;
}
