/** The device principal of a request, made for each request from the facts in the object. */

import { zoneOf } from "../../src/modules/access/devices/domain/live.ts";
import { devicePermissions } from "../../src/modules/access/devices/domain/standing.ts";
import type { DevicePrincipal } from "../../src/shared/principals.ts";
import { tenantTime } from "../../src/shared/time.ts";
import type { DeviceFacts } from "./storage.ts";

/** `epoch` is that of the request's token; `contact_before` is epoch ms, or null. */
export function principalOf(
  facts: DeviceFacts,
  epoch: number,
  contact_before: number | null,
  kept_tickets: readonly string[] = [],
): DevicePrincipal {
  const { device_id, store_id, name, type, receipt_prefix, revoked_at, revoked_key_versions } = facts;
  const permissions = devicePermissions(type, facts.caps);
  const upload_only = facts.status === "revoked";
  const zone = zoneOf(facts);
  return {
    device_id,
    store_id,
    name,
    type,
    zone,
    receipt_prefix,
    permissions,
    epoch,
    upload_only,
    paired_at: Math.min(facts.registered_at, tenantTime(facts.registered_at, facts.clock_offset_s)),
    revoked_at,
    revoked_key_versions,
    foreign_codes: facts.foreign_codes,
    zones: facts.zones,
    zone_history: facts.zone_history,
    contact_before,
    kept_tickets,
  };
}
