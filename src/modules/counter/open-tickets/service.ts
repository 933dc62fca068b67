/** Use-cases of parked carts; the module `sales` passes their prices in. */

import { type CommitPart, commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import {
  asTenant,
  type Context,
  may,
  type PublicContext,
  permissionError,
  storeFor,
} from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { eachTenant } from "../../../platform/queue/cron.ts";
import { changesOf } from "../../../shared/changes.ts";
import { AppError, defineRace, errors, type Race } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { clockOffsetMs, requireStores, tenantAtWork } from "../../access/tenants/index.ts";
import {
  type CarriedCarts,
  expiryOf,
  type OpenTicketStatus,
  openTicketErrors,
  type ParkedItem,
  statusAt,
} from "./domain.ts";
import { OPEN_TICKET_EVENTS } from "./events.ts";
import {
  emptyNames,
  findOpenTicket,
  insertOpenTicket,
  listCartsOfCustomers,
  listOpenTicketRows,
  listOverdue,
  listOverdueTenants,
  type OpenTicket,
  type OpenTicketFilter,
  sumOpen,
  updateOpenTicket,
} from "./store.ts";

/** A cart to park; `grand_total` (satang) is its price now. */
export interface ParkedCart {
  name?: string;
  items: ParkedItem[];
  promo_codes?: string[];
  customer_id?: string;
  note?: string;
  grand_total: number;
  expire_after_min: number;
}

/** Parks a cart at a store. */
export async function parkCart(ctx: Context, store_id: string, cart: ParkedCart): Promise<OpenTicket> {
  const parked: OpenTicket = {
    tenant_id: ctx.tenant_id,
    open_ticket_id: ctx.newId(),
    store_id,
    device_id: ctx.device?.device_id ?? null,
    created_by: ctx.actor.id,
    status: "open",
    version: 1,
    sale_id: null,
    created_at: ctx.now,
    ...contentOf(ctx, cart),
  };
  const { open_ticket_id, grand_total } = parked;
  const subject = ["open_ticket", open_ticket_id] as const;
  await commit(ctx, {
    writes: [insertOpenTicket(parked)],
    audit: [
      { event: OPEN_TICKET_EVENTS.parked.type, subject, changes: { items: parked.items, grand_total }, store_id },
    ],
    events: [OPEN_TICKET_EVENTS.parked.of(subject, factsOf(parked), { store_id })],
    reply: parked,
  });
  return parked;
}

/** Replaces a parked cart, from any device of the store. Errors: E_STALE_VERSION, E_OPEN_TICKET_CLOSED. */
export async function replaceCart(
  ctx: Context,
  parked: OpenTicket,
  version: number,
  cart: ParkedCart,
): Promise<OpenTicket> {
  if (parked.version !== version) throw new AppError(errors.stale_version, { version: parked.version });
  const after = { ...parked, ...contentOf(ctx, cart), version: version + 1 };
  await write(ctx, parked, after, OPEN_TICKET_EVENTS.changed);
  return after;
}

/**
 * Cancels a parked cart; a repeat changes nothing. Another person's cart of another device needs `approve`.
 * Errors: E_NOT_FOUND, E_PERMISSION, E_OPEN_TICKET_CLOSED.
 */
export function cancelCart(ctx: Context, open_ticket_id: string): Promise<OpenTicket> {
  return decideAgain(CART_RACES, () => cancelOnce(ctx, open_ticket_id));
}

async function cancelOnce(ctx: Context, open_ticket_id: string): Promise<OpenTicket> {
  const parked = await getOpenTicket(ctx, open_ticket_id);
  const { device, actor } = ctx;
  const own = parked.created_by === actor.id || (device !== null && parked.device_id === device.device_id);
  if (!own && !may(ctx, "approve", parked.store_id)) throw permissionError(ctx, "approve", parked.store_id);
  if (parked.status === "cancelled") return parked;
  requireOpen(parked);
  const after = { ...parked, status: "cancelled" as const, version: parked.version + 1, ...stamp(ctx) };
  await write(ctx, parked, after, OPEN_TICKET_EVENTS.cancelled);
  return after;
}

type OpenTicketEvent = (typeof OPEN_TICKET_EVENTS)[keyof typeof OPEN_TICKET_EVENTS];

async function write(ctx: Context, before: OpenTicket, after: OpenTicket, event: OpenTicketEvent): Promise<void> {
  const { open_ticket_id, store_id } = after;
  const subject = ["open_ticket", open_ticket_id] as const;
  // A cart's name or note may be its guest's name, so the audit names only the changed fields.
  const { name, note, ...rest } = after;
  const fields = (["name", "note"] as const).filter((field) => after[field] !== before[field]);
  await commit(ctx, {
    writes: [updateOpenTicket(after)],
    audit: [{ event: event.type, subject, changes: { ...changesOf(before, rest), fields }, store_id }],
    events: [event.of(subject, factsOf(after), { store_id })],
    reply: after,
    refusals: CHANGE_REFUSALS,
  });
}

const ENDED = defineRace("a parked cart is ended", openTicketErrors.closed);
const CHANGED = defineRace("a parked cart is changed", errors.stale_version);

/** Another request ended or changed the cart at the same moment; the next read finds its status and version. */
export const CART_RACES: readonly Race[] = [ENDED, CHANGED];

const CHANGE_REFUSALS = [
  ["E_OPEN_TICKET_CLOSED", ENDED],
  ["E_STALE_VERSION", CHANGED],
] as const;

/** The part of a sale's commit that marks its parked cart as sold; a trigger lets a cart be sold once (rule S6). */
export function closeAsSold(ctx: Context, parked: OpenTicket, sale_id: string): CommitPart {
  const sold = { ...parked, status: "checked_out" as const, sale_id, version: parked.version + 1, ...stamp(ctx) };
  return { writes: [updateOpenTicket(sold)], refusals: CHANGE_REFUSALS };
}

function contentOf(ctx: Context, cart: ParkedCart) {
  const { name = null, items, promo_codes = [], customer_id = null, note = null, grand_total } = cart;
  const expires_at = expiryOf(ctx.now, cart.expire_after_min);
  return { name, items, promo_codes, customer_id, note, grand_total, expires_at, ...stamp(ctx) };
}

function stamp(ctx: Context) {
  return { updated_at: ctx.now, updated_by: ctx.actor.id };
}

function factsOf({ open_ticket_id, grand_total, status, version }: OpenTicket) {
  return { open_ticket_id, grand_total, status, version };
}

/** All carts of customers, of any status. */
export function cartsOfCustomers(ctx: Context, customer_ids: readonly string[]): Promise<OpenTicket[]> {
  return listCartsOfCustomers(ctx.db, customer_ids);
}

/** The part of an erasure's commit that removes the names and notes of customers from their carts. */
export function forgetCustomers(ctx: Context, customer_ids: readonly string[]): CommitPart {
  return { writes: [emptyNames(ctx.db, customer_ids)] };
}

/**
 * A parked cart of the caller's store with its status now. A device without a person gets only its own carts.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function getOpenTicket(ctx: Context, open_ticket_id: string): Promise<OpenTicket> {
  const parked = await findOpenTicket(ctx.db, open_ticket_id);
  if (!parked) throw new AppError(errors.not_found);
  storeFor(ctx, null, parked.store_id);
  if (!ctx.employee && ctx.device && parked.device_id !== ctx.device.device_id)
    throw permissionError(ctx, "sales_read", parked.store_id);
  return asOf(ctx, parked);
}

/** Error: E_OPEN_TICKET_CLOSED for a cart that is sold, cancelled or expired. */
export function requireOpen({ status }: OpenTicket): void {
  if (status !== "open") throw new AppError(openTicketErrors.closed, { status });
}

function asOf(ctx: Context, parked: OpenTicket): OpenTicket {
  return { ...parked, status: statusAt(parked, ctx.now) };
}

export type OpenTicketQuery = Omit<OpenTicketFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** Lists parked carts of the caller's stores, latest first. A device without a person sees only its own carts. */
export async function listOpenTickets(ctx: Context, query: OpenTicketQuery): Promise<Page<OpenTicket>> {
  const { store_id, cursor, ...filter } = query;
  const store_ids = await requireStores(ctx, "sell", store_id);
  if (!ctx.employee && ctx.device) filter.device_id = ctx.device.device_id;
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listOpenTicketRows(ctx.db, { ...filter, store_ids, before }, ctx.now);
  const page = pageOf(rows, query.limit, ({ open_ticket_id }) => [open_ticket_id]);
  return { ...page, items: page.items.map((parked) => asOf(ctx, parked)) };
}

/** The number and price of a store's parked carts: a closing leaves them for the next shift (rule S5). */
export function carriedOver(ctx: Context, store_id: string): Promise<CarriedCarts> {
  return sumOpen(ctx.db, store_id, ctx.now);
}

const SWEPT_AT_ONCE = 100;

/** Expires overdue carts, each in its own commit; skips a cart that is being sold at the same moment. */
export async function expireOpenTickets(base: PublicContext): Promise<void> {
  await eachTenant(
    await listOverdueTenants(base.env, base.arrived_at, clockOffsetMs),
    "parked carts not expired yet",
    async (tenant_id) => {
      const ctx = await tenantAtWork(base, tenant_id);
      const status: OpenTicketStatus = "expired";
      for (const parked of await listOverdue(ctx.db, ctx.now, SWEPT_AT_ONCE)) {
        const after = { ...parked, status, version: parked.version + 1, ...stamp(ctx) };
        await write(asTenant(ctx, tenant_id, ctx), parked, after, OPEN_TICKET_EVENTS.expired).catch((error) => {
          if (!(error instanceof AppError)) throw error;
        });
      }
    },
  );
}
