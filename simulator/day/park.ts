/** The park of the day: its people at tills, gates and desks, its packages, and their requests. */
import { setTimeout as delay } from "node:timers/promises";
import { ulid } from "ulid";
import type { Park as BuiltPark } from "../../local/park.ts";
import { type Answer, type Client, dataOf, loginDevice, loginEmployee, openClient } from "../client.ts";
import { order } from "../gates/park.ts";

// biome-ignore lint/suspicious/noExplicitAny: the day reads whatever the route answers
export type Json = any;

/** A caller: a device, or a person on one. */
export interface Caller {
  get(path: string): Promise<Answer<Json>>;
  /** Sends a POST, with a new Idempotency-Key unless one is given. */
  post(path: string, body?: unknown, key?: string): Promise<Answer<Json>>;
  put(path: string, body: unknown): Promise<Answer<Json>>;
  patch(path: string, body: unknown): Promise<Answer<Json>>;
  /** The text of a paper or sheet, with its status and headers. */
  text(path: string, request?: RequestInit): Promise<{ status: number; text: string; headers: Headers }>;
}

export interface DayPark {
  base_url: string;
  tenant_id: string;
  store_id: string;
  zones: Record<string, string>;
  devices: BuiltPark["devices"];
  employees: BuiltPark["employees"];
  packages: Record<string, string>;
  /** The cashier at the first counter. */
  cashier: Caller;
  /** The supervisor at the same counter. */
  supervisor: Caller;
  manager: Caller;
  owner: Caller;
  /** The counters as devices, which hand in an outage. */
  counter: Caller;
  counter2: Caller;
  gates: Caller[];
  close(): void;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const PIN = "482193";
const PATIENCE_MS = 30_000;

export async function openPark(base_url: string): Promise<DayPark> {
  const built = await order<BuiltPark>(base_url, "parks", { name: `first-month-${Date.now()}` });
  const client = openClient(base_url);
  const { pos, till, gate, gate2, gate3, gate4 } = built.devices;
  const { cashier, supervisor, manager, owner } = built.employees;
  if (!pos || !till || !gate || !gate2 || !gate3 || !gate4 || !cashier || !supervisor || !manager || !owner)
    throw new Error("The park is not whole.");
  const callerOf = (token: string) => makeCaller(client, base_url, token);
  const at_counter = { token: await loginDevice(client, pos) };
  const in_office = { store_id: built.store_id };
  const park: DayPark = {
    ...built,
    base_url,
    packages: { ...built.packages },
    cashier: callerOf(await loginEmployee(client, cashier, at_counter)),
    supervisor: callerOf(await loginEmployee(client, supervisor, at_counter)),
    manager: callerOf(await loginEmployee(client, manager, in_office)),
    owner: callerOf(await loginEmployee(client, owner, in_office)),
    counter: callerOf(at_counter.token),
    counter2: callerOf(await loginDevice(client, till)),
    gates: await Promise.all([gate, gate2, gate3, gate4].map(async (one) => callerOf(await loginDevice(client, one)))),
    close: () => client.close(),
  };
  await equip(park);
  return park;
}

function makeCaller(client: Client, base_url: string, token: string): Caller {
  return {
    get: (path) => client.get(path, { token }),
    post: (path, body, key = ulid()) => client.post(path, body, { token, key }),
    put: (path, body) => client.put(path, body, { token }),
    patch: (path, body) => client.patch(path, body, { token }),
    async text(path, request = {}) {
      const headers = { authorization: `Bearer ${token}`, ...request.headers };
      const response = await fetch(`${base_url}/v1${path}`, { ...request, headers });
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
  };
}

/** Sets up the park: coins of a baht, points, a tender with a surcharge, slips that pay once, and packages. */
async function equip(park: DayPark): Promise<void> {
  const { owner, manager, store_id, packages, zones } = park;
  for (const desk of [owner, manager]) await dataOf("the step-up", desk.post("/auth/step-up", { pin: PIN }));
  // The date changes twelve hours from now, so that the whole day is on one date, whenever it runs.
  const hour = Number(new Intl.DateTimeFormat("en-GB", { hour: "2-digit", timeZone: "Asia/Bangkok" }).format());
  const cutoff_hour = (hour + 12) % 24;
  await dataOf("the hour of the new date", owner.patch(`/stores/${store_id}`, { cutoff_hour }));
  for (const [key, value, of] of [
    ["pricing.cash_rounding", 100, { store_id }],
    ["loyalty.satang_per_point", 10_000, {}],
  ] as const)
    await dataOf(`the setting ${key}`, owner.put(`/settings/keys/${key}`, { value, ...of }));
  const card = { label_en: "Card", label_th: "บัตร", surcharge_bps: 300 };
  await dataOf("the surcharge", owner.put("/payment-types/card", card));
  const slip = { requires_reference: true, unique_reference: "ever" };
  const transfer = { method: "transfer", label_en: "Transfer", label_th: "โอน", ...slip };
  await dataOf("the transfer", owner.post("/payment-types", transfer));
  const no_vat = { name: "No VAT", rate_bps: 0, mode: "inclusive", active: true };
  const { tax_id } = await dataOf("the rate of 0 %", owner.post("/taxes", no_vat));

  const limit = { name: "Trampoline", name_th: "แทรมโพลีน", max_people: 30 };
  await dataOf("the limit", owner.put(`/catalog/zones/${zones.Trampoline}`, limit));
  const main = [{ zone_id: zones["Main Gate"] }];
  const early = { tolerance_before_min: 180 };
  const attention = { en: "Check the height", th: "ตรวจส่วนสูง" };
  const questions = [{ question_id: "waiver", text: { en: "Signed?", th: "เซ็นแล้วหรือยัง" }, kind: "yes_no" }];
  const many_zones = await Promise.all(
    Array.from({ length: 15 }, async (_, index) => {
      const made = owner.post("/catalog/zones", {
        store_id,
        name: `Ride ${index + 1}`,
        name_th: `เครื่องเล่น ${index + 1}`,
      });
      return { zone_id: (await dataOf("a zone", made)).zone_id };
    }),
  );
  const made: Record<string, object> = {
    day: { name: "Day ticket", name_th: "ตั๋วหนึ่งวัน", price: 35_000, zones: main, ...early, valid_for_days: 30 },
    locker: { name: "Locker", name_th: "ตู้ล็อกเกอร์", price: 1_000 },
    craft: { name: "Craft hour", name_th: "ชั่วโมงงานฝีมือ", price: 9_900 },
    socks: { name: "Socks", name_th: "ถุงเท้า", price: 995 },
    ride: { name: "Ride", name_th: "เครื่องเล่น", price: 10_700 },
    snack: { name: "Snack", name_th: "ขนม", price: 3_350 },
    pass500: { name: "Month pass", name_th: "บัตรรายเดือน", price: 50_000 },
    debt: { name: "School visit", name_th: "โรงเรียนมาเยือน", price: 13_350 },
    book: { name: "Story book", name_th: "หนังสือนิทาน", price: 12_000, tax_id },
    wristband: { name: "All rides", name_th: "ทุกเครื่องเล่น", price: 100, zones: many_zones },
    season: {
      name: "Season pass",
      name_th: "บัตรรายปี",
      price: 99_000,
      type: "multi",
      quota_or_minutes: 100,
      zones: main,
      uses_per_day: 1,
    },
    tower: { name: "Tower", name_th: "หอคอย", price: 20_000, zones: main, attention, min_height_cm: 120, questions },
    party: {
      name: "Party of ten",
      name_th: "ปาร์ตี้สิบคน",
      price: 300_000,
      type: "party",
      quota_or_minutes: 10,
      reentry: "same_day",
      ...early,
      zones: [...main, { zone_id: zones["Ball Pit"] }],
    },
    crowd: {
      name: "School class",
      name_th: "นักเรียนทั้งชั้น",
      price: 40_000,
      type: "party",
      quota_or_minutes: 40,
      zones: [{ zone_id: zones.Trampoline }],
    },
  };
  for (const [key, terms] of Object.entries(made)) {
    const sent = { store_id, type: "single", quota_or_minutes: 1, ...terms };
    packages[key] = (await dataOf(`the package ${key}`, owner.post("/catalog/packages", sent))).package_id;
  }
  const parts = [packages.day, packages.locker].map((package_id) => ({ package_id, qty: 1 }));
  const bundle = { store_id, type: "bundle", name: "Day and locker", name_th: "ตั๋วและล็อกเกอร์", price: 36_000, parts };
  packages.bundle360 = (await dataOf("the bundle", owner.post("/catalog/packages", bundle))).package_id;

  const rule = (fields: object) => owner.post("/pricing/rules", { store_id, ...fields });
  const ten_off = {
    name: "Socks less 10 %",
    name_th: "ถุงเท้าลด 10 %",
    kind: "line_percent",
    params: { rate_bps: 1_000 },
  };
  await dataOf("10 % off socks", rule({ ...ten_off, package_ids: [packages.socks] }));
  const gift = { kind: "buy_n_get_m", params: { buy_qty: 1, get_qty: 1, get_package_ids: [packages.locker] } };
  await dataOf("the gift", rule({ name: "A locker with it", ...gift, package_ids: [packages.season] }));
  const once = { kind: "promo_code", params: { code: "แก้ว50", amount: 5_000 }, max_uses_per_customer: 1 };
  await dataOf(
    "the code once a guest",
    rule({ name: "Welcome", name_th: "ต้อนรับ", ...once, package_ids: [packages.day] }),
  );
  const alone = { kind: "promo_code", params: { code: "ALONE", amount: 1_000 }, stackable: false, priority: -5 };
  await dataOf("the code that stands alone", rule({ name: "Alone", ...alone, package_ids: [packages.day] }));
}

/** A grant of the supervisor or another person, for the caller who needs it. */
export async function grant(park: DayPark, by: Caller, asked: object, from = "supervisor"): Promise<string> {
  const { email: approver_email, pin } = park.employees[from] ?? {};
  const given = by.post("/approvals/verify-pin", { approver_email, pin, ...asked });
  return (await dataOf("the approval", given)).approval_token;
}

/** Asks until the answer is right; returns the last answer if it never is. */
export async function settled<Value>(right: Value, ask: () => Promise<Value>): Promise<Value> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await ask();
    if (JSON.stringify(found) === JSON.stringify(right) || Date.now() > until) return found;
    await delay(50);
  }
}
