/** Reads of a fleet: an overview of each store, silent devices, and the audit trail of devices (rule D3). */

import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import type { DeviceType } from "../../../../shared/permissions.ts";
import { type Alert, countOpen, listLastingRows } from "../../../access/alerts/index.ts";
import { countDevices, DEVICE_EVENTS, listNamedDevices, signsOf } from "../../../access/devices/index.ts";
import { listStoreRows, requireStores } from "../../../access/tenants/index.ts";
import { listAudits } from "../../audits/index.ts";
import { sumUpStore } from "../domain/sums.ts";

/** The most silent devices that an overview counts. */
const SILENT_COUNTED = 1_000;

/** Each store where the caller manages devices, with its devices and open alerts. Errors: those of a store (rule T2). */
export async function readOverview(ctx: Context, query: { store_id?: string }) {
  const store_ids = await requireStores(ctx, "device_manage", query.store_id);
  const { offline } = DEVICE_EVENTS;
  const [stores, counts, signs, silent, open] = await Promise.all([
    listStoreRows(ctx.db, store_ids),
    countDevices(ctx.db, store_ids),
    signsOf(ctx, store_ids),
    listLastingRows(ctx.db, { store_ids, type: offline.type, limit: SILENT_COUNTED }),
    countOpen(ctx.db, store_ids),
  ]);
  const silent_ids = new Set(silent.map(({ subject_id }) => subject_id));
  const items = stores.map(({ store_id, name }) => {
    const of_severity = (severity: string) =>
      open.find((row) => row.store_id === store_id && row.severity === severity)?.count ?? 0;
    const open_alerts = {
      info: of_severity("info"),
      warning: of_severity("warning"),
      critical: of_severity("critical"),
    };
    const sums = sumUpStore(store_id, counts, signs.devices, silent_ids);
    return { store_id, name, ...sums, open_alerts, complete: signs.complete };
  });
  return { items, next_cursor: null, has_more: false };
}

/** A device that is silent, with its alert. */
type SilentDevice = Pick<Alert, "alert_id" | "severity" | "status" | "opened_at"> & {
  device_id: string;
  store_id: string;
  name: string;
  type: DeviceType;
  zone_id: string | null;
  since: number | null;
};

/** Devices whose outage lasts, latest first, also when a person resolved the alert. Errors: those of a store. */
export async function listOffline(
  ctx: Context,
  query: { store_id?: string; limit: number; cursor?: string },
): Promise<Page<SilentDevice>> {
  const store_ids = await requireStores(ctx, "device_manage", query.store_id);
  const before = readCursor(query.cursor, 1)?.[0]?.toString();
  const { type } = DEVICE_EVENTS.offline;
  const page = pageOf(
    await listLastingRows(ctx.db, { store_ids, type, before, limit: query.limit }),
    query.limit,
    ({ alert_id }) => [alert_id],
  );
  const ids = page.items.map(({ subject_id }) => subject_id);
  const named = new Map((await listNamedDevices(ctx.db, ids)).map((device) => [device.device_id, device]));
  return {
    ...page,
    items: page.items.flatMap(({ alert_id, severity, status, opened_at, subject_id, details }) => {
      const device = named.get(subject_id);
      if (!device) return [];
      const { device_id, store_id, name, zone_id } = device;
      const since = typeof details.since === "string" ? Date.parse(details.since) : null;
      return [{ device_id, store_id, name, type: device.type, zone_id, since, alert_id, severity, status, opened_at }];
    }),
  };
}

/** The events of the trail: those of devices, their site keys, alerts, backups, stores and the tenant itself. */
const TRAIL = ["device.", "pairing.", "alert.", "gate.", "backup.", "store.", "tenant."];

type AuditQuery = Parameters<typeof listAudits>[1];

/** Audit rows of devices and of the provider's acts, latest first, like `GET /audits`. */
export function listTrail(ctx: Context, query: Omit<AuditQuery, "event" | "events">) {
  return listAudits(ctx, { ...query, events: TRAIL });
}
