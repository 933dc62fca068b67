/** A gate's list: the whole of it in pages, then what has changed since, overlapping rather than missing (rules O1, O2). */

import { findSequences, listEventsBetween } from "../../../../platform/db/outbox.ts";
import { SALE_CREATED } from "../../../../platform/events/catalogue.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { firstIdOf } from "../../../../shared/ids.ts";
import { decodeCursor, encodeCursor } from "../../../../shared/page.ts";
import { DEVICE_EVENTS } from "../../../access/devices/index.ts";
import { findOpenLots } from "../../lots/store.ts";
import { printedHash } from "../../ticket-codes/service/codes.ts";
import { blankTerms, placesRefunded } from "../../tickets/domain/admission.ts";
import { blankIds, blankStatusOf, MAX_LOT } from "../../tickets/domain/blanks.ts";
import { isRevoked } from "../../tickets/domain/changes.ts";
import {
  LIST_PHASES,
  type ListEntry,
  type ListPlace,
  nameTerms,
  placeFrom,
  placeParts,
} from "../../tickets/domain/list.ts";
import { LASTING_MS } from "../../tickets/domain/validity.ts";
import { completeTerms, type Terms, type TicketStatus } from "../../tickets/domain/words.ts";
import { LOT_EVENTS, REDEEMED, TICKET_CHANGES } from "../../tickets/events.ts";
import {
  findTicketIds,
  type ListScope,
  listEndlessTickets,
  listLastingTickets,
  listOpenLots,
  listRecentTickets,
  listRevocations,
} from "../../tickets/store/list.ts";
import { type Lot, listTicketRows, type Ticket, withTerms } from "../../tickets/store/tickets.ts";

/** A page has at most so many entries, or one sale's more. */
const PAGE = 5_000;
const EVENTS_READ = 2_000;
const LOTS_READ = 10;
/** A gate that missed more events than this, or some that are not kept any more, reads the whole list again. */
const TOO_FAR_BEHIND = 50_000;

export interface ListPage {
  allow_list: ListEntry[];
  terms: Record<string, Terms>;
  /** Hashes of codes that no gate may admit. */
  revoked: string[];
  /** Those of them that may be released yet. */
  blocked: string[];
  cursor: string;
  has_more: boolean;
  /** The gate must forget what it had: this is the beginning of a whole list. */
  whole: boolean;
}

/** What a page is made of before its codes are hashed. */
interface Rows {
  listed: Listed[];
  revoked: Revoked[];
  next: ListPlace;
}
type Coded = { ticket_id: string; key_version: number };
type Revoked = Coded & { status: TicketStatus };
type Listed = Coded & Omit<ListEntry, "h" | "terms"> & { terms: Terms };

/**
 * A page of a store's list. Without a cursor it begins anew. `blanks`: whether unsold blanks may be admitted.
 * Error: E_VALIDATION for a cursor that is not of this store's list.
 */
export async function readList(
  ctx: Context,
  store_id: string,
  query: { window_ms: number; cursor?: string; blanks: boolean },
): Promise<ListPage> {
  const { oldest, newest } = await findSequences(ctx.db);
  const beginning: ListPlace = {
    kind: "whole",
    snapshot: newest,
    until: ctx.now + query.window_ms,
    phase: 0,
    after: "",
  };
  const asked = query.cursor === undefined ? beginning : readPlace(query.cursor, store_id, newest);
  const reads_from = Math.max(oldest - 1, newest - TOO_FAR_BEHIND);
  const behind = asked.kind === "changes" && asked.sequence < reads_from;
  const place = behind ? beginning : asked;
  const rows =
    place.kind === "whole"
      ? await readWhole(ctx, store_id, place, query.blanks)
      : await readChanges(ctx, store_id, { after: place.sequence, to: newest, blanks: query.blanks });
  const { names, terms } = nameTerms(rows.listed.map((entry) => entry.terms));
  const hashes = await printedHash(ctx, [...rows.listed, ...rows.revoked]);
  const revoked = hashes.slice(rows.listed.length);
  return {
    allow_list: rows.listed.map((entry, index) => ({ ...entry, h: hashes[index] ?? "", terms: names[index] ?? "" })),
    terms,
    revoked,
    blocked: revoked.filter((_, index) => rows.revoked[index]?.status === "blocked"),
    cursor: encodeCursor(placeParts(rows.next, store_id)),
    has_more: rows.next.kind === "whole" || rows.next.sequence < newest,
    whole: place === beginning,
  };
}

