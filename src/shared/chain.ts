/** The audit's chain: the frozen form of a row that is hashed, and the link of each row to the previous one (rule U2). */

/** The previous hash of a tenant's first row. */
export const GENESIS = "0".repeat(64);

/** A place in the chain: if its hash is unchanged, all rows up to it are unchanged. */
export interface Head {
  sequence: number;
  /** Hex SHA-256. */
  hash: string;
}

/** The signs that somebody changed a chain; see README of audits, “What a reason means”. */
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
  /** The first sequence that is changed or missing. */
  first_bad: number;
  reason: Reason;
}

/** A row of the audit as stored: `changes` is the stored text, `at` is epoch ms. */
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

/** Version 1 of the canonical form. It is frozen: another form would be an additional version. */
export const CANONICAL_VERSION = 1;

/** The text whose SHA-256 is a row's hash, in UTF-8: the previous hash, a line feed, and the row as a JSON list. */
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
