/** Callers of a park: without login, its devices, its people in the console and on devices, and its provider. */

import type { Park, Provider } from "../local/park.ts";
import type { Caller } from "./run.ts";
import type { Pool } from "./values.ts";

/** Logs in and returns the access token, or null after a refusal. */
export type Login = (path: string, body: object, token?: string | null) => Promise<string | null>;

/** People with many permissions occur more often, because their requests get furthest. */
const CONSOLE = ["owner", "owner", "owner", "manager", "manager", "supervisor", "cashier", "gate"];
const ON_DEVICES = [
  ["cashier", "pos"],
  ["cashier", "pos"],
  ["supervisor", "pos"],
  ["manager", "pos"],
  ["gate", "gate"],
] as const;

/** The callers of a park. People in the console have stepped up, so that their requests get as far as possible. */
export function callersOf(park: Park, provider: Provider, login: Login): Caller[] {
  const device = (key: string) => login("/auth/device/login", park.devices[key] ?? {});
  const person = async ({ email, pin }: { email: string; pin: string }, on?: string) => {
    const token = await login("/employees/login", { email, pin }, on === undefined ? null : await device(on));
    if (token !== null && on === undefined) await login("/auth/step-up", { pin }, token);
    return token;
  };
  const named = (key: string) => park.employees[key] ?? { email: "", pin: "" };
  return [
    { name: "nobody", login: async () => null },
    ...Object.keys(park.devices).map((key) => ({ name: key, login: () => device(key) })),
    ...CONSOLE.map((key) => ({ name: `${key} in the console`, login: () => person(named(key)) })),
    ...ON_DEVICES.map(([key, on]) => ({ name: `${key} on ${on}`, login: () => person(named(key), on) })),
    { name: "provider", login: () => person(provider) },
  ];
}

/** The ids of a new park, by the names of their fields. */
export function poolOf(park: Park): Pool {
  const packages = Object.values(park.packages);
  const devices = Object.values(park.devices);
  const people = Object.values(park.employees);
  const zones = Object.values(park.zones);
  const stores = [park.store_id, park.second_store_id];
  const device_ids = devices.map(({ device_id }) => device_id);
  const employee_ids = people.map(({ employee_id }) => employee_id);
  return new Map<string, unknown[]>([
    ["store_id", stores],
    ["package_id", packages],
    ["device_id", device_ids],
    ["employee_id", employee_ids],
    ["approver_id", employee_ids],
    ["cashier_id", employee_ids],
    ["zone_id", zones],
    ["device_token", devices.map(({ device_token }) => device_token)],
    ["email", people.map(({ email }) => email)],
    ["pin", people.map(({ pin }) => pin)],
    ["any_id", [...stores, ...packages, ...device_ids, ...employee_ids, ...zones, park.tenant_id]],
    ["method", ["cash", "qr", "card"]],
    ["confirm", [park.tenant_id]],
  ]);
}