/** The number of the tenant's latest event: whoever has read up to it has missed nothing. */
export async function newestSequence(ctx: Context): Promise<number> {
  return (await findSequences(ctx.db)).newest;
}

function readPlace(cursor: string, store_id: string, newest: number): ListPlace {
  const parts = decodeCursor(cursor);
  const place = parts && placeFrom(parts, store_id);
  const reached = place && (place.kind === "changes" ? place.sequence : place.snapshot);
  if (place && reached !== undefined && reached <= newest) return place;
  const message = "is not a cursor of this store's list; leave it out to read the whole list";
  throw new AppError(errors.validation, { fields: [{ path: "cursor", message }] });
}

/** Reads the phases of a whole list one after the other until the page is full or there is no more. */
async function readWhole(
  ctx: Context,
  store_id: string,
  place: ListPlace & { kind: "whole" },
  blanks: boolean,
): Promise<Rows> {
  const scope: ListScope = { store_id, now: ctx.now, until: place.until };
  const rows: Rows = { listed: [], revoked: [], next: { kind: "changes", sequence: place.snapshot } };
  let { phase, after } = place;
  while (phase < LIST_PHASES.length) {
    const room = PAGE - rows.listed.length - rows.revoked.length;
    if (room <= 0) return { ...rows, next: { ...place, phase, after } };
    const name = LIST_PHASES[phase] ?? "revoked";
    const found =
      name === "blanks" && !blanks ? { listed: [], after: null } : await READ[name](ctx, scope, after, room);
    rows.listed.push(...(found.listed ?? []));
    rows.revoked.push(...(found.revoked ?? []));
    after = found.after ?? "";
    if (found.after === null) phase += 1;
  }
  return rows;
}

/** Some rows of a phase, and the place to go on after; null when the phase is over. */
interface Found {
  listed?: Listed[];
  revoked?: Revoked[];
  after: string | null;
}

const READ: Record<
  (typeof LIST_PHASES)[number],
  (ctx: Context, scope: ListScope, after: string, limit: number) => Promise<Found>
> = {
  async revoked(ctx, scope, after, limit) {
    const found = await listRevocations(ctx.db, scope, after, limit);
    const revoked = found.map(({ reason, ...code }) => ({ ...code, status: reason }));
    return { revoked, after: placeAfter(revoked, limit, ({ ticket_id }) => ticket_id) };
  },
  async recent(ctx, scope, after, limit) {
    // Ids bear the time of the world, also where a sandbox has moved its clock.
    const oldest = firstIdOf(ctx.arrived_at - LASTING_MS);
    const found = await listRecentTickets(ctx.db, scope, [after, oldest], limit);
    return { listed: found.map(listedOf), after: placeAfter(found, limit, ({ ticket_id }) => ticket_id) };
  },
  async lasting(ctx, scope, after, limit) {
    const [end = "0", ticket_id = ""] = after.split("/");
    const found = await listLastingTickets(ctx.db, scope, [Number(end), ticket_id], limit);
    return {
      listed: found.map(listedOf),
      after: placeAfter(found, limit, (row) => `${row.valid_to}/${row.ticket_id}`),
    };
  },
  async endless(ctx, scope, after, limit) {
    const found = await listEndlessTickets(ctx.db, scope, after, limit);
    return { listed: found.map(listedOf), after: placeAfter(found, limit, ({ ticket_id }) => ticket_id) };
  },
  async blanks(ctx, scope, after) {
    const lots = await listOpenLots(ctx.db, scope, after, LOTS_READ);
    const blanks = lots.flatMap(blanksOf);
    const sold = await findTicketIds(
      ctx.db,
      blanks.map(({ ticket_id }) => ticket_id),
    );
    const listed = blanks.filter(({ ticket_id }) => !sold.has(ticket_id));
    return { listed, after: placeAfter(lots, LOTS_READ, ({ lot_id }) => lot_id) };
  },
};

