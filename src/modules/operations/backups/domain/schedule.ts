/** Decides when a tenant's daily backup is due, and which backups are kept. */

import { DAY_MS, MINUTE_MS } from "../../../../shared/time.ts";
import type { BackupStatus } from "./manifest.ts";

const WEEK_MS = 7 * DAY_MS;

/** 01:30 in Bangkok. Backups are spread over three hours, so that tenants are not copied all at once. */
const FIRST_MINUTE = 18 * 60 + 30;
const SPREAD_MINUTES = 180;
/** A missed tick is made up for within this time. */
const DUE_FOR_MS = 120 * MINUTE_MS;

const DAILY_KEPT = 7;
const WEEKLY_KEPT = 4;
/** How long backups are kept that an employee requested or that failed. */
export const OTHERS_KEPT_MS = 30 * DAY_MS;

/** The actor of a scheduled backup. */
export const BY_SCHEDULE = "system";

/** The start of the UTC day of a time; epoch ms. */
export function dayOf(now: number): number {
  return now - (now % DAY_MS);
}

/** The time of a tenant's backup on the day of `now`. */
export function slotOf(tenant_id: string, now: number): number {
  const spread = [...tenant_id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % SPREAD_MINUTES, 0);
  return dayOf(now) + (FIRST_MINUTE + spread) * MINUTE_MS;
}

/** Whether the day's backup is due, unless one was begun. */
export function isDue(tenant_id: string, now: number): boolean {
  const slot = slotOf(tenant_id, now);
  return now >= slot && now < slot + DUE_FOR_MS;
}

export interface BackupDates {
  backup_id: string;
  status: BackupStatus;
  started_by: string;
  started_at: number;
}

/**
 * The backups that may be deleted: all but the last of seven days and of four weeks, and those younger than 30 days
 * that an employee requested.
 */
export function expiredBackups<Backup extends BackupDates>(backups: readonly Backup[], now: number): Backup[] {
  const scheduled = backups
    .filter(({ status, started_by }) => status === "completed" && started_by === BY_SCHEDULE)
    .toSorted((a, b) => b.started_at - a.started_at);
  const lastOf = (length_ms: number, most: number) =>
    [...Map.groupBy(scheduled, ({ started_at }) => Math.floor(started_at / length_ms)).values()]
      .slice(0, most)
      .flatMap(([last]) => (last ? [last.backup_id] : []));
  const kept = new Set([...lastOf(DAY_MS, DAILY_KEPT), ...lastOf(WEEK_MS, WEEKLY_KEPT)]);
  return backups.filter(({ backup_id, status, started_by, started_at }) => {
    if (status === "running") return false;
    if (status === "completed" && started_by === BY_SCHEDULE) return !kept.has(backup_id);
    return started_at < now - OTHERS_KEPT_MS;
  });
}
