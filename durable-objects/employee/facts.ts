/** Facts about a person that are derived from their stored facts. */

import { isOwner } from "../../src/modules/access/employees/domain/owners.ts";
import { needsStrongPin } from "../../src/modules/access/employees/domain/pins.ts";
import type { Standing } from "../../src/modules/access/employees/domain/requests.ts";
import { decideAdmission } from "../../src/modules/access/employees/domain/standing.ts";
import type { AdmissionRefusal } from "../../src/shared/standing.ts";
import type { EmployeeFacts } from "./storage.ts";

export function standingRefusal(facts: EmployeeFacts, epoch: number, session_open: boolean): AdmissionRefusal | null {
  const reason = decideAdmission(facts, epoch, session_open);
  return reason && { reason };
}

export function strongPinNeeded({ stores }: EmployeeFacts): boolean {
  return Object.values(stores).some(needsStrongPin);
}

/** The mark of a PIN: the end of its hash, which distinguishes it from other PINs. */
export function pinMark({ pin_hash }: Pick<EmployeeFacts, "pin_hash">): string {
  return pin_hash.slice(-16);
}

export function standingOf({ employee_id, name, epoch, roles, stores, totp }: EmployeeFacts): Standing {
  return { employee_id, name, epoch, roles, stores, owner: ownsTenant({ roles }), ...factorOf(totp) };
}

function factorOf(totp: EmployeeFacts["totp"]): Pick<Standing, "has_totp" | "totp_confirmed_at"> {
  return { has_totp: totp !== null, totp_confirmed_at: totp?.confirmed_at ?? null };
}

export function ownsTenant({ roles }: Pick<EmployeeFacts, "roles">): boolean {
  return isOwner(Object.values(roles).map((held) => ({ roles: held })));
}