function placeAfter<Row>(rows: readonly Row[], limit: number, place: (row: Row) => string): string | null {
  const last = rows.at(-1);
  return rows.length === limit && last ? place(last) : null;
}

function listedOf(ticket: Ticket): Listed {
  const { ticket_id, key_version, type, quota_or_minutes, used, valid_from, valid_to, first_pass, last_pass_at } =
    ticket;
  return {
    ...{ ticket_id, key_version, type, used, valid_from, valid_to, first_pass, last_pass_at },
    // A gate knows a party as it is by now: without the places that went back.
    quota_or_minutes: quota_or_minutes - placesRefunded(ticket),
    presence: ticket.presence ?? [],
    days: ticket.days,
    terms: completeTerms(ticket.terms),
    unbound: false,
  };
}

function blanksOf(lot: Lot): Listed[] {
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

const { suspend, resume, revoke } = DEVICE_EVENTS;
/** The unbound blanks of a device that is suspended or revoked admit nobody (rule O8). */
export const DEVICE_STANDING = [suspend, resume, revoke];

/** Events after which a ticket's entry in a list is another one, and those after which all blanks of a device or lot are. */
const BLANK_EVENTS: string[] = [...Object.values(LOT_EVENTS), ...DEVICE_STANDING].map(({ type }) => type);
const TICKET_EVENTS = [SALE_CREATED, REDEEMED.pass, ...TICKET_CHANGES].map(({ type }) => type);
const LIST_EVENTS = [...TICKET_EVENTS, ...BLANK_EVENTS];

/** Tickets that events since a number tell of, as they are now. */
async function readChanges(
  ctx: Context,
  store_id: string,
  { after, to, blanks }: { after: number; to: number; blanks: boolean },
): Promise<Rows> {
  const events = await listEventsBetween(ctx.db, { store_id, after, to, types: LIST_EVENTS }, EVENTS_READ);
  const ticket_ids = new Set<string>();
  const ended = new Set<string>();
  let sequence = events.length < EVENTS_READ ? to : (events.at(-1)?.sequence ?? to);
  for (const event of events) {
    if (ticket_ids.size + ended.size * MAX_LOT >= PAGE) break;
    if (BLANK_EVENTS.includes(event.type)) ended.add(event.subject_id);
    else for (const ticket_id of ticketIdsOf(event.data)) ticket_ids.add(ticket_id);
    if (ticket_ids.size + ended.size * MAX_LOT >= PAGE) sequence = event.sequence;
  }
  const rows = (await listTicketRows(ctx.db, [...ticket_ids])).filter((ticket) => ticket.store_id === store_id);
  const changed = await withTerms(ctx.db, rows);
  const unsold = blanks && ended.size > 0 ? await blanksNow(ctx, store_id, [...ended]) : { listed: [], revoked: [] };
  return {
    listed: [...unsold.listed, ...changed.filter(({ status }) => status === "active").map(listedOf)],
    revoked: [...unsold.revoked, ...changed.filter(({ status }) => isRevoked(status))],
    next: { kind: "changes", sequence },
  };
}

/** The unbound blanks of lots and devices, as those make them now. */
async function blanksNow(ctx: Context, store_id: string, ids: readonly string[]) {
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

/** Of events of every shape, older ones too, only ids are read: these are the same in all. */
function ticketIdsOf({ ticket_id, ticket_ids, replaced_by }: Record<string, unknown>): string[] {
  const named = [ticket_id, replaced_by, ...(Array.isArray(ticket_ids) ? ticket_ids : [])];
  return named.filter((id) => typeof id === "string");
}
