/** Facts of gates and tickets: the one function for a scan, an annulment, a reprint and a conflict that gives its sums (rule R3). */

import { type Addition, add } from "./facts.ts";

/** The fields of an attempt that never change; `first`: no earlier entry of its ticket passed. */
export interface ScanRow {
  store_id: string;
  device_id: string;
  employee_id: string | null;
  zone_id: string | null;
  result: "pass" | "fail";
  reason: string | null;
  direction: string;
  party: number;
  forced: boolean;
  happened_at: number;
  first: boolean;
  /** The ticket's package; empty for a code without a ticket, or a blank before its sale. */
  package_id: string;
}

/** Refusals because a ticket was used before. */
const DUPLICATE = "duplicate_use";

/** The sums of an attempt. */
export function sumsOfScan(scan: ScanRow): Addition[] {
  const { store_id, happened_at: at, device_id, party, direction, reason } = scan;
  const place = { store_id, at, device_id, employee_id: scan.employee_id ?? "" };
  const zone = scan.zone_id ?? "";
  if (scan.result === "fail")
    return [
      add("fail", place, `${zone}|${reason ?? ""}`, { count: 1 }),
      ...(reason === DUPLICATE ? [add("duplicate", place, "", { count: 1 })] : []),
    ];
  const entered = direction === "entry";
  return [
    add("pass", place, `${zone}|${direction}`, { count: 1, quantity: entered ? party : 0 }),
    ...(scan.forced ? [add("forced", place, `${zone}|`, { count: 1 })] : []),
    ...(scan.first && entered ? [add("ticket_redeemed", place, `${scan.package_id}|${zone}`, { count: 1 })] : []),
  ];
}

/** The sums of an annulment, at its own time, for the person who annulled. */
export function sumsOfAnnulment(scan: ScanRow, annulled_at: number, annulled_by: string): Addition[] {
  const { store_id, device_id, zone_id, direction, party } = scan;
  const place = { store_id, at: annulled_at, device_id, employee_id: annulled_by };
  const quantity = direction === "entry" ? party : 0;
  return [add("act_annul", place, `${zone_id ?? ""}|`, { count: 1, quantity })];
}

/** The fields of a reprint. */
export interface ReprintRow {
  store_id: string;
  device_id: string | null;
  requested_by: string;
  reason_code: string | null;
  reissued_as: string | null;
  created_at: number;
  /** The ticket's package. */
  package_id: string;
}

export function sumsOfReprint(reprint: ReprintRow): Addition[] {
  const { store_id, created_at: at, requested_by: employee_id } = reprint;
  const place = { store_id, at, device_id: reprint.device_id ?? "", employee_id };
  return [
    add("act_reprint", place, reprint.reason_code ?? "", { count: 1 }),
    add("ticket_reprint", place, reprint.package_id, { count: 1 }),
    ...(reprint.reissued_as === null ? [] : [add("act_reissue", place, "", { count: 1 })]),
  ];
}

/** The fields of an offline admission that lost. */
export interface ConflictRow {
  store_id: string;
  reason: string;
  admitted: { at: number; device_id: string };
}

export function sumsOfConflict({ store_id, reason, admitted }: ConflictRow): Addition[] {
  const place = { store_id, at: admitted.at, device_id: admitted.device_id, employee_id: "" };
  return [add("conflict", place, `|${reason}`, { count: 1 })];
}
