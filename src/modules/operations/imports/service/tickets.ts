/** Plans tickets that were sold elsewhere: each becomes a ticket without a sale, and its code a keyed hash (rules M7, M8). */

import type { Context } from "../../../../platform/http/context.ts";
import { readAlike } from "../../../../shared/alike.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { endOfCode } from "../../../../shared/foreign-codes.ts";
import { getStore, getTenant } from "../../../access/tenants/index.ts";
import {
  type ForeignCode,
  findForeignCodes,
  hasForeignCodes,
  hashForeignCode,
  readTicketCode,
  recordForeignCodes,
} from "../../../admission/ticket-codes/index.ts";
import {
  changedForeign,
  type ForeignTerms,
  freeShortCodes,
  mayHaveLeft,
  newForeign,
  recordForeignTickets,
  type Ticket,
  ticketsById,
} from "../../../admission/tickets/index.ts";
import { listPackageNames, type Package, packagesById } from "../../../offer/catalog/index.ts";
import { momentOf } from "../domain/dates.ts";
import type { ReadRow, RowError, RowProblem } from "../domain/rows.ts";
import { type Import, listLinks } from "../store/imports.ts";
import { hashOf, type Plan, type Planned } from "./plans.ts";

interface TicketFields {
  code: string;
  package: string;
  valid_from?: string | null;
  valid_to?: string | null;
  uses?: number | null;
}

interface CodedRow {
  row: number;
  fields: TicketFields;
  hash: string;
  digest: string;
  known: ForeignCode | undefined;
}

export async function planTickets(ctx: Context, job: Import, read: readonly ReadRow[]): Promise<Plan> {
  const [rows, { ticket_key_version: key_version }, store, has_any] = await Promise.all([
    codedRows(ctx, read),
    getTenant(ctx),
    getStore(ctx, job.store_id ?? ""),
    hasForeignCodes(ctx.db),
  ]);
  const issuer = { import_id: job.import_id, store, key_version };
  const work = rows.filter(({ known, digest }) => known?.digest !== digest);
  const [packages, tickets, own] = await Promise.all([
    packagesNamed(ctx, store.store_id, work),
    ticketsOf(ctx, work),
    ownCodes(ctx, work),
  ]);
  const fresh = work.filter(({ known }) => known === undefined).map((row) => ({ row, ticket_id: ctx.newId() }));
  const codes = await freeShortCodes(
    ctx,
    fresh.map(({ ticket_id }) => ticket_id),
  );
  const id_of = new Map(fresh.map(({ row, ticket_id }) => [row, ticket_id]));
  const planned: Planned[] = rows.filter((row) => !work.includes(row)).map((row) => plannedOf(row, "unchanged"));
  const errors: RowError[] = [];
  const made = {
    created: [] as Ticket[],
    changed: [] as Ticket[],
    codes: [] as ForeignCode[],
    again: [] as ForeignCode[],
  };
  for (const row of work) {
    const { fields, hash, digest, known } = row;
    const before = known && tickets.get(known.ticket_id);
    const offer = packages.get(fields.package);
    const terms = offer && termsOf(fields, offer, store);
    const problem = own.has(row) ? "own_code" : problemOf(offer, terms, before);
    if (problem !== null || !terms) {
      errors.push(errorOf(job, row, problem ?? "refused"));
      continue;
    }
    if (!known || !before) {
      const ticket_id = id_of.get(row) ?? "";
      const code = codes.get(ticket_id);
      if (!code) throw new Error("a new ticket has no short code");
      const ticket = await newForeign(ctx, issuer, terms, { ticket_id, row: row.row, ...code });
      made.created.push(ticket);
      const { tenant_id } = ctx;
      made.codes.push({ tenant_id, code_hash: hash, ticket_id, code_end: endOfCode(fields.code), digest });
      planned.push({ ...plannedOf(row, "created"), before: null, after: shownOf(ticket) });
      continue;
    }
    const after = await changedForeign(ctx, issuer, before, terms);
    const changes = changesOf<ReturnType<typeof shownOf>>(shownOf(before), shownOf(after));
    const is_changed = Object.keys(changes.after).length > 0;
    if (is_changed) made.changed.push(after);
    made.again.push({ ...known, digest });
    planned.push({ ...plannedOf(row, is_changed ? "changed" : "unchanged"), ...changes });
  }
  const { created, changed } = made;
  return {
    planned,
    errors,
    parts: [
      recordForeignTickets(issuer, { created, changed, is_first: !has_any }),
      recordForeignCodes(ctx, made.codes, made.again),
    ],
  };
}

async function codedRows(ctx: Context, read: readonly ReadRow[]): Promise<CodedRow[]> {
  const hashed = await Promise.all(
    read.map(async ({ row, fields: sent }) => {
      const fields = sent as unknown as TicketFields;
      const { code, ...rest } = fields;
      const [hash, digest] = await Promise.all([hashForeignCode(ctx, code), hashOf(ctx, JSON.stringify(rest))]);
      return { row, fields, hash, digest };
    }),
  );
  const known = await findForeignCodes(
    ctx.db,
    hashed.map(({ hash }) => hash),
  );
  const by_hash = new Map(known.map((code) => [code.code_hash, code]));
  return hashed.map((row) => ({ ...row, known: by_hash.get(row.hash) }));
}

