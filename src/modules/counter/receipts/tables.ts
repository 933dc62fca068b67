/** Tables: receipt templates, printers, and the prints of receipts. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type Block, DEFAULT_CODE_TABLE, type PaperWidth, PRINTER_ENCODINGS, PRINTER_ROLES } from "./domain/words.ts";

export const receipt_templates = sqliteTable(
  "receipt_templates",
  {
    tenant_id: text().notNull(),
    receipt_template_id: text().notNull(),
    /** Null: for every store without a template of its own. */
    store_id: text(),
    name: text().notNull(),
    paper_width_mm: integer().$type<PaperWidth>().notNull(),
    header_lines: text({ mode: "json" }).$type<string[]>().notNull(),
    footer_lines: text({ mode: "json" }).$type<string[]>().notNull(),
    /** The address of an image that the till loads. */
    logo_url: text(),
    blocks: text({ mode: "json" }).$type<Block[]>().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.receipt_template_id] })],
);

export const printers = sqliteTable(
  "printers",
  {
    tenant_id: text().notNull(),
    printer_id: text().notNull(),
    store_id: text().notNull(),
    name: text().notNull(),
    paper_width_mm: integer().$type<PaperWidth>().notNull(),
    encoding: text({ enum: PRINTER_ENCODINGS }).notNull(),
    /** The printer's number for its table of Thai letters in the order of TIS-620. */
    code_table: integer().notNull().default(DEFAULT_CODE_TABLE),
    /** The printer's address for the till: an address in the store's network, or the name of a port. */
    address: text(),
    cuts_paper: integer({ mode: "boolean" }).notNull(),
    kicks_drawer: integer({ mode: "boolean" }).notNull(),
    receipt_template_id: text(),
    active: integer({ mode: "boolean" }).notNull(),
    created_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.printer_id] })],
);

/** The printer of a device for each role. */
export const printer_devices = sqliteTable(
  "printer_devices",
  {
    tenant_id: text().notNull(),
    device_id: text().notNull(),
    role: text({ enum: PRINTER_ROLES }).notNull(),
    printer_id: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.device_id, table.role] })],
);

/** Each print of a receipt; the second is COPY 1. */
export const receipt_prints = sqliteTable(
  "receipt_prints",
  {
    tenant_id: text().notNull(),
    sale_id: text().notNull(),
    print_no: integer().notNull(),
    printer_id: text(),
    device_id: text(),
    printed_by: text().notNull(),
    printed_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.sale_id, table.print_no] })],
);
