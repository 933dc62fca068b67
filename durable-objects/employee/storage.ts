/** Storage of an employee's object: the facts last read from D1, open sessions, wrong PINs and codes. */

import type { Env } from "../../src/env.ts";
import type { NextPin } from "../../src/modules/access/employees/domain/pin-reset.ts";
import type { Person } from "../../src/modules/access/employees/domain/requests.ts";
import { permissionsOf } from "../../src/modules/access/employees/domain/roles.ts";
import type { EmployeeStatus } from "../../src/modules/access/employees/domain/standing.ts";
import { NO_PIN_TRIES, NO_TRIES, type PinTries, type Tries } from "../../src/modules/access/sessions/domain/tries.ts";
import { joinTenant } from "../../src/modules/access/tenants/fragments.ts";
import { FreshFacts } from "../../src/platform/db/fresh-facts.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { TENANT_COLUMNS, type TenantFacts, type TenantRow, tenantFactsOf } from "../../src/platform/db/tenant-facts.ts";
import type { Permission } from "../../src/shared/permissions.ts";

export interface EmployeeFacts extends TenantFacts {
  employee_id: string;
  name: string;
  status: EmployeeStatus;
  epoch: number;
  pin_hash: string;
  version: number;
  roles: Record<string, string[]>;
  stores: Record<string, Permission[]>;
  /** The PIN from the provider that waits to replace a forgotten one; by the world's clock. */
  next_pin: NextPin | null;
  /** The second factor, after its first code confirmed it. */
  totp: { sealed_secret: string; recovery_code_hashes: string[]; confirmed_at: number; confirmed_step: number } | null;
}

/** Wrong codes, and the last step whose code was used. */
export interface Codes {
  tries: Tries;
  used_step: number;
}

export const NO_CODES: Codes = { tries: NO_TRIES, used_step: 0 };

export interface Session {
  generation: number;
  device_id: string | null;
  opened_at: number;
  renewed_at: number;
  /** The end of its step-up; epoch ms of the world's clock. */
  stepped_up_until?: number;
  /** The login proved the second factor that the person has. */
  second_factor?: boolean;
  /** Whether the PIN that opened it is strong; undefined for a session of an older version. */
  pin_strong?: boolean;
  /** The mark of the PIN that opened it; another PIN ends it. */
  pin_mark?: string;
}

interface EmployeeRow
  extends Omit<EmployeeFacts, "roles" | "stores" | "next_pin" | "totp" | keyof TenantFacts>,
    TenantRow {
  memberships: string;
  granted: string;
  next_pin: string | null;
  totp: string | null;
}

/** Reads the person's facts from D1, with the permissions of their roles; undefined when there is no such person. */
async function fetchFacts(env: Env, tenant_id: string, employee_id: string): Promise<EmployeeFacts | undefined> {
  const [row] = await openDatabase(env, tenant_id).all<EmployeeRow>(
    sql`SELECT e.employee_id, e.name, e.status, e.epoch, e.pin_hash, e.version, ${TENANT_COLUMNS},
          (SELECT json_group_object(m.store_id, json(m.roles)) FROM memberships m
           WHERE m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1) AS memberships,
          (SELECT json_group_object(r.role, json(r.permissions)) FROM roles r
           WHERE r.tenant_id = e.tenant_id) AS granted,
          (SELECT json_object('pin_hash', p.pin_hash, 'in_force_at', p.in_force_at) FROM pin_resets p
           WHERE p.tenant_id = e.tenant_id AND p.employee_id = e.employee_id) AS next_pin,
          (SELECT json_object('sealed_secret', s.sealed_secret, 'confirmed_at', s.confirmed_at,
             'confirmed_step', s.confirmed_step,
             'recovery_code_hashes', json(s.recovery_code_hashes))
           FROM employee_totps s WHERE s.tenant_id = e.tenant_id AND s.employee_id = e.employee_id
             AND s.confirmed_at IS NOT NULL) AS totp
        FROM employees e ${joinTenant(sql`e`)}
        WHERE e.tenant_id = ${tenant_id} AND e.employee_id = ${employee_id}`,
  );
  if (!row) return undefined;
  const { memberships, granted, next_pin, totp, ...known } = row;
  const facts = { ...known, ...tenantFactsOf(row, "user") };
  const roles = JSON.parse(memberships) as Record<string, string[]>;
  const given = new Map(Object.entries(JSON.parse(granted) as Record<string, Permission[]>));
  // The permission `provider` counts in the provider's own tenant only.
  const counts = (permission: Permission) => permission !== "provider" || facts.tenant.kind === "provider";
  const stores = Object.entries(roles).map(([store_id, held]) => [store_id, permissionsOf(held, given).filter(counts)]);
  const parsed = <Value>(json: string | null): Value | null => (json === null ? null : JSON.parse(json));
  return { ...facts, roles, stores: Object.fromEntries(stores), next_pin: parsed(next_pin), totp: parsed(totp) };
}

/** A new shape of facts gets a new name, so that an object reads D1 instead of old facts. */
const FACTS = "facts_6";
const PIN = "pin_tries";
const CODES = "codes";
const SESSION = "session:";

export type KnownPerson = FreshFacts<Person, EmployeeFacts>;

/** The stored facts of the person; `take` is called with facts that are read from D1 again. */
export function employeeFacts(
  storage: DurableObjectStorage,
  env: Env,
  take: (fresh: EmployeeFacts, before: EmployeeFacts | undefined) => void,
): KnownPerson {
  const fetch = ({ tenant_id, employee_id }: Person) => fetchFacts(env, tenant_id, employee_id);
  return new FreshFacts(storage.kv.get<EmployeeFacts>(FACTS), fetch, (fresh, before) => {
    take(fresh, before);
    storage.kv.put(FACTS, fresh);
  });
}

export function loadPin(storage: DurableObjectStorage): PinTries {
  return storage.kv.get<PinTries>(PIN) ?? NO_PIN_TRIES;
}

export function savePin(storage: DurableObjectStorage, state: PinTries): void {
  storage.kv.put(PIN, state);
}

export function loadCodes(storage: DurableObjectStorage): Codes {
  return storage.kv.get<Codes>(CODES) ?? NO_CODES;
}

export function saveCodes(storage: DurableObjectStorage, codes: Codes): void {
  storage.kv.put(CODES, codes);
}

export function loadSessions(storage: DurableObjectStorage): Map<string, Session> {
  return new Map(
    [...storage.kv.list<Session>({ prefix: SESSION })].map(([key, value]) => [key.slice(SESSION.length), value]),
  );
}

export function saveSession(storage: DurableObjectStorage, session_id: string, session: Session): void {
  storage.kv.put(SESSION + session_id, session);
}

export function deleteSession(storage: DurableObjectStorage, session_id: string): void {
  storage.kv.delete(SESSION + session_id);
}
