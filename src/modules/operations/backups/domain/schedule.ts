/** When a tenant's daily backup is due, and which backups are kept. */

import { DAY_MS, MINUTE_MS } from "../../../../shared/time.ts";
import type { BackupStatus } from "./manifest.ts";

const WEEK_MS = 7 * DAY_MS;

/** From half past one at night in Bangkok, over three hours, so that not every tenant is copied at once. */
const FIRST_MINUTE = 18 * 60 + 30;
const SPREAD_MINUTES = 180;
/** A tick that was missed is made good for so long. */
const DUE_FOR_MS = 120 * MINUTE_MS;

const DAILY_KEPT = 7;
const WEEKLY_KEPT = 4;
/** How long one is kept that a person asked for, or that failed. */
export const OTHERS_KEPT_MS = 30 * DAY_MS;

/** Who stands for a backup that nobody asked for. */
export const BY_SCHEDULE = "system";

/** The first moment of a day in UTC; epoch ms. */
export function dayOf(now: number): number {
  return now - (now % DAY_MS);
}

/** When a tenant's backup is due on the day of a moment. */
export function slotOf(tenant_id: string, now: number): number {
  const spread = [...tenant_id].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % SPREAD_MINUTES, 0);
  return dayOf(now) + (FIRST_MINUTE + spread) * MINUTE_MS;
}

/** Whether the day's backup is due, unless one was begun. */
export function isDue(tenant_id: string, now: number): boolean {
  const slot = slotOf(tenant_id, now);
  return now >= slot && now < slot + DUE_FOR_MS;
}

export interface Dated {
  backup_id: string;
  status: BackupStatus;
  started_by: string;
  started_at: number;
}

/** Which backups may go: all but the last of seven days and of four weeks, and what is younger than 30 days by a person's wish. */
export function expiredBackups<Backup extends Dated>(backups: readonly Backup[], now: number): Backup[] {
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
