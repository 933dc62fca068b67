/** The demo parks: two equal tenants with everything for a day, and their provider, built by the same use-cases as any park. */

import type { Env } from "../src/env.ts";
import { createPairing, registerDevice } from "../src/modules/access/devices/index.ts";
import { drawPin, recordEmployee } from "../src/modules/access/employees/index.ts";
import { createSettings } from "../src/modules/access/settings/index.ts";
import { openTenant } from "../src/modules/access/tenants/index.ts";
import { createCategory, createPackage, createZone, type PackageType } from "../src/modules/offer/catalog/index.ts";
import { createDiscount } from "../src/modules/offer/pricing/index.ts";
import { planPark, planProvider } from "../src/modules/operations/provider/index.ts";
import { commit } from "../src/platform/db/commit.ts";
import { asTenant, newId, type PublicContext, systemContext } from "../src/platform/http/context.ts";
import type { DeviceType } from "../src/shared/permissions.ts";

type ByName<Value> = Record<string, Value>;

export interface Park {
  tenant_id: string;
  store_id: string;
  second_store_id: string;
  devices: ByName<{ device_id: string; device_token: string }>;
  employees: ByName<{ employee_id: string; email: string; pin: string }>;
  packages: Record<PackageType, string>;
  zones: ByName<string>;
}

export interface DemoPark extends Park {
  other_tenant: Park;
  provider: Provider;
}

/** The provider's tenant and its first employee. */
export interface Provider {
  tenant_id: string;
  employee_id: string;
  email: string;
  pin: string;
}

/**
 * Builds the demo park, its other tenant, and the provider of both. Tokens and PINs are fresh each time. `at` (epoch ms) is
 * the moment of all of it, for a park that has a past.
 */
export async function seedPark(env: Env, at = Date.now()): Promise<DemoPark> {
  const park = await buildPark(env, { name: "Siam Play Park", domain: "siam.playpark.test", at });
  const other_tenant = await buildPark(env, { name: "Andaman Fun World", domain: "andaman.playpark.test", at });
  const provider = await buildProvider(env, { domain: "provider.playpark.test", at });
  return { ...park, other_tenant, provider };
}

const DEVICES: ByName<{ type: DeviceType; name: string; zone?: string }> = {
  pos: { type: "POS", name: "Counter 1" },
  gate: { type: "GATE", name: "Main gate", zone: "Main Gate" },
  gate2: { type: "GATE", name: "Main gate, left lane", zone: "Main Gate" },
  kiosk: { type: "KIOSK", name: "Kiosk" },
};

const PEOPLE: ByName<string> = {
  owner: "Malee Suksan",
  manager: "Prasert Wong",
  supervisor: "Nok Chaiyo",
  cashier: "Somchai Dee",
  gate: "Lek Boonmee",
};

const ZONES: ByName<string> = { "Main Gate": "ประตูหลัก", "Ball Pit": "บ่อบอล", Trampoline: "แทรมโพลีน" };

/** Builds one park in D1 by the modules' own use-cases. `pin` makes each person's PIN; by default six random digits. */
export async function buildPark(
  env: Env,
  options: { name: string; domain: string; pin?: () => string; at?: number },
): Promise<Park> {
  const base = seedContext(env, options.at);
  const tenant_id = newId(base.now);
  const ctx = asTenant(base, tenant_id);
  const names = [`${options.name}, Bangkok`, `${options.name}, Phuket`];
  const stores = names.map((name) => ({ name }));
  const { store_ids, work } = planPark(ctx, { name: options.name, mode: "sandbox" }, stores);
  await commit(ctx, work);
  const [store_id = "", second_store_id = ""] = store_ids;
  await createDiscount(ctx, { name: "Early Bird 10 %", kind: "percent", value: 1000, active: true });
  await createSettings(ctx, {
    "tax.seller_name": `บริษัท ${options.name} จำกัด`,
    "tax.seller_tax_id": "0105559001235",
    "tax.seller_address": "99/9 ถนนสุขุมวิท แขวงคลองเตย เขตคลองเตย กรุงเทพมหานคร 10110",
  });
  const zones: ByName<string> = {};
  for (const [name, name_th] of Object.entries(ZONES))
    zones[name] = (await createZone(ctx, { store_id, name, name_th })).zone_id;
  const packages = await buildPackages(ctx, store_id, zones);
  const people = await Promise.all(
    Object.entries(PEOPLE).map(async ([role, name]) => {
      const email = `${role}@${options.domain}`;
      const pin = options.pin?.() ?? randomPin();
      const everywhere = role === "owner" || role === "manager";
      const roles = { [store_id]: [role], ...(everywhere && { [second_store_id]: [role] }) };
      const { employee_id, part } = await recordEmployee(ctx, { name, email, pin, roles });
      return { role, part, employee: { employee_id, email, pin } };
    }),
  );
  const [first, ...others] = people.map(({ part }) => part);
  if (first) await commit(ctx, { ...first, parts: others });
  const employees: Park["employees"] = Object.fromEntries(people.map(({ role, employee }) => [role, employee]));
  const devices: Park["devices"] = {};
  for (const [key, device] of Object.entries(DEVICES))
    devices[key] = await buildDevice(base, tenant_id, store_id, {
      ...device,
      zone_id: device.zone && zones[device.zone],
    });
  return { tenant_id, store_id, second_store_id, devices, employees, packages, zones };
}

