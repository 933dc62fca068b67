/** The object of an endpoint. */

import type { Env } from "../../../../env.ts";
import type { EndpointName } from "./wake.ts";

export function endpointObject(env: Env, { tenant_id, webhook_id }: EndpointName) {
  return env.ENDPOINT.getByName(`${tenant_id}:${webhook_id}`);
}
