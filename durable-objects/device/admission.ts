/** Admission of a device's request by its tenant, standing, version, calls and scan id (rules D2, T3, L1, G4). */

import { refuseRehearsed } from "../../src/modules/access/devices/domain/rehearsal.ts";
import type { DeviceAdmission, DeviceVerdict } from "../../src/modules/access/devices/domain/requests.ts";
import { decideAdmission } from "../../src/modules/access/devices/domain/standing.ts";
import type { CallCounter } from "../../src/platform/db/calls.ts";
import type { RefusalLog } from "../../src/platform/db/refusals.ts";
import { type Allowance, UNBOUNDED } from "../../src/shared/rates.ts";
import { accept, type Result, refuse } from "../../src/shared/result.ts";
import { type AdmissionRefusal, decideTenant } from "../../src/shared/standing.ts";
import { tenantTime } from "../../src/shared/time.ts";
import type { ScanBindings } from "./bindings.ts";
import { principalOf } from "./principal.ts";
import type { DevicePulse } from "./pulse.ts";
import type { DeviceFacts } from "./storage.ts";
import type { DeviceWatch } from "./watch.ts";

/** The parts of the device's object that an admission uses. */
export interface AdmissionParts {
  calls: CallCounter;
  refusals: RefusalLog;
  bindings: ScanBindings;
  pulse: DevicePulse;
  watch: DeviceWatch;
}

/** Admits and counts a request, or refuses it. Nothing is awaited. `bound_at` is epoch ms of the world's clock. */
export function admitDevice(
  by: AdmissionParts,
  facts: DeviceFacts,
  request: DeviceAdmission,
  bound_at: number,
): DeviceVerdict {
  const { binding, epoch, arrived_at } = request;
  const { clock_offset_s } = facts;
  const now = tenantTime(arrived_at, clock_offset_s);
  const counted = countCall(by, facts, request, now);
  if (!counted.ok) return { ok: false, refusal: counted.refusal, clock_offset_s };
  if (binding && !by.bindings.take(binding, bound_at))
    return { ok: false, refusal: { reason: "binding_reused" }, clock_offset_s };
  const kept_tickets = binding ? by.bindings.recent.ticketsOf(binding.id) : [];
  const device = principalOf(facts, epoch, by.pulse.contactBefore(now), kept_tickets);
  if (!request.unseen) {
    by.watch.noteSign(bound_at);
    by.pulse.noteRequest(now);
  }
  return { ok: true, device, allowance: counted.value, clock_offset_s };
}

/** Counts a call that is admitted, or returns the refusal. */
function countCall(
  { calls, refusals, pulse }: AdmissionParts,
  facts: DeviceFacts,
  request: DeviceAdmission,
  now: number,
): Result<Allowance, AdmissionRefusal> {
  const { tenant_id, arrived_at, counted } = request;
  const standing = decideAdmission(facts, request.epoch, request.upload_only ? now : null);
  const refused =
    decideTenant(facts.tenant, arrived_at) ??
    (standing && { reason: standing }) ??
    refuseRehearsed(facts.rehearsal_ends_at, arrived_at) ??
    (request.any_version ? null : refuseVersion(pulse, facts, now));
  if (!refused) return counted ? calls.count(tenant_id, counted, facts, arrived_at) : accept(UNBOUNDED);
  const retry_after_s = refusals.count(facts.limits, arrived_at);
  return refuse(retry_after_s > 0 ? { reason: "rate_limited", retry_after_s } : refused);
}

function refuseVersion(pulse: DevicePulse, facts: DeviceFacts, now: number): AdmissionRefusal | null {
  const min_app_version = pulse.decideTooOld(facts, now);
  return min_app_version === null ? null : { reason: "app_too_old", min_app_version };
}
