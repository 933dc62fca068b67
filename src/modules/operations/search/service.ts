/**
 * Use-case of search: one text finds tickets, sales, guests, people, devices and packages. It finds only what the caller's
 * permissions list, in the caller's stores (rules T7, G17, C2).
 */

import { type Context, may, mayHere, permissionError, storesFor } from "../../../platform/http/context.ts";
import type { Permission } from "../../../shared/permissions.ts";
import { listDeviceNames } from "../../access/devices/index.ts";
import { listPlacedEmployees } from "../../access/employees/index.ts";
import { findNamedTicket, listWithReplacements, type Ticket } from "../../admission/tickets/index.ts";
import { findNamedSales } from "../../counter/sales/index.ts";
import { findCustomer, searchCustomers, shownTo } from "../../guests/customers/index.ts";
import { listPackageNames, packagesById } from "../../offer/catalog/index.ts";
import { bestOf, type Candidate, type Found, readSought, type Sought } from "./domain.ts";

/** The most names of a kind that a search reads: the latest devices, people and packages of the park. */
const NAMES_READ = 1_000;
/** The letters that the keys of guests' names need. */
const LEAST_OF_GUEST = 3;

/**
 * What a text finds, the best first. A code, an id or a receipt number finds its own thing and nothing else. A text that is
 * none of these is sought in names and numbers. Errors: E_PERMISSION for a device without a person, E_RATE_LIMIT for too many
 * short codes in a minute (rule G15).
 */
export async function search(ctx: Context, { q, limit }: { q: string; limit: number }): Promise<{ results: Found[] }> {
  // A device without a person finds a ticket by its code alone (GET /tickets).
  if (!ctx.employee) throw permissionError(ctx, "sales_read");
  const sought = readSought(q);
  const named = await findNamed(ctx, sought, limit);
  if (named.length > 0) return { results: named };
  if (sought.name === "") return { results: [] };
  const guests = await guestsFor(ctx, sought, limit);
  // A number that a guest has is meant as that guest's.
  const others = sought.is_number && guests.length > 0 ? [] : await othersFor(ctx);
  return { results: bestOf([...guests, ...others], sought, limit) };
}

/** The tickets with this code or id, else the sales with this id or receipt number. */
async function findNamed(ctx: Context, { text }: Sought, limit: number): Promise<Found[]> {
  const tickets = await ticketsNamed(ctx, text);
  if (tickets.length > 0) return tickets;
  const sales = await findNamedSales(ctx, text, limit);
  return sales.map(({ sale_id: id, receipt_no: title, status, store_id, sold_at: at }) => {
    return { kind: "sale", id, title, subtitle: null, status, store_id, at };
  });
}

/** The ticket with this code or id and its replacements, the latest first. */
async function ticketsNamed(ctx: Context, text: string): Promise<Found[]> {
  const store_ids = storesWith(ctx, "sell", "redeem");
  const named = store_ids.length > 0 ? await findNamedTicket(ctx, text) : undefined;
  if (!named) return [];
  const tickets = await listWithReplacements(ctx.db, [named.ticket_id]);
  const own = tickets.filter(({ store_id }) => store_ids.includes(store_id)).toReversed();
  const packages = own.length > 0 ? await packagesById(ctx, packageIdsOf(own)) : new Map();
  return own.map(({ ticket_id, package_id, status, store_id, issued_at }): Found => {
    const { name = ticket_id, name_th = null } = packages.get(package_id) ?? {};
    return { kind: "ticket", id: ticket_id, title: name, subtitle: name_th, status, store_id, at: issued_at };
  });
}

function packageIdsOf(tickets: readonly Ticket[]): string[] {
  return [...new Set(tickets.map(({ package_id }) => package_id))].filter((package_id) => package_id !== null);
}

/** People, devices and packages. */
async function othersFor(ctx: Context): Promise<Candidate[]> {
  return (await Promise.all([peopleFor(ctx), devicesFor(ctx), packagesFor(ctx)])).flat();
}

/** Guests by id, name, e-mail address or number. Their numbers are masked without `guests_write`. */
async function guestsFor(ctx: Context, { text, is_id, name }: Sought, limit: number): Promise<Candidate[]> {
  if (!mayHere(ctx, "guests_read") || [...name].length < LEAST_OF_GUEST) return [];
  const by_id = is_id ? await findCustomer(ctx.db, text) : undefined;
  const { items } = is_id ? { items: by_id ? [by_id] : [] } : await searchCustomers(ctx, { q: name, limit });
  return items.map((customer) => {
    const { customer_id: id, name: title, phone, active, last_visit_at: at } = shownTo(ctx, customer);
    const status = active ? "active" : "inactive";
    const found = { kind: "customer" as const, id, title, subtitle: phone, status, store_id: null, at };
    return { found, names: [title], is_matched: true };
  });
}

async function peopleFor(ctx: Context): Promise<Candidate[]> {
  const store_ids = storesWith(ctx, "employee_manage");
  if (store_ids.length === 0) return [];
  const people = await listPlacedEmployees(ctx.db, { store_ids, with_unplaced: ctx.store_id === null }, NAMES_READ);
  return people.map(({ employee_id: id, name: title, email, status }) => ({
    found: { kind: "employee", id, title, subtitle: email, status, store_id: null, at: null },
    names: [title, email],
  }));
}

async function devicesFor(ctx: Context): Promise<Candidate[]> {
  const store_ids = storesWith(ctx, "device_manage");
  if (store_ids.length === 0) return [];
  const devices = await listDeviceNames(ctx.db, store_ids, NAMES_READ);
  return devices.map(({ device_id: id, name: title, type, status, store_id }) => ({
    found: { kind: "device", id, title, subtitle: type, status, store_id, at: null },
    names: [title],
  }));
}

async function packagesFor(ctx: Context): Promise<Candidate[]> {
  const store_ids = storesWith(ctx, "catalog_write");
  if (store_ids.length === 0) return [];
  const packages = await listPackageNames(ctx.db, store_ids, NAMES_READ);
  return packages.map(({ package_id: id, name: title, name_th, active, store_id }) => ({
    found: {
      kind: "package",
      id,
      title,
      subtitle: name_th,
      status: active ? "active" : "inactive",
      store_id,
      at: null,
    },
    names: [title, name_th],
  }));
}

/** The caller's stores where they hold one of these permissions. */
function storesWith(ctx: Context, ...permissions: Permission[]): string[] {
  return storesFor(ctx, null).filter((store_id) => permissions.some((permission) => may(ctx, permission, store_id)));
}
