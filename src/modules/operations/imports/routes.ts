/** Routes of imports from other systems, and of exports in the same shapes. */

import * as z from "zod";
import { contract, FileReply } from "../../../platform/http/contract.ts";
import { OWN_COLUMNS } from "./domain/dialects.ts";
import { importErrors } from "./domain/errors.ts";
import { exportCustomers, exportItems, exportPrices, exportTickets, listErrors, listImports } from "./service/lists.ts";
import { refusedRows } from "./service/refused.ts";
import { cancelImport, getImport, mapImport, startImport } from "./service/steps.ts";
import { createImport } from "./service/upload.ts";
import * as wire from "./wire.ts";

const tag = "imports";
const CSV_TYPE = "text/csv; charset=utf-8";
// The kind says which permission is needed (service/access.ts).
const permission = "authenticated";
const { unreadable, empty, too_large, mapping, moved, gone } = importErrors;

export const routes = [
  contract({
    method: "post",
    path: "/imports",
    tag,
    permission,
    idempotency: "key",
    status: 201,
    people_only: true,
    max_bytes: wire.UPLOAD_BYTES,
    summary: "Upload a CSV file of another system",
    description:
      "Customers need guests_write, items and prices catalog_write, tickets settings_write and one store. Nothing is made yet; the reply proposes columns.",
    body: wire.ImportRequest,
    reply: wire.ImportDetails,
    errors: [unreadable, empty, too_large],
    handle: ({ ctx, body }) => createImport(ctx, body),
  }),
  contract({
    method: "get",
    path: "/imports",
    tag,
    permission,
    people_only: true,
    summary: "List imports, latest first",
    description: "Only of the kinds that the caller may import.",
    query: wire.PagingQuery,
    reply: wire.Import,
    list: true,
    handle: ({ ctx, query }) => listImports(ctx, query),
  }),
  contract({
    method: "get",
    path: "/imports/:import_id",
    tag,
    permission,
    people_only: true,
    summary: "Read an import and its progress",
    params: wire.ImportParams,
    reply: wire.ImportDetails,
    handle: ({ ctx, params }) => getImport(ctx, params.import_id),
  }),
  contract({
    method: "put",
    path: "/imports/:import_id/mapping",
    tag,
    permission,
    idempotency: "key",
    people_only: true,
    summary: "Set the columns, and do a dry run",
    params: wire.ImportParams,
    body: wire.MappingRequest,
    reply: wire.ImportDetails,
    errors: [mapping, moved, gone],
    handle: ({ ctx, params, body }) => mapImport(ctx, params.import_id, body.mapping),
  }),
  contract({
    method: "get",
    path: "/imports/:import_id/errors",
    tag,
    permission,
    people_only: true,
    summary: "List the errors of an import's rows",
    params: wire.ImportParams,
    query: wire.PagingQuery,
    reply: wire.RowError,
    list: true,
    csv: ["row", "column", "code", "message", "message_th"],
    handle: ({ ctx, params, query }) => listErrors(ctx, params.import_id, query),
  }),
  contract({
    method: "get",
    path: "/imports/:import_id/refused",
    tag,
    permission,
    people_only: true,
    summary: "Read the refused rows as CSV to correct",
    description: "The file's own columns and one with the reason. They stay for seven days after the import ended.",
    params: wire.ImportParams,
    reply: z.never(),
    files: [CSV_TYPE],
    errors: [gone],
    handle: async ({ ctx, params }) => {
      const { file_name, text } = await refusedRows(ctx, params.import_id);
      return new FileReply(CSV_TYPE, text, { filename: file_name });
    },
  }),
  contract({
    method: "post",
    path: "/imports/:import_id/start",
    tag,
    permission,
    idempotency: "key",
    people_only: true,
    summary: "Start an import, or continue a failed one",
    params: wire.ImportParams,
    reply: wire.Import,
    errors: [moved, gone],
    handle: ({ ctx, params }) => startImport(ctx, params.import_id),
  }),
  contract({
    method: "post",
    path: "/imports/:import_id/cancel",
    tag,
    permission,
    idempotency: "natural",
    people_only: true,
    summary: "Cancel an import; what it made stays",
    params: wire.ImportParams,
    reply: wire.Import,
    errors: [moved],
    handle: ({ ctx, params }) => cancelImport(ctx, params.import_id),
  }),
  contract({
    method: "get",
    path: "/exports/items",
    tag,
    permission: "catalog_write",
    summary: "Export packages as a file that can be imported",
    query: wire.ExportQuery,
    reply: wire.ExportedItem,
    list: true,
    csv: Object.values(OWN_COLUMNS.items),
    handle: ({ ctx, query }) => exportItems(ctx, query),
  }),
  contract({
    method: "get",
    path: "/exports/customers",
    tag,
    permission: "guests_write",
    summary: "Export customers as a file that can be imported",
    query: wire.PagingQuery,
    reply: wire.ExportedCustomer,
    list: true,
    csv: Object.values(OWN_COLUMNS.customers),
    handle: ({ ctx, query }) => exportCustomers(ctx, query),
  }),
  contract({
    method: "get",
    path: "/exports/prices",
    tag,
    permission: "catalog_write",
    summary: "Export price lists as a file that can be imported",
    query: wire.ExportQuery,
    reply: wire.ExportedPrice,
    list: true,
    csv: Object.values(OWN_COLUMNS.prices),
    handle: ({ ctx, query }) => exportPrices(ctx, query),
  }),
  contract({
    method: "get",
    path: "/exports/tickets",
    tag,
    permission: "settings_write",
    step_up: true,
    people_only: true,
    summary: "Export the tickets of a store that still admit",
    description: "It also needs reprint, because the codes admit.",
    query: wire.ExportQuery,
    reply: wire.ExportedTicket,
    list: true,
    csv: ["qr_token", "package_id", "package", "valid_from", "valid_to", "uses_left"],
    handle: ({ ctx, query }) => exportTickets(ctx, query),
  }),
];
