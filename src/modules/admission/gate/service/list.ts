/** A gate's list: whole, in pages, then the changes since. Entries may repeat, but none is missing (rules O1, O2). */

import { findSequences, listEventsBetween } from "../../../../platform/db/outbox.ts";
import { SALE_CREATED } from "../../../../platform/events/catalogue.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { decodeCursor, encodeCursor } from "../../../../shared/page.ts";
import { DEVICE_EVENTS } from "../../../access/devices/index.ts";
import { LOT_EVENTS, listBlanks, listBlanksNow, MAX_LOT } from "../../lots/index.ts";
import { hashPrintedCodes, listForeignCodesOf } from "../../ticket-codes/index.ts";
import {
  type ListEntry,
  type ListedTicket,
  type ListScope,
  listTicketsNow,
  type PhaseRows,
  READ_TICKETS,
  REDEEMED,
  type RevokedTicket,
  type Terms,
  TICKET_CHANGES,
  TICKET_IMPORTED,
} from "../../tickets/index.ts";
import { LIST_PHASES, type ListPlace, nameTerms, placeFrom, placeParts } from "../domain.ts";

/** The most entries of a page; the last sale or lots that it reads may exceed it. */
const PAGE = 5_000;
const EVENTS_READ = 2_000;
/** A gate that missed more events than this, or events already deleted, reads the whole list again. */
const TOO_FAR_BEHIND = 50_000;

export interface ListPage {
  allow_list: ListEntry[];
  terms: Record<string, Terms>;
  /** Hashes of codes that no gate may admit. */
  revoked: string[];
  /** The hashes in `revoked` that may still be released. */
  blocked: string[];
  cursor: string;
  has_more: boolean;
  /** True for the first page of a whole list: the gate must discard its old list. */
  whole: boolean;
}

/** The rows of a page, before their codes are hashed. */
interface PageRows {
  listed: ListedTicket[];
  revoked: RevokedTicket[];
  next: ListPlace;
}

/**
 * A page of a store's list. Without a cursor, a whole list begins. `blanks`: true when unsold blanks may be admitted.
 * Error: E_VALIDATION for a cursor that is not of this store's list.
 */
export async function readList(
  ctx: Context,
  store_id: string,
  query: { window_ms: number; cursor?: string; blanks: boolean; foreign: boolean },
): Promise<ListPage> {
  const { oldest, newest } = await findSequences(ctx.db);
  const beginning: ListPlace = {
    kind: "whole",
    snapshot: newest,
    until: ctx.now + query.window_ms,
    phase: 0,
    after: "",
  };
  const requested = query.cursor === undefined ? beginning : readPlace(query.cursor, store_id, newest);
  const reads_from = Math.max(oldest - 1, newest - TOO_FAR_BEHIND);
  const behind = requested.kind === "changes" && requested.sequence < reads_from;
  const place = behind ? beginning : requested;
  const rows =
    place.kind === "whole"
      ? await readWhole(ctx, store_id, place, query.blanks)
      : await readChanges(ctx, store_id, { after: place.sequence, to: newest, blanks: query.blanks });
  const { names, terms } = nameTerms(rows.listed.map((entry) => entry.terms));
  const codes = [...rows.listed, ...rows.revoked];
  const [hashes, foreign] = await Promise.all([
    hashPrintedCodes(ctx, codes),
    query.foreign ? foreignHashes(ctx, codes) : new Map<string, string>(),
  ]);
  // A revoked ticket is named by each of its codes.
  const named = rows.revoked.map(({ ticket_id, status }, index) => {
    const own = hashes[rows.listed.length + index] ?? "";
    return { status, hashes: [own, foreign.get(ticket_id) ?? []].flat() };
  });
  return {
    allow_list: rows.listed.map((entry, index) => ({
      ...entry,
      h: hashes[index] ?? "",
      ...(foreign.has(entry.ticket_id) && { foreign_h: foreign.get(entry.ticket_id) }),
      terms: names[index] ?? "",
    })),
    terms,
    revoked: named.flatMap((ticket) => ticket.hashes),
    blocked: named.filter(({ status }) => status === "blocked").flatMap((ticket) => ticket.hashes),
    cursor: encodeCursor(placeParts(rows.next, store_id)),
    has_more: rows.next.kind === "whole" || rows.next.sequence < newest,
    whole: place === beginning,
  };
}

