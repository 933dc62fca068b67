/** Routes of backups. */

import { contract } from "../../../platform/http/contract.ts";
import { backupErrors } from "./domain/errors.ts";
import { getBackup, listBackups, readManifest, startBackup, startOwnBackup } from "./service/backups.ts";
import * as wire from "./wire.ts";

const { incomplete, broken, running } = backupErrors;

export const routes = [
  contract({
    method: "post",
    path: "/backups",
    tag: "backups",
    summary: "Back up all records of your tenant",
    description: "It begins within a minute.",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    status: 201,
    reply: wire.Backup,
    errors: [running],
    handle: ({ ctx }) => startBackup(ctx),
  }),
  contract({
    method: "post",
    path: "/outlets/:tenant_id/backup",
    tag: "backups",
    summary: "Back up all records of your tenant, named by its id",
    description: "It begins within a minute. `object_prefix` is the path of its files.",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    params: wire.OutletParams,
    status: 201,
    reply: wire.Backup,
    errors: [running],
    handle: ({ ctx, params }) => startOwnBackup(ctx, params.tenant_id),
  }),
  contract({
    method: "get",
    path: "/backups",
    tag: "backups",
    summary: "List your tenant's backups, latest first",
    permission: "settings_write",
    query: wire.BackupQuery,
    reply: wire.Backup,
    list: true,
    handle: ({ ctx, query }) => listBackups(ctx, query),
  }),
  contract({
    method: "get",
    path: "/backups/:backup_id",
    tag: "backups",
    summary: "Read a backup's status and progress",
    permission: "settings_write",
    params: wire.BackupParams,
    reply: wire.Backup,
    handle: ({ ctx, params }) => getBackup(ctx, params.backup_id),
  }),
  contract({
    method: "get",
    path: "/backups/:backup_id/manifest",
    tag: "backups",
    summary: "Read a backup's manifest",
    permission: "settings_write",
    params: wire.BackupParams,
    reply: wire.BackupManifest,
    errors: [incomplete, broken],
    handle: ({ ctx, params }) => readManifest(ctx, params.backup_id),
  }),
];
