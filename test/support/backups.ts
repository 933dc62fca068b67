/** Backups of parks for tests, and parks that have only a backup left. */

import { env } from "cloudflare:workers";
import { tablesToCopy } from "../../src/modules/operations/backups/domain/manifest.ts";
import { makeDailyBackup } from "../../src/modules/operations/backups/service/backups.ts";
import { copyOn } from "../../src/modules/operations/backups/service/copy.ts";
import { listShapes } from "../../src/modules/operations/backups/store/rows.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";

interface Owner {
  tenant_id: string;
}

/** The bindings and context with another bucket or clock. */
export function house(over: { bucket?: R2Bucket; now?: number } = {}) {
  const base = systemContext({ ...env, BUCKET: over.bucket ?? env.BUCKET }, "test", () => undefined);
  return over.now === undefined ? base : { ...base, now: over.now, arrived_at: over.now };
}

/** Continues a tenant's running backup, like a tick of the cron. */
export async function goOn({ tenant_id }: Owner, bucket?: R2Bucket): Promise<void> {
  const query = "SELECT backup_id FROM backups WHERE tenant_id = ? AND status = 'running'";
  const backup_id = await env.DB.prepare(query).bind(tenant_id).first<string>("backup_id");
  if (backup_id) await copyOn(asTenant(house({ bucket }), tenant_id), backup_id);
}

/** The id of a tenant's last complete backup, which is made if there is none. */
export async function madeBackup(park: Owner): Promise<string> {
  await goOn(park);
  const query = "SELECT backup_id FROM backups WHERE tenant_id = ? AND status = 'completed' ORDER BY backup_id DESC";
  const find = () => env.DB.prepare(query).bind(park.tenant_id).first<string>("backup_id");
  const known = await find();
  if (!known) await makeDailyBackup(asTenant(house(), park.tenant_id));
  return known ?? (await find()) ?? "";
}

/** The tables of a backup. */
export async function backupTables({ tenant_id }: Owner): Promise<string[]> {
  return tablesToCopy(await listShapes(openDatabase(env, tenant_id))).map(({ name }) => name);
}

/** Purges a tenant like a closed one: only its tombstone remains, and here its files. */
export async function purge(park: Owner): Promise<void> {
  const bury = ["closed", "purged"].map(
    (status) => `UPDATE tenants SET status = '${status}', purge_at = NULL, version = version + 1 WHERE tenant_id = ?`,
  );
  const left_out = ["replies", "backups", "restores", "report_sums", "report_places", "report_rebuilds"];
  const names = [...(await backupTables(park)), ...left_out].filter((name) => name !== "tenants");
  const statements = [...bury, ...names.map((name) => `DELETE FROM ${name} WHERE tenant_id = ?`)];
  await env.TENANT.getByName(park.tenant_id).forget();
  await env.DB.batch(statements.map((text) => env.DB.prepare(text).bind(park.tenant_id)));
}
