/** What an employee's object keeps: facts as D1 last told them, open sessions, and wrong PINs. */

import type { Env } from "../../src/env.ts";
import { type EmployeeStatus, FRESH_PIN, type PinState, permissionsOf } from "../../src/modules/employees/domain.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import type { Permission } from "../../src/shared/permissions.ts";

export interface EmployeeFacts {
  employee_id: string;
  name: string;
  status: EmployeeStatus;
  epoch: number;
  pin_hash: string;
  version: number;
  /** The tenant's: how far its clock is moved. */
  clock_offset_s: number;
  roles: Record<string, string[]>;
  stores: Record<string, Permission[]>;
}

export interface Session {
  generation: number;
  device_id: string | null;
  opened_at: number;
  renewed_at: number;
}

interface EmployeeRow extends Omit<EmployeeFacts, "roles" | "stores"> {
  memberships: string;
  granted: string;
}

/** Reads the person's facts from D1 with what each role gives, or undefined when there is no such person. */
export async function fetchFacts(env: Env, tenant_id: string, employee_id: string): Promise<EmployeeFacts | undefined> {
  const [row] = await openDatabase(env, tenant_id).all<EmployeeRow>(
    sql`SELECT e.employee_id, e.name, e.status, e.epoch, e.pin_hash, e.version, t.clock_offset_s,
          (SELECT json_group_object(m.store_id, json(m.roles)) FROM memberships m
           WHERE m.tenant_id = e.tenant_id AND m.employee_id = e.employee_id AND m.active = 1) AS memberships,
          (SELECT json_group_object(r.role, json(r.permissions)) FROM roles r
           WHERE r.tenant_id = e.tenant_id) AS granted
        FROM employees e JOIN tenants t ON t.tenant_id = e.tenant_id
        WHERE e.tenant_id = ${tenant_id} AND e.employee_id = ${employee_id}`,
  );
  if (!row) return undefined;
  const { memberships, granted, ...facts } = row;
  const roles = JSON.parse(memberships) as Record<string, string[]>;
  const given = new Map(Object.entries(JSON.parse(granted) as Record<string, Permission[]>));
  const stores = Object.entries(roles).map(([store_id, held]) => [store_id, permissionsOf(held, given)]);
  return { ...facts, roles, stores: Object.fromEntries(stores) };
}

/** Another shape of facts gets another name, so that an object reads D1 instead of an old one. */
const FACTS = "facts_2";
const PIN = "pin";
const SESSION = "session:";

export function loadFacts(storage: DurableObjectStorage): EmployeeFacts | undefined {
  return storage.kv.get<EmployeeFacts>(FACTS);
}

export function saveFacts(storage: DurableObjectStorage, facts: EmployeeFacts): void {
  storage.kv.put(FACTS, facts);
}

export function loadPin(storage: DurableObjectStorage): PinState {
  return storage.kv.get<PinState>(PIN) ?? FRESH_PIN;
}

export function savePin(storage: DurableObjectStorage, state: PinState): void {
  storage.kv.put(PIN, state);
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
