/** The shapes of the modules below that the provider's routes answer with. */

export { HeartbeatReply, HeartbeatRequest } from "../../../admission/gate/wire.ts";
export { Restore, RestoreParams, RestoreRequest } from "../../backups/wire.ts";
export { RouteUsage, TenantUsage, UsageQuery } from "../../usage/wire.ts";
