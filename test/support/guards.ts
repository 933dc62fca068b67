/** Loosened guards of risky acts, written directly into the tables, as if two people had agreed long ago. */

import { env } from "cloudflare:workers";

interface Of {
  tenant_id: string;
}

/** Gives a key a value that is in force now; for the whole tenant unless a store is named. */
export async function loosenedTo({ tenant_id }: Of, key: string, value: unknown, store_id = ""): Promise<void> {
  await env.DB.prepare(
    "REPLACE INTO settings (tenant_id, store_id, key, value, updated_at, updated_by) VALUES (?, ?, ?, ?, 0, 'two people')",
  )
    .bind(tenant_id, store_id, key, JSON.stringify(value))
    .run();
}

/** Sets the requirement of an action, in force now; for the whole tenant unless a store is named. */
export async function needsOnly(
  { tenant_id }: Of,
  action: string,
  asked: { approval: string; above_amount?: number | null; reason_required?: boolean },
  store_id = "",
): Promise<void> {
  const { approval, above_amount = null, reason_required = false } = asked;
  await env.DB.prepare(
    `REPLACE INTO approval_requirements (tenant_id, store_id, action, approval, above_amount, reason_required)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
    .bind(tenant_id, store_id, action, approval, above_amount, Number(reason_required))
    .run();
}
