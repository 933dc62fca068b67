/** Wakes the drain: a commit with events that a consumer reads wakes it at once; the sweep repairs a lost wake-up. */

import type { Env } from "../../env.ts";
import { logTrouble } from "../log/log.ts";

let awaited: ReadonlySet<string> = new Set();

/** Sets, once per isolate, which events cause a wake-up: those that a consumer reads. */
export function wakeFor(consumers: readonly { types: readonly { type: string }[] }[]): void {
  awaited = new Set(consumers.flatMap(({ types }) => types.map(({ type }) => type)));
}

/** Asks the queue to drain a tenant's outbox when a consumer reads one of these events. */
export async function wakeDrain(env: Env, tenant_id: string, types: readonly string[]): Promise<void> {
  if (!types.some((type) => awaited.has(type))) return;
  try {
    await env.OUTBOX.send({ tenant_id });
  } catch (error) {
    logTrouble("warn", "outbox wake-up lost", error, { tenant_id });
  }
}
