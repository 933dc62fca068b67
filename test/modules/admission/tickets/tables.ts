/** Builders of tickets, usages and scans for tables of cases, around 10:00 on Tuesday, 10 March 2026 in Bangkok. */

import {
  completeTerms,
  type Scan,
  type Terms,
  type TicketFacts,
  type TicketType,
  type Usage,
} from "../../../../src/modules/admission/tickets/domain/words.ts";

export const MINUTE = 60_000;
export const TEN = Date.parse("2026-03-10T03:00:00.000Z");
export const GATE = { zone_id: "zone-gate", name: "Main Gate" };
export const POOL = { zone_id: "zone-pool", name: "Ball Pit" };

type Changes = Partial<Omit<TicketFacts, "terms"> & Terms>;

export function ticketOf(type: TicketType, quota_or_minutes: number, changes: Changes = {}): TicketFacts {
  const { zones = [], allowed_device_ids = null, anti_passback_s = 0, ...others } = changes;
  const { weekdays = null, reentry = "none", uses_per_day = null, max_days = null, ...rest } = others;
  const { tolerance_before_min = 0, tolerance_after_min = 0, ...facts } = rest;
  return {
    tenant_id: "tenant",
    ticket_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGH",
    store_id: "store",
    package_id: "package",
    short_code_no: 0,
    key_version: 1,
    type,
    quota_or_minutes,
    valid_from: TEN - 60 * MINUTE,
    valid_to: TEN + 60 * MINUTE,
    terms: completeTerms({
      ...{ zones, allowed_device_ids, anti_passback_s, weekdays, reentry },
      ...{ uses_per_day, max_days, tolerance_before_min, tolerance_after_min },
    }),
    time_zone: "Asia/Bangkok",
    cutoff_hour: 0,
    ...facts,
  };
}

export const UNUSED: Usage = { status: "active", used: 0, first_pass: null, last_pass_at: null, presence: [] };

export function usedAt(at: number, used = 1, last_pass_at = at): Usage {
  const first_pass = { at, device_id: "d1", device_name: "North gate", zone: null };
  return { status: "active", used, first_pass, last_pass_at, presence: [] };
}

export function scanAt(now: number, changes: Partial<Scan> = {}): Scan {
  const at = { store_id: "store", device_id: "d1", device_name: "North gate", zone: GATE };
  return { now, ...at, direction: "entry", party: 1, ...changes };
}
