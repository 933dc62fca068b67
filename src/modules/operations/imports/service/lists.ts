/** Lists: imports, the errors of one, and exports in the shape of our own files (rules M3, M6). */

import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { encodeCursor, type Page, pageOf } from "../../../../shared/page.ts";
import { codesOf } from "../../../admission/ticket-codes/index.ts";
import { listAdmittingAfter, remainingOf } from "../../../admission/tickets/index.ts";
import { listCustomersAfter } from "../../../guests/customers/index.ts";
import { findCategories, listPackagesAfter, packagesById } from "../../../offer/catalog/index.ts";
import { listPricesAfter } from "../../../offer/pricing/index.ts";
import { ROW_ERRORS } from "../domain/errors.ts";
import { getPage } from "../store/files.ts";
import { type Import, listImportRows } from "../store/imports.ts";
import { requireImport, requireKind, requireScope, requireSomeKind } from "./access.ts";

interface Paging {
  limit: number;
  cursor?: string;
}

/** Imports of the kinds that the caller may make, latest first. Error: E_PERMISSION for a caller who may make none. */
export async function listImports(ctx: Context, { limit, cursor }: Paging): Promise<Page<Import>> {
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listImportRows(ctx.db, { kinds: requireSomeKind(ctx), before, limit });
  return pageOf(rows, limit, ({ import_id }) => [import_id]);
}

/** The most files of errors that one page of the list reads. */
const FILES_AT_ONCE = 40;

/** The errors of an import's rows, in the order of its pages. Error: E_NOT_FOUND. */
export async function listErrors(ctx: Context, import_id: string, { limit, cursor }: Paging) {
  const job = await requireImport(ctx, import_id);
  const [at = 0, skipped = 0] = (readCursor(cursor, 2) ?? []).map(Number);
  const items = [];
  let [page, skip] = [at, skipped];
  for (; page < Math.min(job.pages, at + FILES_AT_ONCE) && items.length < limit; page++) {
    const [unread = [], failed = []] = await Promise.all([
      getPage(ctx.env.BUCKET, job, ["unread", page]),
      getPage(ctx.env.BUCKET, job, ["failed", page]),
    ]);
    const found = [...unread, ...failed].toSorted((one, other) => one.row - other.row);
    const shown = found.slice(skip, skip + limit - items.length);
    items.push(...shown);
    if (skip + shown.length < found.length) {
      skip += shown.length;
      break;
    }
    skip = 0;
  }
  const has_more = page < job.pages;
  return {
    items: items.map(({ row, column, problem }) => {
      const { code, message, message_th } = ROW_ERRORS[problem];
      return { row, column, code, message, message_th };
    }),
    has_more,
    next_cursor: has_more ? encodeCursor([page, skip]) : null,
  };
}

/** The packages of a store or of all as rows of our own file. */
export async function exportItems(ctx: Context, { store_id, ...paging }: Paging & { store_id?: string }) {
  requireKind(ctx, "items");
  const scope = await requireScope(ctx, "items", store_id);
  const after = readCursor(paging.cursor, 1)?.[0]?.toString();
  const page = pageOf(
    await listPackagesAfter(ctx.db, scope, { after, limit: paging.limit }),
    paging.limit,
    ({ package_id }) => [package_id],
  );
  const categories = await findCategories(
    ctx.db,
    page.items.flatMap(({ category_id }) => category_id ?? []),
  );
  const names = new Map(categories.map(({ category_id, name }) => [category_id, name]));
  return {
    ...page,
    items: page.items.map(
      ({ package_id, name, name_th, price, quota_or_minutes, valid_for_days, active, category_id }) => ({
        package_id,
        name,
        name_th,
        price_baht: price / 100,
        category: category_id === null ? null : (names.get(category_id) ?? null),
        quota_or_minutes,
        valid_for_days,
        active,
      }),
    ),
  };
}

/** The active customers, whole, as rows of our own file. */
export async function exportCustomers(ctx: Context, { limit, cursor }: Paging) {
  const after = readCursor(cursor, 1)?.[0]?.toString();
  return pageOf(await listCustomersAfter(ctx.db, { after, limit }), limit, ({ customer_id }) => [customer_id]);
}

/** The prices of lists as rows of our own file. */
export async function exportPrices(ctx: Context, { store_id, ...paging }: Paging & { store_id?: string }) {
  requireKind(ctx, "prices");
  const scope = await requireScope(ctx, "prices", store_id);
  const [list = "", item = ""] = (readCursor(paging.cursor, 2) ?? []).map(String);
  const rows = await listPricesAfter(ctx.db, scope, { after: [list, item], limit: paging.limit });
  const page = pageOf(rows, paging.limit, ({ price_list_id, package_id }) => [price_list_id, package_id]);
  return {
    ...page,
    items: page.items.map(({ price_list, package_id, price }) => ({ price_list, package_id, price_baht: price / 100 })),
  };
}

/** The rows that one page of tickets reads; few of them may still admit. */
const TICKETS_READ = 1_000;

/**
 * The tickets of a store that still admit, with their own codes, which another system can take over (rule M9). The earlier code of an
 * imported ticket is not known. A ticket that its guest never held shows no code, so it is left out (rule A7).
 */
export async function exportTickets(ctx: Context, { store_id, limit, cursor }: Paging & { store_id?: string }) {
  const scope = await requireScope(ctx, "tickets", store_id);
  const here = storeFor(ctx, "reprint", scope);
  const after = readCursor(cursor, 1)?.[0]?.toString() ?? "";
  const page = await listAdmittingAfter(ctx.db, here, { after, now: ctx.now, limit, read: TICKETS_READ });
  const [codes, packages] = await Promise.all([
    codesOf(ctx, page.tickets),
    packagesById(
      ctx,
      page.tickets.map(({ package_id }) => package_id),
    ),
  ]);
  return {
    items: page.tickets.map((ticket, index) => ({
      qr_token: codes[index] ?? "",
      package_id: ticket.package_id,
      package: packages.get(ticket.package_id)?.name ?? "",
      valid_from: ticket.valid_from,
      valid_to: ticket.valid_to,
      uses_left: remainingOf(ticket, ticket, ctx.now),
    })),
    has_more: page.after !== null,
    next_cursor: page.after === null ? null : encodeCursor([page.after]),
  };
}
