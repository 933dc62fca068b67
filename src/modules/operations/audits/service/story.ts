/** Reads the audit story of a ticket, sale, employee or device, in order (rule U3). */

import type { BoundedPage } from "../../../../platform/db/bounded.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { storesOfDevices } from "../../../access/devices/index.ts";
import { findPerson } from "../../../access/employees/index.ts";
import { ticketsById } from "../../../admission/tickets/index.ts";
import { listRefundRows } from "../../../counter/refunds/index.ts";
import { listReprintRows } from "../../../counter/reprints/index.ts";
import { getSale } from "../../../counter/sales/index.ts";
import { namedIn, type StoryKind, type SubjectKey } from "../domain/story.ts";
import { type AuditRow, findBounds, listActsOf, listOfSubjects, type Scope } from "../store/rows.ts";
import { SCANNED_ROWS, scopeOf } from "./explore.ts";

const MAX_ENTRIES = 1_000;
const MAX_SUBJECTS = 500;
/** The most tickets of a sale whose reprints are read, and the most refunds and reprints. */
const MAX_TICKETS = 50;
const MAX_ASIDES = 100;

export interface Story {
  kind: StoryKind;
  id: string;
  /** True: earlier entries are left out. */
  truncated: boolean;
  entries: AuditRow[];
}

/**
 * The audit rows of a story that the caller may see, oldest first. For an employee or a device, acts are searched among
 * the tenant's last 20,000 rows.
 * Errors: E_NOT_FOUND; E_SCOPE_MISMATCH.
 */
export async function readStory(ctx: Context, { kind, id }: { kind: StoryKind; id: string }): Promise<Story> {
  const scope = await scopeOf(ctx);
  const { rows: found, cut } =
    kind === "ticket" || kind === "sale"
      ? await followFrom(ctx, kind, await subjectsOf(ctx, kind, id), scope)
      : await actsOf(ctx, kind, id, scope);
  const rows = [...new Map(found.map((row) => [row.sequence, row])).values()].sort((a, b) => a.sequence - b.sequence);
  return { kind, id, truncated: cut || rows.length > MAX_ENTRIES, entries: rows.slice(-MAX_ENTRIES) };
}

/**
 * The subjects that records connect: a ticket and its sale, a sale and its tickets, their refunds and reprints, and
 * approvals of these.
 */
async function subjectsOf(ctx: Context, kind: "ticket" | "sale", id: string): Promise<SubjectKey[]> {
  if (kind === "sale") {
    const { store_id, tickets } = await getSale(ctx, id);
    const ticket_ids = tickets.map(({ ticket_id }) => ticket_id);
    const asides = await Promise.all([
      refundsOf(ctx, store_id, id, () => true),
      ...ticket_ids.slice(0, MAX_TICKETS).map((ticket_id) => approvalsOfPrints(ctx, store_id, ticket_id)),
    ]);
    return [["sale", id], ...ticket_ids.map((ticket_id) => ["ticket", ticket_id] as const), ...asides.flat()];
  }
  const [ticket] = await ticketsById(ctx, [id]);
  if (!ticket) throw new AppError(errors.not_found);
  const { sale_id, store_id, replaced_by } = ticket;
  storeFor(ctx, "audit_view", store_id);
  const own = [id, replaced_by];
  const concerns = (ids: readonly string[]) => ids.length === 0 || ids.some((other) => own.includes(other));
  const asides = await Promise.all([
    sale_id ? refundsOf(ctx, store_id, sale_id, concerns) : [],
    approvalsOfPrints(ctx, store_id, id),
  ]);
  return [["ticket", id], ...(sale_id ? [["sale", sale_id] as const] : []), ...asides.flat()];
}

/** The refunds of a sale that concern these tickets or name no ticket, with their approvals. */
async function refundsOf(
  ctx: Context,
  store_id: string,
  sale_id: string,
  concerns: (ticket_ids: readonly string[]) => boolean,
): Promise<SubjectKey[]> {
  const refunds = await listRefundRows(ctx.db, { store_ids: [store_id], sale_id, limit: MAX_ASIDES });
  return refunds
    .filter(({ ticket_ids }) => concerns(ticket_ids))
    .flatMap(({ refund_id, approval_id }) => [["refund", refund_id] as const, ...approvalOf(approval_id)]);
}

async function approvalsOfPrints(ctx: Context, store_id: string, ticket_id: string): Promise<SubjectKey[]> {
  const reprints = await listReprintRows(ctx.db, { store_ids: [store_id], ticket_id, limit: MAX_ASIDES });
  return reprints.flatMap(({ approval_id }) => approvalOf(approval_id));
}

function approvalOf(approval_id: string | null): SubjectKey[] {
  return approval_id === null ? [] : [["approval", approval_id]];
}

/** Reads the rows of some subjects, then of the subjects that these rows name, and so on. */
async function followFrom(
  ctx: Context,
  kind: "ticket" | "sale",
  begin: readonly SubjectKey[],
  scope: Scope,
): Promise<BoundedPage<AuditRow>> {
  const known = new Map<string, SubjectKey>();
  const story: BoundedPage<AuditRow> = { rows: [], cut: false };
  for (
    let next = begin;
    next.length > 0 && known.size < MAX_SUBJECTS && !story.cut && story.rows.length <= MAX_ENTRIES;
  ) {
    for (const subject of next) known.set(subject.join(" "), subject);
    const { rows, cut } = await listOfSubjects(ctx.db, next, MAX_ENTRIES + 1, scope);
    story.rows.push(...rows);
    story.cut ||= cut;
    const named = new Map(namedIn(kind, rows).map((subject) => [subject.join(" "), subject]));
    next = [...named].flatMap(([name, subject]) => (known.has(name) ? [] : [subject]));
  }
  return story;
}

async function actsOf(
  ctx: Context,
  kind: "employee" | "device",
  id: string,
  scope: Scope,
): Promise<BoundedPage<AuditRow>> {
  const known =
    kind === "employee" ? await findPerson(ctx, { employee_id: id }) : (await storesOfDevices(ctx, [id])).get(id);
  const bounds = await findBounds(ctx.db);
  if (!known || !bounds) throw new AppError(errors.not_found);
  const lists = await Promise.all([
    listOfSubjects(ctx.db, [[kind, id]], MAX_ENTRIES + 1, scope),
    listActsOf(ctx.db, { kind, id }, { from: bounds.newest - SCANNED_ROWS, limit: MAX_ENTRIES + 1 }, scope),
  ]);
  return { rows: lists.flatMap(({ rows }) => rows), cut: lists.some(({ cut }) => cut) };
}
