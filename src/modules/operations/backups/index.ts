export { backupErrors } from "./domain/errors.ts";
export { listLatestBackups } from "./service/backups.ts";
export { restoreBackup } from "./service/restore.ts";
export { isRestoring } from "./store/backups.ts";
