/** Tickets that were sold elsewhere: made and changed by an import, without a sale and without money (rule M7). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { defineRace, errors } from "../../../../shared/errors.ts";
import type { Package } from "../../../offer/catalog/index.ts";
import type { FreeShortCode } from "../../ticket-codes/index.ts";
import { foreignWindow } from "../domain/validity.ts";
import type { TicketType } from "../domain/words.ts";
import { TICKET_IMPORTED } from "../events.ts";
import { insertTickets, replaceUntouched, type Ticket } from "../store/tickets.ts";
import { SHORT_CODE_TAKEN, termsOf } from "./issue.ts";

/** A ticket as its system sold it; null: as the package says. Times are epoch ms. */
export interface ForeignTerms {
  offer: Package;
  uses: number | null;
  valid_from: number | null;
  valid_to: number | null;
}

interface Issuer {
  import_id: string;
  store: { store_id: string; time_zone: string; cutoff_hour: number };
  key_version: number;
}

/** A new ticket. `named`: its id and short code; `row`: its place in the file. */
export async function newForeign(
  ctx: Context,
  { import_id, store, key_version }: Issuer,
  { offer, uses, ...sold }: ForeignTerms,
  named: { ticket_id: string; row: number } & FreeShortCode,
): Promise<Ticket> {
  const { ticket_id, row, short_code_no, short_code_hash } = named;
  return {
    tenant_id: ctx.tenant_id,
    ticket_id,
    store_id: store.store_id,
    sale_id: import_id,
    line_no: row,
    package_id: offer.package_id,
    short_code_hash,
    short_code_no,
    key_version,
    type: offer.type as TicketType,
    quota_or_minutes: uses ?? offer.quota_or_minutes,
    ...foreignWindow(offer, sold, ctx.now, store),
    ...(await termsOf(offer)),
    price: 0,
    lot_no: null,
    issued_by: ctx.actor.id,
    issued_at: ctx.now,
    printed_count: 0,
    status: "active",
    used: 0,
    first_pass: null,
    last_pass_at: null,
    places_refunded: null,
    presence: null,
    days: null,
    projected_sequence: 0,
    replaces: null,
    replaced_by: null,
    origin: "import",
  };
}

/** The ticket as its system has it now. What that does not say stays, unless the package is another one. */
export async function changedForeign(
  ctx: Context,
  { store }: Pick<Issuer, "store">,
  before: Ticket,
  { offer, uses, ...sold }: ForeignTerms,
): Promise<Ticket> {
  const same = before.package_id === offer.package_id;
  const valid_from = sold.valid_from ?? before.valid_from;
  const valid_to = sold.valid_to ?? (same ? before.valid_to : null);
  return {
    ...before,
    package_id: offer.package_id,
    type: offer.type as TicketType,
    quota_or_minutes: uses ?? (same ? before.quota_or_minutes : offer.quota_or_minutes),
    ...foreignWindow(offer, { valid_from, valid_to }, ctx.now, store),
    ...(await termsOf(offer)),
  };
}

/** A ticket passed a gate, or was changed here, between read and commit: the import decides again, and leaves it. */
export const TICKET_TOUCHED = defineRace("an imported ticket is changed", errors.conflict);

/** Writes new and changed tickets of one store, with one event for them all. */
export function recordForeignTickets(
  { import_id, store: { store_id } }: Pick<Issuer, "import_id" | "store">,
  { created, changed, is_first }: { created: readonly Ticket[]; changed: readonly Ticket[]; is_first: boolean },
): CommitPart {
  const idsOf = (tickets: readonly Ticket[]) => tickets.map(({ ticket_id }) => ticket_id);
  const ticket_ids = idsOf([...created, ...changed]);
  if (ticket_ids.length === 0) return { writes: [] };
  const data = { import_id, ticket_ids, changed_ids: idsOf(changed), is_first };
  return {
    writes: [...(created.length > 0 ? insertTickets(created) : []), ...replaceUntouched(changed)],
    events: [TICKET_IMPORTED.of(["import", import_id], data, { store_id })],
    refusals: [
      ["tickets.short_code_hash", SHORT_CODE_TAKEN],
      ["tickets.status", TICKET_TOUCHED],
    ],
  };
}
