/** Exports the head of each tenant's chain every day, to files that nothing overwrites (rule U2). */

import { commit } from "../../../../platform/db/commit.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { linkNow } from "../../../../platform/queue/sealer.ts";
import { encodeCursor, type Page } from "../../../../shared/page.ts";
import { dateOf } from "../domain/archive.ts";
import { AUDIT_HEAD } from "../events.ts";
import { type ExportedHead, hasHead, listHeads, putHead } from "../store/files.ts";
import { findNewestEvent } from "../store/rows.ts";
import { auditedTenants } from "./audited.ts";

/** The most heads that one tick exports; the next tick continues. */
const HEADS_PER_TICK = 100;
/** The day of each tenant's exported head; a cache of this isolate that saves reads. */
const exported_on = new Map<string, string>();

/** Tenants whose rows are linked at the same time. */
const SEALED_AT_ONCE = 20;

/**
 * Links the rows of every tenant whose newest row has no link yet. It does not rely on alarms or wake-ups, because they
 * may be lost.
 */
export async function linkLeftovers(base: PublicContext): Promise<void> {
  const waiting = (await auditedTenants(base)).filter(({ hash }) => hash === null);
  const sealEach = (some: typeof waiting) =>
    eachTenant(some, "audit not linked yet", ({ tenant_id }) => linkNow(base.env, tenant_id));
  const share = Math.ceil(waiting.length / SEALED_AT_ONCE);
  await Promise.all(
    Array.from({ length: SEALED_AT_ONCE }, (_, n) => sealEach(waiting.slice(n * share, (n + 1) * share))),
  );
}

/** Exports today's head (UTC) of each tenant without one. */
export async function exportHeads(base: PublicContext): Promise<void> {
  const date = dateOf(base.arrived_at);
  const audited = await auditedTenants(base);
  const missing = audited.filter(({ tenant_id }) => exported_on.get(tenant_id) !== date);
  await eachTenant(
    turnsOf(missing, HEADS_PER_TICK, base.arrived_at),
    "audit head not exported yet",
    async ({ tenant_id, ...newest }) => {
      await exportHead(asTenant(base, tenant_id), newest);
      exported_on.set(tenant_id, date);
    },
  );
}

/** The newest row of a tenant's audit, as a sweep read it. */
interface NewestRow {
  sequence: number;
  hash: string | null;
  event: string;
}

/**
 * Exports today's head of a tenant unless it is exported. The event is written before the file: after a crash in
 * between, the event is written again with a later head. `newest` is the tenant's newest row, if the caller has read it.
 */
export async function exportHead(ctx: Context, newest?: NewestRow): Promise<void> {
  const { env, tenant_id } = ctx;
  const date = dateOf(ctx.arrived_at);
  if (await hasHead(env.BUCKET, tenant_id, date)) return;
  const { head } = await linkNow(env, tenant_id, newest);
  // If nothing happened since the last head, the head is the same, and no new row is written.
  const same = newest?.sequence === head.sequence && newest.hash === head.hash;
  const event = same ? newest.event : await findNewestEvent(ctx.db);
  if (event !== AUDIT_HEAD.type) {
    const head_of_day = { date, ...head };
    const subject = ["tenant", tenant_id] as const;
    await commit(ctx, {
      writes: [],
      audit: [{ event: AUDIT_HEAD.type, subject, changes: head_of_day }],
      events: [AUDIT_HEAD.of(subject, head_of_day)],
    });
  }
  await putHead(env.BUCKET, tenant_id, { date, ...head, at: ctx.arrived_at });
}

/** Exported heads, earliest first. */
export async function listExportedHeads(
  ctx: Context,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<ExportedHead>> {
  const after = readCursor(cursor, 1)?.[0]?.toString();
  const { heads, has_more } = await listHeads(ctx.env.BUCKET, ctx.tenant_id, { after, limit });
  const last = heads.at(-1);
  return { items: heads, has_more, next_cursor: has_more && last ? encodeCursor([last.date]) : null };
}
