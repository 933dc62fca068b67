/** The park of seeded days: more people, tills, gates and offers than the demo needs, made by the same use-cases. */

import { createHash, createHmac, hkdfSync } from "node:crypto";
import { CLOSES_HOUR, OPENS_HOUR } from "../simulator/days/calendar.ts";
import type { SeededGate, SeededPark } from "../simulator/days/park.ts";
import { type Env, settingsOf } from "../src/env.ts";
import { recordEmployee } from "../src/modules/access/employees/index.ts";
import { createSettings } from "../src/modules/access/settings/index.ts";
import { changeStore } from "../src/modules/access/tenants/service.ts";
import { qrToken, shortCode, shortCodeSource, signedPart } from "../src/modules/admission/ticket-codes/domain/codes.ts";
import { termsOf } from "../src/modules/admission/tickets/service/issue.ts";
import { listPaymentTypes } from "../src/modules/counter/payments/index.ts";
import { recordPaymentTypes } from "../src/modules/counter/payments/service/types.ts";
import { readCart } from "../src/modules/offer/carts/index.ts";
import { createPackage } from "../src/modules/offer/catalog/index.ts";
import { createRule } from "../src/modules/offer/pricing/service/rules.ts";
import { rebuildWhole } from "../src/modules/operations/reports/service/rebuild.ts";
import { commit } from "../src/platform/db/commit.ts";
import { asTenant } from "../src/platform/http/context.ts";
import type { CodeHashes } from "./fill.ts";
import { buildDevice, type Park, randomPin, seedContext } from "./park.ts";

const CASHIERS = [
  "Ploy Srisuk",
  "Krit Thongdee",
  "Fah Rakthai",
  "Tong Wongchai",
  "Mint Saelim",
  "Bank Jaidee",
  "Nam Boonsong",
  "Pim Kaewta",
  "Arthit Meesuk",
  "May Intira",
  "Golf Panya",
  "Joy Srithong",
  "Oat Charoen",
  "Bow Lertchai",
];
/** The cashier who cheats during the last days. */
const CHEAT = "Chai Nakorn";

/** The names of the additional cashiers in demo.json begin with this. */
export const MORE_CASHIERS = "cashier_";
const PROMO_CODE = "FAMILY50";
const KEY_VERSION = 1;

/** A new data folder's park with a past: the rows of `park` gain what seeded days need. */
export interface PastPark {
  seeded: SeededPark;
  hashes: CodeHashes;
  /** Makes the reports' sums of all rows. */
  sumReports(DB: D1Database): Promise<void>;
}

/** Adds to a park what seeded days need, at a moment (epoch ms), with this many tills. Its own rows stay as they are. */
export async function addForDays(
  env: Env,
  park: Park,
  { at, tills }: { at: number; tills: number },
): Promise<PastPark> {
  const base = seedContext(env, at);
  const { tenant_id, store_id } = park;
  const ctx = asTenant(base, tenant_id);
  const hours = Array.from({ length: 7 }, (_, index) => {
    return { weekday: index + 1, opens: `${OPENS_HOUR}:00`, closes: `${CLOSES_HOUR}:00` };
  });
  await changeStore(ctx, store_id, {
    opening_hours: hours,
    phone: "02 555 0142",
    address: "99/9 ถนนสุขุมวิท กรุงเทพมหานคร",
  });
  await createSettings(ctx, { "loyalty.satang_per_point": 2_500 });
  const points = { method: "points", label_en: "Points", label_th: "แต้มสะสม", kind: "points" as const, position: 6 };
  const { audit = [], ...types } = recordPaymentTypes(ctx, [points]);
  const [first, ...more] = audit;
  if (first) await commit(ctx, { ...types, audit: [first, ...more] });
  const rule = { kind: "promo_code" as const, params: { code: PROMO_CODE, amount: 5_000 } };
  await createRule(ctx, { ...NO_TERMS, store_id, name: "Families 50 baht", name_th: "ครอบครัว 50 บาท", ...rule });
  const slot = await createPackage(ctx, {
    store_id,
    name: "Trampoline hour",
    name_th: "แทรมโพลีนหนึ่งชั่วโมง",
    type: "single",
    price: 18_000,
    quota_or_minutes: 1,
    valid_for_days: 1,
    zones: [{ zone_id: park.zones.Trampoline ?? "" }],
    capacity: tills * 25,
    slot_minutes: 60,
  });

  const people = await Promise.all(
    [CHEAT, ...CASHIERS].slice(0, tills + 4).map(async (name) => {
      const email = `${name.toLowerCase().replace(" ", ".")}@days.${park.employees.cashier?.email.split("@")[1] ?? ""}`;
      const pin = randomPin();
      const { employee_id, part } = await recordEmployee(ctx, { name, email, pin, roles: { [store_id]: ["cashier"] } });
      return {
        key: `${MORE_CASHIERS}${name.split(" ")[0]?.toLowerCase()}`,
        part,
        employee: { employee_id, email, pin },
      };
    }),
  );
  const [hired, ...others] = people.map(({ part }) => part);
  if (hired) await commit(ctx, { ...hired, parts: others });
  for (const { key, employee } of people) park.employees[key] = employee;
  for (let no = 2; no <= tills; no++)
    park.devices[`pos${no}`] = await buildDevice(base, tenant_id, store_id, { type: "POS", name: `Counter ${no}` });
  for (const [key, zone] of INNER) {
    const zone_id = park.zones[zone];
    park.devices[key] = await buildDevice(base, tenant_id, store_id, { type: "GATE", name: `${zone} gate`, zone_id });
  }
  return read(env, park, { at, slot: slot.package_id, cashiers: people.map(({ employee }) => employee.employee_id) });
}

