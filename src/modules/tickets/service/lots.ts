/** A till reserves signed blanks while it is online and sells them while it is not; its sale binds them later (rule O8). */

import { randomBytes } from "../../../platform/crypto/secrets.ts";
import { commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { AppError } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { getTenant, storesNamed } from "../../tenants/index.ts";
import { blankIds, isBlankOf, LOT_LIFE_MS, lotErrors, lotIdOf, newLotId } from "../domain/lots.ts";
import { findLots, insertLot, type Lot, listLotRows } from "../store/lots.ts";
import { listTicketRows } from "../store/tickets.ts";
import { codesOf } from "./codes.ts";
import { type FreeShortCode, freeShortCodes, shortCodeOf } from "./short-codes.ts";

/** What a blank brings to the ticket that it becomes; `sale_id` is the sale that bound it already. */
export interface Blank extends FreeShortCode {
  ticket_id: string;
  lot_id: string;
  key_version: number;
  sale_id: string | null;
}

/** Reserves a lot of blanks for the calling device. Error: E_DEVICE_REQUIRED. */
export async function reserveLot(ctx: Context, { count }: { count: number }) {
  const { device, tenant_id, now } = ctx;
  if (!device) throw new AppError(lotErrors.device_required);
  const { ticket_key_version: key_version } = await getTenant(ctx);
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
  const reply = { lot_id, count, expires_at, tickets };
  const facts = { count, key_version, expires_at };
  await commit(ctx, {
    writes: [insertLot(lot)],
    audit: [{ event: "lot.reserved", subject: ["lot", lot_id], changes: facts }],
    reply,
  });
  return reply;
}

export interface LotQuery {
  store_id?: string;
  device_id?: string;
  cursor?: string;
  limit: number;
}

/** Lots of the caller's stores, latest first, with how many of their blanks are bound to a sale. */
export async function listLots(ctx: Context, query: LotQuery): Promise<Page<Lot & { bound: number }>> {
  const { store_id, cursor, device_id, limit } = query;
  const store_ids = await storesNamed(ctx, "sell", store_id);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  return pageOf(await listLotRows(ctx.db, { store_ids, device_id, before, limit }), limit, ({ lot_id }) => [lot_id]);
}

/** The blanks among some ids: those that a lot of this store has, by id. Ids that are no blanks are missing. */
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
      const { lot_id, key_version } = lot;
      return [[ticket_id, { ticket_id, lot_id, ...code, key_version, sale_id: sale_of.get(ticket_id) ?? null }]];
    }),
  );
}