async function ticketsOf(ctx: Context, rows: readonly CodedRow[]): Promise<Map<string, Ticket>> {
  const ids = rows.flatMap(({ known }) => known?.ticket_id ?? []);
  const found = ids.length > 0 ? await ticketsById(ctx, ids) : [];
  return new Map(found.map((ticket) => [ticket.ticket_id, ticket]));
}

/** The rows whose code this park signed itself. */
async function ownCodes(ctx: Context, rows: readonly CodedRow[]): Promise<Set<CodedRow>> {
  const signed = await Promise.all(
    rows.map(async (row) => ((await readTicketCode(ctx.env, ctx.tenant_id, row.fields.code)) ? [row] : [])),
  );
  return new Set(signed.flat());
}

/** The most packages of a park whose names are read. */
const NAMES_READ = 1_000;

/** The packages of a store by the texts that rows name: our id, the id of an imported item, or the only one of a name. */
async function packagesNamed(ctx: Context, store_id: string, rows: readonly CodedRow[]): Promise<Map<string, Package>> {
  const texts = [...new Set(rows.map(({ fields }) => fields.package))];
  if (texts.length === 0) return new Map();
  const hashed = new Map(
    await Promise.all(texts.map(async (text) => [text, await hashOf(ctx, `id:${text}`)] as const)),
  );
  const [links, names] = await Promise.all([
    listLinks(ctx.db, "items", null, [...hashed.values()]),
    listPackageNames(ctx.db, [store_id], NAMES_READ),
  ]);
  const ids_of = (text: string): string[] => {
    const linked = links.filter(({ external_hash }) => external_hash === hashed.get(text)).map(({ our_id }) => our_id);
    const alike = fold(text);
    const named = names.filter(({ name, name_th }) => [name, name_th].some((one) => fold(one) === alike));
    return linked.length > 0 ? linked : named.map(({ package_id }) => package_id);
  };
  const wanted = new Map(texts.map((text) => [text, ids_of(text)]));
  const known = await packagesById(ctx, [...new Set([...texts, ...[...wanted.values()].flat()])]);
  const isHere = (one: Package | undefined) => one !== undefined && (one.store_id ?? store_id) === store_id;
  return new Map(
    texts.flatMap((text) => {
      const [only, ...others] = [...new Set(wanted.get(text))].map((id) => known.get(id)).filter(isHere);
      const found = isHere(known.get(text)) ? known.get(text) : others.length === 0 ? only : undefined;
      return found ? [[text, found] as const] : [];
    }),
  );
}

function fold(name: string): string {
  return readAlike(name).toLowerCase();
}

function termsOf(
  { valid_from, valid_to, uses }: TicketFields,
  offer: Package,
  store: { time_zone: string; cutoff_hour: number },
): ForeignTerms {
  return {
    offer,
    uses: uses ?? null,
    valid_from: valid_from ? momentOf(valid_from, "first", store) : null,
    valid_to: valid_to ? momentOf(valid_to, "last", store) : null,
  };
}

/** Why a row makes or changes no ticket; null where it does. */
function problemOf(
  offer: Package | undefined,
  terms: ForeignTerms | undefined,
  before: Ticket | undefined,
): RowProblem | null {
  if (!offer || !terms) return "package_unknown";
  const { type } = offer;
  if (type === "bundle") return "package_bundle";
  const { uses, valid_from, valid_to } = terms;
  if (uses !== null && !mayHaveLeft(type, uses)) return "uses";
  if (valid_to !== null && valid_from !== null && valid_to < valid_from) return "window";
  const is_touched =
    before && (before.status !== "active" || before.projected_sequence > 0 || before.replaced_by !== null);
  return is_touched ? "ticket_touched" : null;
}

const COLUMN_OF: Partial<Record<RowProblem, keyof TicketFields>> = {
  package_unknown: "package",
  package_bundle: "package",
  uses: "uses",
  window: "valid_to",
  own_code: "code",
};

function errorOf({ header, mapping }: Import, { row }: CodedRow, problem: RowProblem): RowError {
  const field = COLUMN_OF[problem];
  return { row, column: (field && header[mapping[field] ?? -1]) ?? null, problem };
}

/** A row as people see it: by the end of its code, never by the code. */
function plannedOf({ row, fields }: CodedRow, outcome: Planned["outcome"]): Planned {
  return { row, name: `…${endOfCode(fields.code)}`, outcome, before: {}, after: {} };
}

function shownOf({ package_id, quota_or_minutes, valid_from, valid_to }: Ticket) {
  return { package_id, quota_or_minutes, valid_from, valid_to };
}
