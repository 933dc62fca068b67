/** The shapes of backups and restores on the wire. */

import * as z from "zod";
import { id, paging, signedMoney, time } from "../../../platform/http/fields.ts";
import { BACKUP_STATUSES } from "./domain/manifest.ts";

const Rows = z.record(z.string(), z.number().int()).describe("number of rows of each table");

export const BackupParams = z.object({ backup_id: id });

export const OutletParams = z.object({ tenant_id: id });

export const BackupQuery = z.strictObject(paging);

export const Backup = z
  .object({
    backup_id: id,
    status: z.enum(BACKUP_STATUSES),
    rows: Rows,
    bytes: z.number().int().describe("size of its files, compressed"),
    object_prefix: z.string().describe("the path of its files in the bucket"),
    exact: z.boolean().nullable().describe("true: no record changed during the backup; null until it is known"),
    started_by: z.union([id, z.literal("system")]),
    started_at: time,
    finished_at: time.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: "Backup" });

const Head = z.object({ sequence: z.number().int(), hash: z.string() });

const Sums = z.object({
  sales: z.object({ count: z.number().int(), total: signedMoney }),
  tickets: z.record(z.string(), z.number().int()).describe("number of tickets of each status"),
});

export const BackupManifest = z
  .object({
    format_version: z.number().int(),
    tenant_id: id,
    backup_id: id,
    made_at: z.iso.datetime(),
    exact: z.boolean(),
    audit: z.object({ from_sequence: z.number().int(), through_sequence: z.number().int() }),
    audit_head: Head.nullable(),
    masters: z
      .record(z.string(), z.record(z.string(), z.string()))
      .describe("fingerprints of the master keys that it needs"),
    tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int() })),
    files: z.array(
      z.object({
        name: z.string(),
        table: z.string(),
        rows: z.number().int(),
        bytes: z.number().int(),
        sha256: z.string(),
      }),
    ),
    sums: Sums,
  })
  .meta({ id: "BackupManifest" });

export const RestoreParams = z.object({ tenant_id: id });

export const RestoreRequest = z.strictObject({
  backup_id: id,
  confirm: id.describe("the tenant's id again"),
});

export const Restore = z
  .object({
    tenant_id: id,
    backup_id: id,
    status: z.enum(["running", "completed"]).describe("running: call again to continue"),
    files_done: z.number().int(),
    files_total: z.number().int(),
    exact: z.boolean(),
    rows: Rows,
    sums: Sums,
    left_out: z.array(z.string()).describe("tables, and columns as sales.note, that this release lacks"),
    defaulted: z.array(z.string()).describe("tables and columns that the backup lacks; they get defaults"),
  })
  .meta({ id: "Restore" });
