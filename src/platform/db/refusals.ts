/** Audit of refusals: a repeated refusal is one row per minute with a count; the first is written at once (rules A3, U1, L1). */

import type { Env } from "../../env.ts";
import { type Calls, countCalls, type Limits, NO_CALLS } from "../../shared/rates.ts";
import { MINUTE_MS } from "../../shared/time.ts";
import { type Actor, asTenant, type Context, systemContext } from "../http/context.ts";
import { logTrouble } from "../log/log.ts";
import { wakeBy } from "./alarms.ts";
import { type AuditEntry, commit } from "./commit.ts";
import type { Statement } from "./sql.ts";

/** A refused act. `by_subject`: each subject has its own row; that is bounded, because we create the subjects. */
type RefusedAct = AuditEntry & { by_subject?: boolean };

/** A refused act with all facts of its row, because another request may write it. */
export interface Refusal extends RefusedAct {
  tenant_id: string;
  actor: Actor;
  /** Epoch ms, by the tenant's clock. */
  at: number;
}

/** An object that counts repeated refusals: a device's, a person's, a token's or a throttle. */
interface RefusalKeeper {
  noteRefusal(refusal: Refusal): Promise<boolean>;
}

/**
 * Records a refusal and its further rows. A repeat within the minute is counted by `keeper` instead, and the count is
 * written when the minute is over. A crash loses at most the count of that minute.
 */
export async function auditRefused(
  ctx: Context,
  keeper: RefusalKeeper,
  entry: RefusedAct,
  writes: Statement[] = [],
): Promise<void> {
  const { tenant_id, now, ip, request_id, store_id, actor, device } = ctx;
  const device_id = device?.device_id ?? null;
  const refusal = { tenant_id, at: now, ip, request_id, store_id, actor, device_id, ...entry };
  if (await keeper.noteRefusal(refusal)) await commit(ctx, { writes, audit: [entry] });
}

/** The caller's object. A device's object also counts the acts of people on it. */
export function keeperOf({ env, tenant_id, actor, device }: Context): RefusalKeeper {
  const device_id = device?.device_id ?? (actor.kind === "device" ? actor.id : undefined);
  if (device_id !== undefined) return env.DEVICE.getByName(`${tenant_id}:${device_id}`);
  return (actor.kind === "token" ? env.API_TOKEN : env.EMPLOYEE).getByName(`${tenant_id}:${actor.id}`);
}

/** An idle object is evicted after ten seconds at the earliest; its counts are stored before that. */
const KEEP_AFTER_MS = 8_000;
/** The most kinds and places that are counted separately; further ones are counted together, by event. */
const KINDS_KEPT = 50;
const REFUSALS = "refusals";

/** The refusals of one kind from one place since the first of its minute; `last` is the newest that is not yet written. */
interface Repeats {
  ends_at: number;
  count: number;
  last: Refusal | null;
}

export class RefusalLog {
  private readonly storage: DurableObjectStorage;
  private readonly env: Env;
  private readonly repeats: Map<string, Repeats>;
  private refused: Calls = [];

  constructor(storage: DurableObjectStorage, env: Env) {
    this.storage = storage;
    this.env = env;
    this.repeats = new Map(storage.kv.get<[string, Repeats][]>(REFUSALS));
    if (this.repeats.size > 0) this.wakeAfter(KEEP_AFTER_MS);
  }

  /** Counts a call that will be refused, within the hourly limits. Returns 0, or the seconds until another call fits. */
  count(limits: Limits, now: number): number {
    const counted = countCalls({ ...NO_CALLS, general: this.refused }, ["general"], limits, now);
    if (!counted.ok) return counted.refusal.retry_after_s;
    this.refused = counted.value.general;
    return 0;
  }

  /** Whether a refusal is the first of its kind and place in a minute. The caller then writes its row; others are counted. */
  note(refusal: Refusal, now: number): boolean {
    const kind = kindOf(refusal);
    const full = this.repeats.size >= KINDS_KEPT && !this.repeats.has(kind);
    const key = full ? refusal.event : kind;
    const known = this.repeats.get(key);
    if (known) {
      known.count += 1;
      known.last = full ? { ...refusal, ip: null, device_id: null } : refusal;
    } else this.repeats.set(key, { ends_at: now + MINUTE_MS, count: 0, last: null });
    this.wakeAfter(KEEP_AFTER_MS);
    return known === undefined;
  }

  /** Stores the counts, and writes those whose minute is over. */
  async flush(now: number): Promise<void> {
    if (this.repeats.size === 0) return;
    for (const [key, { ends_at, count, last }] of [...this.repeats]) {
      if (now < ends_at) continue;
      if (!last) {
        this.repeats.delete(key);
        continue;
      }
      // While refusals continue, the next row follows in another minute.
      this.repeats.set(key, { ends_at: now + MINUTE_MS, count: 0, last: null });
      await this.write(last, count).catch((error) => {
        logTrouble("warn", "refusals not written yet", error, { tenant_id: last.tenant_id });
        const since = this.repeats.get(key);
        this.repeats.set(key, { ends_at: now, count: count + (since?.count ?? 0), last: since?.last ?? last });
      });
    }
    if (this.repeats.size > 0) this.storage.kv.put(REFUSALS, [...this.repeats]);
    else this.storage.kv.delete(REFUSALS);
    const next = Math.min(...[...this.repeats.values()].map(({ ends_at }) => ends_at));
    if (this.repeats.size > 0) this.wakeAfter(Math.max(KEEP_AFTER_MS, next - now));
  }

  forget(): void {
    this.repeats.clear();
    this.refused = [];
  }

  /** Whether counts wait to be written. */
  get pending(): boolean {
    return this.repeats.size > 0;
  }

  private async write({ tenant_id, ...last }: Refusal, count: number): Promise<void> {
    const base = systemContext(this.env, "refusals", () => undefined);
    const entry = { ...last, changes: { ...last.changes, count } };
    await commit(asTenant(base, tenant_id), { writes: [], audit: [entry] });
  }

  private wakeAfter(ms: number): void {
    void wakeBy(this.storage, Date.now() + ms);
  }
}

/** The identity of a repeated refusal: event, reason, actor and place, and for some the subject. */
function kindOf({ event, changes = {}, actor, device_id, ip, subject, by_subject = false }: Refusal): string {
  const why = changes.result ?? changes.reason ?? changes.code ?? "";
  return [event, why, actor.kind, actor.id, device_id ?? ip ?? "", by_subject ? subject[1] : ""].join(" ");
}
