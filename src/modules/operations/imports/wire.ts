/** The shapes of imports and exports on the wire. */

import * as z from "zod";
import { id, paging, text, time } from "../../../platform/http/fields.ts";
import { OUTCOMES } from "./domain/counts.ts";
import { CELL_TYPES, FIELDS, IMPORT_KINDS, IMPORT_SOURCES, MOST_COLUMNS } from "./domain/words.ts";
import { IMPORT_STATUSES } from "./tables.ts";

/** A file of 10 MB in base64. */
const CONTENT_CHARS = 13_981_016;
export const UPLOAD_BYTES = CONTENT_CHARS + 10_000;

const FIELD_NAMES = [...new Set(IMPORT_KINDS.flatMap((kind) => Object.keys(FIELDS[kind])))];

export const ImportParams = z.object({ import_id: id });

export const ImportRequest = z
  .strictObject({
    kind: z.enum(IMPORT_KINDS),
    store_id: id.nullish().describe("the store that the things are for; null: all stores"),
    file_name: text(200),
    content: z
      .string()
      .min(1)
      .max(CONTENT_CHARS)
      .describe("the file's bytes in base64, at most 10 MB")
      .meta({ examples: ["bmFtZSxwcmljZQ=="] }),
  })
  .meta({ id: "ImportUpload" });

const column = z.number().int().min(0).max(MOST_COLUMNS).optional();

const mapping = z
  .strictObject(Object.fromEntries(FIELD_NAMES.map((name) => [name, column])))
  .describe("the column of each field, from 0");

export const MappingRequest = z.strictObject({ mapping }).meta({ id: "ImportMapping" });

const count = z.number().int();

export const Import = z
  .object({
    import_id: id,
    kind: z.enum(IMPORT_KINDS),
    source: z.enum(IMPORT_SOURCES).describe("the system that wrote the file"),
    store_id: id.nullable(),
    file_name: z.string(),
    status: z.enum(IMPORT_STATUSES),
    rows: count,
    pages: count,
    next_page: count.describe("the number of pages that are done"),
    created: count.describe("of a dry run before the start: what would be created"),
    changed: count,
    unchanged: count,
    failed: count,
    created_at: time,
    created_by: id,
    started_at: time.nullable(),
    ended_at: time.nullable(),
    failure: z.string().nullable().describe("the code of the error that stopped it"),
  })
  .meta({ id: "Import" });

export const ImportDetails = Import.extend({
  header: z.array(z.string()),
  fields: z
    .array(z.object({ field: z.string(), type: z.enum(CELL_TYPES), required: z.boolean() }))
    .describe("the fields that a row of this kind can have"),
  mapping: z.record(z.string(), z.number().int()),
  sample: z.array(z.array(z.string())).describe("the first rows of the file, until the import ends"),
  effects: z
    .array(
      z.object({
        row: count,
        name: z.string(),
        outcome: z.enum(OUTCOMES),
        before: z.record(z.string(), z.unknown()).nullable().describe("null: a new thing"),
        after: z.record(z.string(), z.unknown()),
      }),
    )
    .describe("after a dry run: the first things that it would create or change"),
}).meta({ id: "ImportDetails" });

export const RowError = z
  .object({
    row: count.describe("as a spreadsheet shows it; the header is row 1"),
    column: z.string().nullable(),
    code: z.string(),
    message: z.string(),
    message_th: z.string(),
  })
  .meta({ id: "ImportRowError" });

export const PagingQuery = z.strictObject(paging);
export const ExportQuery = z.strictObject({ store_id: id.optional(), ...paging });

const price_baht = z.number().describe("baht");

export const ExportedItem = z
  .object({
    package_id: id,
    name: z.string(),
    name_th: z.string(),
    price_baht,
    category: z.string().nullable(),
    quota_or_minutes: count,
    valid_for_days: count.nullable(),
    active: z.boolean(),
  })
  .meta({ id: "ExportedItem" });

export const ExportedCustomer = z
  .object({
    customer_id: id,
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: "ExportedCustomer" });

export const ExportedTicket = z
  .object({
    qr_token: z.string(),
    package_id: id,
    package: z.string(),
    valid_from: time,
    valid_to: time.nullable(),
    uses_left: count.describe("in the unit of its package"),
  })
  .meta({ id: "ExportedTicket" });

export const ExportedPrice = z
  .object({ price_list: z.string(), package_id: id, price_baht })
  .meta({ id: "ExportedPrice" });
