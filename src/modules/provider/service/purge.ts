/** A closed tenant's records go for good when their time is over, a step at a time; a step that died is done by the next. */

import { bookkeep, commit } from "../../../platform/db/commit.ts";
import { openDatabase } from "../../../platform/db/session.ts";
import { asTenant, type PublicContext } from "../../../platform/http/context.ts";
import { logTrouble } from "../../../platform/log/log.ts";
import { findFirstProvider, listPurgeable, TENANT_EVENTS, type Tenant, updateTenant } from "../../tenants/index.ts";
import { deleteFiles, deleteSome, isEmptied, type KeyedTable, listTenantTables } from "../store/purge.ts";

/** Rows that one statement deletes. */
const STEP = 1_000;
/** Statements of one tenant in one run: what a run does not reach, the next one does. */
const STEPS_AT_ONCE = 100;

/** Purges what is due; the tenants' rows remain as tombstones. One tenant's failure holds up no other. */
export async function purgeTenants(base: PublicContext): Promise<void> {
  const due = await listPurgeable(base.env, base.arrived_at);
  if (due.length === 0) return;
  const tables = await listTenantTables(base.env);
  for (const tenant of due)
    await purge(base, tenant, tables).catch((error) =>
      logTrouble("error", "tenant not purged yet", error, { tenant_id: tenant.tenant_id }),
    );
}

async function purge(base: PublicContext, tenant: Tenant, tables: readonly KeyedTable[]): Promise<void> {
  const { tenant_id } = tenant;
  const { env } = base;
  if (tenant.status !== "purged") tenant = await bury(base, tenant);
  await env.TENANT.getByName(tenant_id).forget();
  const db = openDatabase(env, tenant_id);
  let steps = 0;
  for (const table of tables)
    while (!(await isEmptied(db, table))) {
      if (++steps > STEPS_AT_ONCE) return;
      await bookkeep(db, [deleteSome(table, tenant_id, STEP)]);
    }
  while (!(await deleteFiles(env.BUCKET, tenant_id))) if (++steps > STEPS_AT_ONCE) return;
  await bookkeep(db, [updateTenant(tenant, { purge_at: null })]);
}

/** From here on there is no way back: nothing restores a purged tenant, and its guards let its rows go. */
async function bury(base: PublicContext, tenant: Tenant): Promise<Tenant> {
  const { tenant_id, purge_at } = tenant;
  const told_id = (await findFirstProvider(base.env))?.tenant_id ?? tenant_id;
  const gone = {
    status: "purged",
    name: "purged",
    legal_name: null,
    maintenance_from: null,
    maintenance_until: null,
    maintenance_note: null,
  } as const;
  const subject = ["tenant", tenant_id] as const;
  await commit(asTenant(base, told_id), {
    writes: [updateTenant(tenant, gone)],
    audit: [{ event: TENANT_EVENTS.purged, subject, changes: { purge_at } }],
    events: [{ type: TENANT_EVENTS.purged, subject, data: { tenant_id } }],
  });
  return { ...tenant, ...gone, version: tenant.version + 1 };
}
