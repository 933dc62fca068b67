/** Consumer of revocations: it reloads the token's object, even if the request that revoked it died (rule T3). */

import { type Consumer, consumerOf } from "../../../platform/queue/outbox.ts";
import { API_TOKEN_EVENTS } from "./events.ts";
import { reloadToken } from "./service/objects.ts";

export const consumers: Consumer[] = [
  consumerOf("api-token-standing", [API_TOKEN_EVENTS.revoked], (ctx, event) => reloadToken(ctx, event.subject_id)),
];
