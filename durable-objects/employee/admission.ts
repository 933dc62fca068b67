/** Admission of a person's request by their tenant, status, calls and PIN (rules T3, L1, A3). */

import type { EmployeeAdmission, EmployeeVerdict } from "../../src/modules/access/employees/domain/requests.ts";
import type { CallCounter } from "../../src/platform/db/calls.ts";
import type { RefusalLog } from "../../src/platform/db/refusals.ts";
import { type AdmissionRefusal, decideTenant } from "../../src/shared/standing.ts";
import { ownsTenant, standingRefusal, strongPinNeeded } from "./facts.ts";
import type { EmployeeFacts, Session } from "./storage.ts";

/** The counters that an admission uses. */
interface Counters {
  calls: CallCounter;
  refusals: RefusalLog;
}

/** Admits and counts a request, or refuses it. Nothing is awaited. */
export function admitPerson(
  counters: Counters,
  facts: EmployeeFacts,
  request: EmployeeAdmission,
  session: Session | undefined,
): EmployeeVerdict {
  const { employee_id, name, stores, clock_offset_s } = facts;
  const refusal = refuseCall(counters, facts, request, session);
  if (refusal) return { ok: false, refusal, clock_offset_s };
  const { stepped_up_until = 0, second_factor = false } = session ?? {};
  return {
    ok: true,
    employee: { employee_id, name, stores, owner: ownsTenant(facts), stepped_up_until, second_factor },
    clock_offset_s,
  };
}

/** Counts a call that is admitted and returns null, or returns the refusal. */
function refuseCall(
  { calls, refusals }: Counters,
  facts: EmployeeFacts,
  { tenant_id, epoch, session_id, arrived_at, counted, with_weak_pin = false, undoes = false }: EmployeeAdmission,
  session: Session | undefined,
): AdmissionRefusal | null {
  const unserved = decideTenant(facts.tenant, arrived_at, undoes && ownsTenant(facts));
  const refused = unserved ?? standingRefusal(facts, epoch, session_id === null || session !== undefined);
  if (refused) {
    const retry_after_s = refusals.count(facts.limits, arrived_at);
    return retry_after_s > 0 ? { reason: "rate_limited", retry_after_s } : refused;
  }
  const allowed = counted ? calls.count(tenant_id, counted, facts, arrived_at, session_id ?? undefined) : null;
  if (allowed && !allowed.ok) return allowed.refusal;
  return with_weak_pin || session?.pin_strong || !strongPinNeeded(facts) ? null : { reason: "pin_weak" };
}
