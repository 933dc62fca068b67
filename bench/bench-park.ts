/** The bench's park: an open till, a gate, and more tickets than the measures can use up. */

import { buildPark, seedContext } from "../local/park.ts";
import type { Env } from "../src/env.ts";
import { createSettings } from "../src/modules/access/settings/index.ts";
import { createPackage } from "../src/modules/offer/catalog/index.ts";
import { asTenant, type Context } from "../src/platform/http/context.ts";
import { Client } from "./client.ts";

const MULTI_QUOTA = 1_000_000;
/** The price of all packages of the bench, in satang. */
const PRICE = 35_000;

export interface BenchPark {
  tenant_id: string;
  store_id: string;
  pos: { device_id: string; device_token: string };
  gate: Client;
  /** The till with its cashier and an open shift. */
  till: Client;
  cashier: { email: string; pin: string };
  /** The manager at the same till. */
  manager: Client;
  owner: { email: string; pin: string };
  /** The package of single-use tickets. */
  single: string;
  /** The package of tickets with more passes than the bench can make. */
  multi: string;
  /** The package of tickets that are valid for a year, which are in one more index. */
  lasting: string;
}

export interface SoldTicket {
  ticket_id: string;
  short_code: string;
  qr_token: string;
}

export async function buildBenchPark(env: Env, port: number, domain: string): Promise<BenchPark> {
  const park = await buildPark(env, { name: `Bench ${domain}`, domain });
  const ctx = asTenant(seedContext(env), park.tenant_id);
  await allowAnyPace(ctx);
  const offer = { store_id: park.store_id, price: PRICE, valid_for_days: 30 };
  const single = await createPackage(ctx, { ...offer, name: "One", type: "single", quota_or_minutes: 1 });
  const multi = await createPackage(ctx, { ...offer, name: "Many", type: "multi", quota_or_minutes: MULTI_QUOTA });
  const year = { name: "Year", type: "single", quota_or_minutes: 1, valid_for_days: 365 } as const;
  const lasting = await createPackage(ctx, { ...offer, ...year });
  const { pos, gate } = park.devices;
  const { cashier, manager, owner } = park.employees;
  if (!pos || !gate || !cashier || !manager || !owner) throw new Error("the park has no till, gate or staff");
  const outside = new Client(port);
  const counter = await outside.loginDevice(pos);
  const till = await counter.loginPerson(cashier);
  await till.post("/shifts/open", { cash_open: 0 });
  return {
    tenant_id: park.tenant_id,
    store_id: park.store_id,
    pos,
    gate: await outside.loginDevice(gate),
    till,
    cashier,
    manager: await outside.loginPerson(manager),
    owner,
    single: single.package_id,
    multi: multi.package_id,
    lasting: lasting.package_id,
  };
}

/** Raises the hourly limits, which would be used up before the measures end. */
function allowAnyPace(ctx: Context): Promise<void> {
  return createSettings(ctx, {
    "limits.device_per_hour": 1_000_000,
    "limits.user_per_hour": 1_000_000,
    "limits.preview_device_per_hour": 1_000_000,
    "limits.preview_user_per_hour": 1_000_000,
  });
}

export function saleOf(package_id: string, qty: number) {
  return { items: [{ package_id, qty }], payments: [{ method: "qr", amount: qty * PRICE }] };
}

export async function sell(till: Client, package_id: string, qty: number, name?: string): Promise<SoldTicket[]> {
  const { data } = await till.post("/sales", saleOf(package_id, qty), name);
  return data.tickets;
}
