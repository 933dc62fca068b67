/** The audit's chain: the frozen form in which a row is hashed, and how each row hangs on the one before (rule U2). */

/** What the first row of a tenant hangs on. */
export const GENESIS = "0".repeat(64);

/** A place in the chain: everything up to this row is what it is as long as the hash is. */
export interface Head {
  sequence: number;
  /** Hex SHA-256. */
  hash: string;
}

/** How a chain shows that somebody changed it; README of audits, “What a reason means”. */
export const REASONS = [
  "edited",
  "missing",
  "out_of_order",
  "inserted",
  "unsealed",
  "cut",
  "rebuilt",
  "archive_missing",
  "archive_edited",
] as const;
export type Reason = (typeof REASONS)[number];

export interface Finding {
  /** The first sequence that is not what it was, or is not there. */
  first_bad: number;
  reason: Reason;
}

/** A row of the audit as it lies in the table: `changes` is the stored text, `at` epoch ms. */
export interface ChainRow {
  tenant_id: string;
  sequence: number;
  at: number;
  event: string;
  actor_kind: string;
  actor_id: string;
  approver_id: string | null;
  device_id: string | null;
  store_id: string | null;
  ip: string | null;
  subject_kind: string;
  subject_id: string;
  changes: string;
  request_id: string;
  canonical_version: number;
  prev_hash: string | null;
  hash: string | null;
}

/** Version 1 of the canonical form. It is frozen: another form would be another version, beside this one. */
export const CANONICAL_VERSION = 1;

/** What a row's hash is the SHA-256 of, in UTF-8: the hash before, a line feed, and the row as a JSON list. */
export function linkText(prev_hash: string, row: ChainRow): string {
  const canonical = JSON.stringify([
    CANONICAL_VERSION,
    row.tenant_id,
    row.sequence,
    row.at,
    row.event,
    row.actor_kind,
    row.actor_id,
    row.approver_id,
    row.device_id,
    row.store_id,
    row.ip,
    row.subject_kind,
    row.subject_id,
    row.changes,
    row.request_id,
  ]);
  return `${prev_hash}\n${canonical}`;
}