/** Builds the provider's tenant with one person. */
export async function buildProvider(
  env: Env,
  options: { domain: string; pin?: () => string; at?: number },
): Promise<Provider> {
  const base = seedContext(env, options.at);
  const tenant_id = newId(base.now);
  const email = `provider@${options.domain}`;
  const pin = options.pin?.() ?? randomPin();
  const owner = { name: "Kanya Provider", email, pin };
  const ctx = asTenant(base, tenant_id);
  const { employee_id, work } = await planProvider(ctx, { name: "PlayPark Provider", owner });
  await commit(ctx, work);
  return { tenant_id, employee_id, email, pin };
}

export function randomPin(): string {
  return drawPin((length) => crypto.getRandomValues(new Uint8Array(length)));
}

type Ctx = ReturnType<typeof asTenant>;

async function buildPackages(ctx: Ctx, store_id: string, zones: ByName<string>): Promise<Park["packages"]> {
  const main = { zone_id: zones["Main Gate"] ?? "" };
  const ball = { zone_id: zones["Ball Pit"] ?? "", credits: 2 };
  const jump = { zone_id: zones.Trampoline ?? "", credits: 3 };
  const tickets = await createCategory(ctx, { store_id, name: "Tickets", name_th: "ตั๋ว", position: 1 });
  const packs = await createCategory(ctx, { store_id, name: "Packages", name_th: "แพ็กเกจ", position: 2 });
  const { category_id } = tickets;
  const single = await createPackage(ctx, {
    store_id,
    name: "Day ticket",
    name_th: "ตั๋วหนึ่งวัน",
    type: "single",
    category_id,
    price: 35_000,
    quota_or_minutes: 1,
    valid_for_days: 30,
    zones: [main],
  });
  const multi = await createPackage(ctx, {
    store_id,
    name: "Ten visits",
    name_th: "สิบครั้ง",
    type: "multi",
    category_id,
    price: 280_000,
    quota_or_minutes: 10,
    valid_for_days: 365,
    zones: [main],
  });
  const timepass = await createPackage(ctx, {
    store_id,
    name: "Two hours of play",
    name_th: "เล่นสองชั่วโมง",
    type: "timepass",
    category_id,
    price: 22_000,
    quota_or_minutes: 120,
    valid_for_days: 30,
    zones: [main, ball, jump],
  });
  const credit = await createPackage(ctx, {
    store_id,
    name: "Twenty credits",
    name_th: "ยี่สิบเครดิต",
    type: "credit",
    category_id,
    price: 50_000,
    quota_or_minutes: 20,
    valid_for_days: 365,
    zones: [main, ball, jump],
  });
  const party = await createPackage(ctx, {
    store_id,
    name: "Birthday party of ten",
    name_th: "ปาร์ตี้วันเกิดสิบคน",
    type: "party",
    category_id: packs.category_id,
    price: 300_000,
    quota_or_minutes: 10,
    valid_for_days: 30,
    reentry: "same_day",
    zones: [main],
  });
  const bundle = await createPackage(ctx, {
    store_id,
    name: "Family: two days and two hours",
    name_th: "แพ็กครอบครัว",
    type: "bundle",
    category_id: packs.category_id,
    price: 80_000,
    quota_or_minutes: 1,
    parts: [
      { package_id: single.package_id, qty: 2 },
      { package_id: timepass.package_id, qty: 1 },
    ],
  });
  return {
    single: single.package_id,
    multi: multi.package_id,
    timepass: timepass.package_id,
    credit: credit.package_id,
    party: party.package_id,
    bundle: bundle.package_id,
  };
}

/** Pairs and registers a device, as an installer does. */
export async function buildDevice(
  base: PublicContext,
  tenant_id: string,
  store_id: string,
  device: { type: DeviceType; name: string; zone_id?: string },
): Promise<{ device_id: string; device_token: string }> {
  const { type, name, zone_id } = device;
  const { site_key } = await createPairing(await openTenant(base, tenant_id), { store_id, type, name, zone_id });
  const { device_id, device_token } = await registerDevice(base, { site_key, device: { name, type } });
  return { device_id, device_token };
}

/** The context of a seed at a moment (epoch ms). Its wake-ups are not awaited: the sweep delivers its events. */
export function seedContext(env: Env, at?: number): PublicContext {
  return systemContext(env, "seed", () => undefined, at);
}
