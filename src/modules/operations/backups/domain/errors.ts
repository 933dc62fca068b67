/** Why a backup is not made, and why nothing is restored. */

export { backupErrors } from "../../../../shared/errors/operations.ts";
