/** Use-cases of lots: reserve blanks, withdraw and list lots, find blanks for the sale that binds them (rule O8). */

import { randomBytes } from "../../../../platform/crypto/secrets.ts";
import { commit } from "../../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { lotErrors } from "../../../../shared/errors/admission.ts";
import { AppError, defineRace, errors, LostRace } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { getTenant, requireStores } from "../../../access/tenants/index.ts";
import { packagesById } from "../../../offer/catalog/index.ts";
import { codesOf, type FreeShortCode, shortCodeOf } from "../../ticket-codes/index.ts";
import {
  blankIds,
  blankStatusOf,
  freeShortCodes,
  isBlankOf,
  listTicketRows,
  lotIdOf,
  newLotId,
  type TicketStatus,
} from "../../tickets/index.ts";
import { LOT_LIFE_MS } from "../domain.ts";
import { LOT_EVENTS } from "../events.ts";
import { findLots, hasLots, insertLot, type Lot, listLotRows, withdrawLotRow } from "../store.ts";

/** A blank's part of its future ticket. `sale_id`: the sale that already bound it, or null. */
export interface Blank extends FreeShortCode {
  ticket_id: string;
  lot_id: string;
  key_version: number;
  sale_id: string | null;
  /** The packages of its lot; null: any. */
  package_ids: string[] | null;
  /** Its status while no sale has bound it. */
  status: TicketStatus;
}

/**
 * Reserves a lot of blanks for the calling device, for sale as the named packages. The device's unbound blanks never
 * exceed its `offline_cap`, even when reservations come at once.
 * Errors: E_DEVICE_REQUIRED, E_OFFLINE_CAP, E_PACKAGE_UNKNOWN for an unknown package.
 */
export async function reserveLot(ctx: Context, { count, package_ids }: { count: number; package_ids: string[] }) {
  const { device, tenant_id, now } = ctx;
  if (!device) throw new AppError(errors.device_required);
  await requirePackages(ctx, package_ids);
  const { ticket_key_version: key_version } = await getTenant(ctx);
  const names = [...new Set(package_ids)];
  const lot: Lot = {
    tenant_id,
    lot_id: newLotId(ctx.newId(), randomBytes(10)),
    store_id: device.store_id,
    device_id: device.device_id,
    key_version,
    count,
    created_at: now,
    created_by: ctx.actor.id,
    expires_at: now + LOT_LIFE_MS,
    package_ids: names,
    withdrawn_at: null,
    withdrawn_by: null,
  };
  const { lot_id, expires_at } = lot;
  const blanks = blankIds(lot).map((ticket_id) => ({ ticket_id, key_version, short_code_no: 0 }));
  const codes = await codesOf(ctx, blanks);
  const tickets = await Promise.all(
    blanks.map(async (blank, index) => ({
      ticket_id: blank.ticket_id,
      short_code: await shortCodeOf(ctx, blank),
      qr_token: codes[index] ?? "",
    })),
  );
  const reply = { lot_id, count, package_ids: names, expires_at, tickets };
  const facts = { count, package_ids: names, key_version, expires_at };
  const data = { lot_id, device_id: device.device_id, count };
  await commit(ctx, {
    writes: [insertLot(lot)],
    audit: [{ event: LOT_EVENTS.reserved.type, subject: ["lot", lot_id], changes: facts }],
    events: [LOT_EVENTS.reserved.of(["lot", lot_id], data)],
    reply,
    refusals: [["E_OFFLINE_CAP", lotErrors.offline_cap]],
  });
  return reply;
}

async function requirePackages(ctx: Context, package_ids: readonly string[]): Promise<void> {
  const known = await packagesById(ctx, [...new Set(package_ids)]);
  const fields = package_ids.flatMap((package_id, index) =>
    known.has(package_id) ? [] : [{ path: `package_ids.${index}`, message: "is not a package of this park" }],
  );
  if (fields.length > 0) throw new AppError(errors.package_unknown, { fields });
}

/**
 * Withdraws a lot: its unbound blanks admit nobody from now on, and a later sale of one needs a release. A repeat
 * changes nothing. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function withdrawLot(ctx: Context, lot_id: string): Promise<Lot> {
  const [lot] = await findLots(ctx.db, [lot_id]);
  if (!lot) throw new AppError(errors.not_found);
  const { store_id, device_id, count } = lot;
  storeFor(ctx, "void", store_id);
  if (lot.withdrawn_at !== null) return lot;
  const withdrawn = { ...lot, withdrawn_at: ctx.now, withdrawn_by: ctx.actor.id };
  const subject = ["lot", lot_id] as const;
  try {
    await commit(ctx, {
      writes: [withdrawLotRow(withdrawn)],
      audit: [{ event: LOT_EVENTS.withdrawn.type, subject, changes: { device_id, count }, store_id }],
      events: [LOT_EVENTS.withdrawn.of(subject, { lot_id, device_id, count }, { store_id })],
      refusals: [["E_LOT_WITHDRAWN", LOT_WITHDRAWN]],
    });
  } catch (error) {
    if (!(error instanceof LostRace) || error.race !== LOT_WITHDRAWN) throw error;
    return (await findLots(ctx.db, [lot_id]))[0] ?? withdrawn;
  }
  return withdrawn;
}

/** Another request withdrew the lot at the same moment; the answer shows that withdrawal. */
const LOT_WITHDRAWN = defineRace("a lot is withdrawn", errors.conflict);

/** True when a store ever reserved blanks; otherwise its gates see none (rule O8). */
export function hasReserved(ctx: Context, store_id: string): Promise<boolean> {
  return hasLots(ctx.db, store_id);
}

export interface LotQuery {
  store_id?: string;
  device_id?: string;
  cursor?: string;
  limit: number;
}

/** Lots of the caller's stores, latest first, with the number of their bound blanks. */
export async function listLots(ctx: Context, query: LotQuery): Promise<Page<Lot & { bound: number }>> {
  const { store_id, cursor, device_id, limit } = query;
  const store_ids = await requireStores(ctx, "sell", store_id);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  return pageOf(await listLotRows(ctx.db, { store_ids, device_id, before, limit }), limit, ({ lot_id }) => [lot_id]);
}

/** The blanks of this store's lots among some ids, by id. Other ids are missing from the map. */
export async function blanksFor(
  ctx: Context,
  store_id: string,
  ticket_ids: readonly string[],
): Promise<Map<string, Blank>> {
  if (ticket_ids.length === 0) return new Map();
  const [lots, bound] = await Promise.all([
    findLots(ctx.db, [...new Set(ticket_ids.map(lotIdOf))]),
    listTicketRows(ctx.db, ticket_ids),
  ]);
  const lot_of = new Map(lots.filter((lot) => lot.store_id === store_id).map((lot) => [lot.lot_id, lot]));
  const sale_of = new Map(bound.map(({ ticket_id, sale_id }) => [ticket_id, sale_id]));
  const codes = await freeShortCodes(ctx, ticket_ids);
  return new Map(
    ticket_ids.flatMap((ticket_id): [string, Blank][] => {
      const lot = lot_of.get(lotIdOf(ticket_id));
      const code = codes.get(ticket_id);
      if (!lot || !code || !isBlankOf(ticket_id, lot)) return [];
      const { lot_id, key_version, package_ids } = lot;
      const sale_id = sale_of.get(ticket_id) ?? null;
      const status = blankStatusOf(lot);
      return [[ticket_id, { ticket_id, lot_id, ...code, key_version, sale_id, package_ids, status }]];
    }),
  );
}