/** The gates of the zones inside; the trampoline's is the last. */
const INNER = [
  ["ball_gate", "Ball Pit"],
  ["jump_gate", "Trampoline"],
] as const;

const NO_TERMS = {
  priority: 50,
  stackable: true,
  package_ids: null,
  zone_ids: null,
  min_qty: null,
  min_amount: 20_000,
  active_from: null,
  active_to: null,
  weekdays: null,
  clock_from: null,
  clock_to: null,
  max_discount: null,
  max_uses: null,
  max_uses_per_day: null,
  max_uses_per_customer: null,
  active: true,
};

/** Reads what seeded days need to know of their park. */
async function read(
  env: Env,
  park: Park,
  { at, slot, cashiers }: { at: number; slot: string; cashiers: string[] },
): Promise<PastPark> {
  const { tenant_id, store_id, devices, employees, zones } = park;
  const ctx = asTenant(seedContext(env, at), tenant_id);
  const packages = { ...park.packages, slot };
  const items = Object.values(packages).map((package_id) => ({ package_id, qty: 1 }));
  const [facts, payment_types, prefixes] = await Promise.all([
    readCart(ctx, { items, promo_codes: [PROMO_CODE] }, store_id, at),
    listPaymentTypes(ctx),
    env.DB.prepare("SELECT device_id, receipt_prefix FROM devices WHERE tenant_id = ?").bind(tenant_id).all<Till>(),
  ]);
  const terms = await Promise.all(
    [...facts.offers.values()].map(async (offer) => [offer.package_id, await termsOf(offer)] as const),
  );
  const tills = ["pos", ...Object.keys(devices).filter((key) => /^pos\d+$/.test(key))].flatMap((key) => {
    const device_id = devices[key]?.device_id;
    return prefixes.results.filter((till) => till.device_id === device_id);
  });
  const gate = (key: string, name: string, zone: string): SeededGate => {
    return { device_id: devices[key]?.device_id ?? "", name, zone: { zone_id: zones[zone] ?? "", name: zone } };
  };
  const person = (role: string) => employees[role]?.employee_id ?? "";
  const [cheat = ""] = cashiers;
  const seeded: SeededPark = {
    tenant_id,
    key_version: KEY_VERSION,
    facts,
    payment_types,
    packages,
    terms: new Map(terms),
    promo_code: PROMO_CODE,
    tills,
    entrances: [gate("gate", "Main gate", "Main Gate"), gate("gate2", "Main gate, left lane", "Main Gate")],
    inner_gates: INNER.map(([key, zone]) => gate(key, `${zone} gate`, zone)),
    cashiers: [...cashiers, person("cashier")],
    cheat,
    supervisor: person("supervisor"),
    manager: person("manager"),
  };
  const secrets = { ...env };
  const sumReports = (DB: D1Database) => rebuildWhole(asTenant(seedContext({ ...secrets, DB }), tenant_id));
  return { seeded, hashes: hashesOf(env, tenant_id), sumReports };
}

type Till = { device_id: string; receipt_prefix: string };

/**
 * The hashes of tickets' codes by the park's own keys, as `withShortCodeHash` and `hashPrintedCodes` make them one by one; here
 * without a promise for each, because a large park has a million.
 */
function hashesOf(env: Env, tenant_id: string): CodeHashes {
  const { pin_pepper, ticket_masters } = settingsOf(env);
  const [master = pin_pepper] = ticket_masters.values();
  const keyOf = (secret: Uint8Array, info: string) => new Uint8Array(hkdfSync("sha256", secret, tenant_id, info, 32));
  const [short_key, short_hash_key] = [keyOf(pin_pepper, "short-code"), keyOf(pin_pepper, "short-code-hash")];
  const ticket_key = keyOf(master, `ticket:${KEY_VERSION}`);
  const mac = (key: Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();
  const firstHalf = (bytes: Buffer) => bytes.subarray(0, 16).toString("base64url");
  return {
    ofShortCode: (ticket_id, short_code_no) =>
      firstHalf(mac(short_hash_key, shortCode(mac(short_key, shortCodeSource(ticket_id, short_code_no))))),
    ofCode(ticket_id) {
      const code = qrToken(ticket_id, KEY_VERSION, mac(ticket_key, signedPart(ticket_id, KEY_VERSION)));
      return firstHalf(createHash("sha256").update(code).digest());
    },
  };
}
