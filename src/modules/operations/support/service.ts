/** The support bundle: the state of a park in one file, each part read on its own (rules T5, T9). */

import { settingsOf } from "../../../env.ts";
import { commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { FileReply } from "../../../platform/http/contract.ts";
import { logTrouble } from "../../../platform/log/log.ts";
import { readLag } from "../../../platform/queue/lag.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { iso } from "../../../shared/time.ts";
import { countOpen, listWorstRows } from "../../access/alerts/index.ts";
import { countDevices, listRehearsals, signsOf } from "../../access/devices/index.ts";
import { readSettings } from "../../access/settings/index.ts";
import { getTenant, listAllStores, requireEveryStore } from "../../access/tenants/index.ts";
import { findAuditEnds } from "../audits/index.ts";
import { listLatestBackups } from "../backups/index.ts";
import { readState } from "../status/index.ts";
import { readOwnHealth } from "../webhooks/index.ts";
import { pick, shownSettings } from "./domain.ts";

const ALERTS = 200;
const BACKUPS = 20;

export const BUNDLE = "application/zip";

/** The bundle of the caller's tenant. Errors: E_PERMISSION; E_NOT_FOUND for another tenant. */
export async function makeBundle(ctx: Context, tenant_id: string): Promise<FileReply> {
  if (tenant_id !== ctx.tenant_id) throw new AppError(errors.not_found);
  await requireEveryStore(ctx, "settings_write");
  const { strToU8, zipSync } = await import("fflate");
  const parts = await readParts(ctx);
  const made_at = iso(ctx.now);
  const about = { tenant_id, made_at, by_the_clock_of: iso(ctx.arrived_at), parts: Object.keys(parts) };
  const files = Object.entries({ about, ...parts }).map(([name, value]) => [
    `${name}.json`,
    strToU8(`${JSON.stringify(value, null, 2)}\n`),
  ]);
  await commit(ctx, {
    writes: [],
    audit: [{ event: "support.bundle_made", subject: ["tenant", tenant_id], changes: { parts: about.parts } }],
  });
  const bytes = new Uint8Array(zipSync(Object.fromEntries(files)));
  return new FileReply(BUNDLE, bytes, { filename: `playpark-support-${made_at.slice(0, 10)}.zip` });
}

/** Every part by its name; one that fails says so, because the bundle is read when something fails. */
async function readParts(ctx: Context): Promise<Record<string, unknown>> {
  const read = await Promise.all(
    Object.entries(PARTS).map(async ([name, part]) => {
      try {
        return [name, await part(ctx)] as const;
      } catch (error) {
        logTrouble("warn", "part of a support bundle not read", error, { tenant_id: ctx.tenant_id, part: name });
        return [name, { failed: true }] as const;
      }
    }),
  );
  return Object.fromEntries(read);
}

async function storeIds(ctx: Context): Promise<string[]> {
  return (await listAllStores(ctx.db)).map(({ store_id }) => store_id);
}

const PARTS: Record<string, (ctx: Context) => Promise<unknown>> = {
  park: async (ctx) => ({
    ...pick(await getTenant(ctx), ["tenant_id", "kind", "mode", "status", "clock_offset_s"]),
    stores: (await listAllStores(ctx.db)).map((store) => pick(store, ["store_id", "name", "active", "time_zone"])),
    maintenance_of_the_system: settingsOf(ctx.env).maintenance,
  }),
  settings: async (ctx) => shownSettings(await readSettings(ctx, null)),
  status: async (ctx) => pick(await readState(ctx), ["state", "checked_at"]),
  devices: async (ctx) => {
    const store_ids = await storeIds(ctx);
    const { devices, complete } = await signsOf(ctx, store_ids);
    return {
      counts: await countDevices(ctx.db, store_ids),
      complete,
      active: devices.map((device) => ({
        ...pick(device, ["device_id", "store_id", "type", "name", "caps", "zone_id", "receipt_prefix"]),
        paired_with_version: device.app_version,
        last_seen_at: device.last_seen_at === null ? null : iso(device.last_seen_at),
        last_heartbeat: device.last_heartbeat && {
          ...pick(device.last_heartbeat, ["app_version", "battery", "queue_depth", "offset_ms", "clock_flagged"]),
          at: iso(device.last_heartbeat.at),
        },
      })),
    };
  },
  rehearsals: async (ctx) => {
    const { items } = await listRehearsals(ctx, { limit: 20 });
    return items.map((one) => ({
      ...pick(one, ["rehearsal_id", "device_id"]),
      started_at: iso(one.started_at),
      ended_at: one.ended_at === null ? null : iso(one.ended_at),
    }));
  },
  alerts: async (ctx) => {
    const store_ids = await storeIds(ctx);
    const worst = await listWorstRows(ctx.db, store_ids, ALERTS);
    return {
      open: await countOpen(ctx.db, store_ids),
      worst: worst.map((alert) => ({
        ...pick(alert, ["alert_id", "type", "severity", "store_id", "device_id", "subject_kind", "subject_id"]),
        opened_at: iso(alert.opened_at),
      })),
    };
  },
  events: (ctx) => readLag(ctx),
  webhooks: (ctx) => readOwnHealth(ctx),
  backups: async (ctx) =>
    (await listLatestBackups(ctx, BACKUPS)).map((backup) => ({
      ...pick(backup, ["backup_id", "status", "bytes", "exact"]),
      started_at: iso(backup.started_at),
      finished_at: backup.finished_at === null ? null : iso(backup.finished_at),
    })),
  audit: async (ctx) => {
    const { sequence, head } = await findAuditEnds(ctx.db);
    return { newest: sequence, linked_to: head?.sequence ?? 0 };
  },
};
