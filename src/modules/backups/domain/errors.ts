/** Why a backup is not made, and why nothing is restored. */

import { defineErrors } from "../../../shared/errors.ts";

export const backupErrors = defineErrors({
  running: {
    code: "E_BACKUP_RUNNING",
    status: 409,
    message: "A backup is being made already. GET /backups shows how far it is.",
  },
  incomplete: { code: "E_BACKUP_INCOMPLETE", status: 409, message: "This backup has no manifest: it is not complete." },
  broken: {
    code: "E_BACKUP_BROKEN",
    status: 409,
    message: "A file of this backup is missing or was altered; details.file names it. Bring the original back.",
  },
  masters: {
    code: "E_BACKUP_MASTERS",
    status: 409,
    message: "This backup was made under another master; details.master names it. Set the settings it was made under.",
  },
  schema: {
    code: "E_BACKUP_SCHEMA",
    status: 409,
    message:
      "This backup lacks what this release needs; details.missing names it. Restore with the release that made it.",
  },
  not_empty: {
    code: "E_TENANT_NOT_EMPTY",
    status: 409,
    message: "This tenant has records here; details.table names where. A backup is restored into nothing.",
  },
  email_taken: {
    code: "E_EMAIL_TAKEN",
    status: 409,
    message: "A person of this park has an e-mail address that logs in to another tenant here.",
  },
  other_restore: {
    code: "E_RESTORE_OPEN",
    status: 409,
    message: "This tenant is being restored from another backup; details.backup_id names it. Go on with that one.",
  },
  differs: {
    code: "E_RESTORE_DIFFERS",
    status: 409,
    message: "What was restored is not what the backup holds; details say where. The tenant stays closed.",
  },
});
