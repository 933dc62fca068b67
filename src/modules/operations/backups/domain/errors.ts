/** Errors of backups and restores. */

export { backupErrors } from "../../../../shared/errors/operations.ts";