/** The hashes of the codes that tickets had in another system, by ticket. */
export async function foreignHashes(
  ctx: Context,
  tickets: readonly { ticket_id: string }[],
): Promise<Map<string, string>> {
  const ticket_ids = tickets.map(({ ticket_id }) => ticket_id);
  const rows = ticket_ids.length > 0 ? await listForeignCodesOf(ctx.db, ticket_ids) : [];
  return new Map(rows.map(({ ticket_id, code_hash }) => [ticket_id, code_hash]));
}

/** The sequence of the tenant's latest event; a reader up to it has missed nothing. */
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

/** Reads the phases of a whole list in order, until the page is full or the list ends. */
async function readWhole(
  ctx: Context,
  store_id: string,
  place: ListPlace & { kind: "whole" },
  blanks: boolean,
): Promise<PageRows> {
  const scope: ListScope = { store_id, now: ctx.now, until: place.until };
  const rows: PageRows = { listed: [], revoked: [], next: { kind: "changes", sequence: place.snapshot } };
  let { phase, after } = place;
  while (phase < LIST_PHASES.length) {
    const room = PAGE - rows.listed.length - rows.revoked.length;
    if (room <= 0) return { ...rows, next: { ...place, phase, after } };
    const name = LIST_PHASES[phase] ?? "revoked";
    const found = await readPhase(ctx, name, { scope, after, room, blanks });
    rows.listed.push(...(found.listed ?? []));
    rows.revoked.push(...(found.revoked ?? []));
    after = found.after ?? "";
    if (found.after === null) phase += 1;
  }
  return rows;
}

async function readPhase(
  ctx: Context,
  name: (typeof LIST_PHASES)[number],
  { scope, after, room, blanks }: { scope: ListScope; after: string; room: number; blanks: boolean },
): Promise<PhaseRows> {
  if (name !== "blanks") return READ_TICKETS[name](ctx, scope, after, room);
  return blanks ? listBlanks(ctx, scope, after) : { after: null };
}

const { suspend, resume, revoke } = DEVICE_EVENTS;
/** Events of a device's standing: the unbound blanks of a suspended or revoked device admit nobody (rule O8). */
export const DEVICE_STANDING = [suspend, resume, revoke];

/** Events that change the list's entries of all blanks of a device or lot, and events that change a ticket's entry. */
const BLANK_EVENTS: string[] = [...Object.values(LOT_EVENTS), ...DEVICE_STANDING].map(({ type }) => type);
const TICKET_EVENTS = [SALE_CREATED, TICKET_IMPORTED, REDEEMED.pass, ...TICKET_CHANGES].map(({ type }) => type);
const LIST_EVENTS = [...TICKET_EVENTS, ...BLANK_EVENTS];

/** The tickets and blanks in events after a sequence, in their state now. */
async function readChanges(
  ctx: Context,
  store_id: string,
  { after, to, blanks }: { after: number; to: number; blanks: boolean },
): Promise<PageRows> {
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
  const changed = await listTicketsNow(ctx, store_id, [...ticket_ids]);
  const unsold =
    blanks && ended.size > 0 ? await listBlanksNow(ctx, store_id, [...ended]) : { listed: [], revoked: [] };
  return {
    listed: [...unsold.listed, ...changed.listed],
    revoked: [...unsold.revoked, ...changed.revoked],
    next: { kind: "changes", sequence },
  };
}

/** The ticket ids in an event's data. Only ids are read, because they are the same in events of every age and shape. */
function ticketIdsOf({ ticket_id, ticket_ids, replaced_by }: Record<string, unknown>): string[] {
  const named = [ticket_id, replaced_by, ...(Array.isArray(ticket_ids) ? ticket_ids : [])];
  return named.filter((id) => typeof id === "string");
}
