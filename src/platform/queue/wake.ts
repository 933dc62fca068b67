/** A commit with events wakes the drain at once; a wake-up that is lost is made good by the next sweep. */

import type { Env } from "../../env.ts";

export async function wakeDrain(env: Env, tenant_id: string): Promise<void> {
  try {
    await env.OUTBOX.send({ tenant_id });
  } catch (error) {
    console.error(JSON.stringify({ level: "warn", message: "outbox wake-up lost", tenant_id, cause: String(error) }));
  }
}
