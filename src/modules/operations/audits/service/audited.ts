/** Tenants with an audit: the jobs of one tick share one query. */

import type { PublicContext } from "../../../../platform/http/context.ts";
import { oncePerTick, type TickCache } from "../../../../platform/queue/cron.ts";
import { type AuditedTenant, listAudited } from "../store/archives.ts";

const known: TickCache<AuditedTenant[]> = new WeakMap();

/** Every tenant that has an audit, as the first job of this tick read it. */
export function auditedTenants(base: PublicContext): Promise<AuditedTenant[]> {
  return oncePerTick(known, base, () => listAudited(base.env));
}
