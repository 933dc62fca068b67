/**
 * Deletes a closed tenant's records for good when their time is over, step by step; the next run continues a step that
 * died.
 */

import type { Env } from "../../../../env.ts";
import { bookkeep, commit } from "../../../../platform/db/commit.ts";
import { type Database, openDatabase } from "../../../../platform/db/session.ts";
import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant } from "../../../../platform/queue/cron.ts";
import {
  findFirstProvider,
  listPurgeable,
  recordTenantChange,
  TENANT_EVENTS,
  type Tenant,
} from "../../../access/tenants/index.ts";
import {
  deleteFiles,
  deleteSome,
  isEmptied,
  type KeyedTable,
  listSome,
  listTenantTables,
  OBJECTS_IN,
} from "../store/purge.ts";

/** Rows that one statement deletes. */
const STEP = 1_000;
/** Rows of a step whose objects must be cleared first. */
const STEP_OF_OBJECTS = 50;
/** Steps of one tenant in one run; a step with objects counts as ten. The next run continues. */
const STEPS_AT_ONCE = 200;

/** Purges the tenants that are due; their rows remain as tombstones. */
export async function purgeTenants(base: PublicContext): Promise<void> {
  const due = await listPurgeable(base.env, base.arrived_at);
  if (due.length === 0) return;
  const tables = await listTenantTables(base.env);
  await eachTenant(due, "tenant not purged yet", (tenant) => purge(base, tenant, tables));
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
      const in_objects = OBJECTS_IN.has(table.name);
      steps += in_objects ? 10 : 1;
      if (steps > STEPS_AT_ONCE) return;
      const limit = in_objects ? STEP_OF_OBJECTS : STEP;
      await forgetInObjects(env, db, table, limit);
      await bookkeep(db, [deleteSome(table, tenant_id, limit)]);
    }
  while (!(await deleteFiles(env.BUCKET, tenant_id))) if (++steps > STEPS_AT_ONCE) return;
  await bookkeep(db, recordTenantChange(tenant, { purge_at: null }).writes);
}

/** Clears the objects before it deletes the rows that name them: after a crash the next run still finds their names. */
async function forgetInObjects(env: Env, db: Database, table: KeyedTable, limit: number): Promise<void> {
  const [objects, column] = OBJECTS_IN.get(table.name) ?? [];
  if (!objects || !column) return;
  const ids = await listSome(db, table, column, limit);
  // A live object has the name of its store alone, because a screen opens its socket before it proves its tenant.
  const nameOf = (id: string) => (objects === "LIVE" ? id : `${db.tenant_id}:${id}`);
  await Promise.all(ids.map((id) => env[objects].getByName(nameOf(id)).forget()));
}

/** From here on nothing restores the tenant, and its guards let its rows be deleted. */
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
    maintenance_by: null,
  } as const;
  const subject = ["tenant", tenant_id] as const;
  await commit(asTenant(base, told_id), {
    writes: [],
    parts: [recordTenantChange(tenant, gone)],
    audit: [{ event: TENANT_EVENTS.purged.type, subject, changes: { purge_at } }],
    events: [TENANT_EVENTS.purged.of(subject, { tenant_id })],
  });
  return { ...tenant, ...gone, version: tenant.version + 1 };
}
