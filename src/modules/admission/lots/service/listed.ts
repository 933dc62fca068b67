/** Unbound blanks for gates' lists: those that a store's gates may admit, and the revoked ones (rules O1, O8). */

import type { Context } from "../../../../platform/http/context.ts";
import {
  blankIds,
  blankStatusOf,
  blankTerms,
  completeTerms,
  findTicketIds,
  type ListedTicket,
  type ListScope,
  type PhaseRows,
  placeAfter,
} from "../../tickets/index.ts";
import { findOpenLots, type Lot, listOpenLots } from "../store.ts";

const LOTS_READ = 10;

/** The blanks of some open lots, after the lot `after`. */
export async function listBlanks(ctx: Context, scope: ListScope, after: string): Promise<PhaseRows> {
  const lots = await listOpenLots(ctx.db, scope, after, LOTS_READ);
  const blanks = lots.flatMap(blanksOf);
  const sold = await findTicketIds(
    ctx.db,
    blanks.map(({ ticket_id }) => ticket_id),
  );
  const listed = blanks.filter(({ ticket_id }) => !sold.has(ticket_id));
  return { listed, after: placeAfter(lots, LOTS_READ, ({ lot_id }) => lot_id) };
}

function blanksOf(lot: Lot): ListedTicket[] {
  const { type, quota_or_minutes, valid_from, valid_to } = blankTerms(lot);
  const fresh = {
    used: 0,
    first_pass: null,
    last_pass_at: null,
    presence: [],
    days: null,
    terms: completeTerms({}),
    unbound: true,
  };
  return blankIds(lot).map((ticket_id) => ({
    ticket_id,
    key_version: lot.key_version,
    ...{ type, quota_or_minutes, valid_from, valid_to },
    ...fresh,
  }));
}

/** The unbound blanks of lots and devices, with their status now. */
export async function listBlanksNow(ctx: Context, store_id: string, ids: readonly string[]) {
  const lots = await findOpenLots(ctx.db, { store_id, now: ctx.now }, { lot_ids: ids, device_ids: ids });
  const all = lots.flatMap((lot) => blanksOf(lot).map((blank) => ({ blank, status: blankStatusOf(lot) })));
  const sold = await findTicketIds(
    ctx.db,
    all.map(({ blank }) => blank.ticket_id),
  );
  const unsold = all.filter(({ blank }) => !sold.has(blank.ticket_id));
  return {
    listed: unsold.filter(({ status }) => status === "active").map(({ blank }) => blank),
    revoked: unsold.filter(({ status }) => status !== "active").map(({ blank, status }) => ({ ...blank, status })),
  };
}
