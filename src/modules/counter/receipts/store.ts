/** Reads and statements: templates, printers and prints. */

import type { Database } from "../../../platform/db/session.ts";
import { and, insert, insertMany, type Statement, sql } from "../../../platform/db/sql.ts";
import type { PrinterRole } from "./domain/words.ts";
import { printer_devices, printers, receipt_prints, receipt_templates } from "./tables.ts";

export type ReceiptTemplate = typeof receipt_templates.$inferSelect;
export type Printer = typeof printers.$inferSelect;
export type PrinterDevice = typeof printer_devices.$inferSelect;
export type ReceiptPrint = typeof receipt_prints.$inferSelect;

export interface TemplateFilter {
  store_ids: readonly string[];
  active?: boolean;
}

/** The templates of some stores and of the tenant, oldest first; they are few. */
export function listTemplateRows(db: Database, { store_ids, active }: TemplateFilter): Promise<ReceiptTemplate[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`(store_id IS NULL OR store_id IN (SELECT value FROM json_each(${store_ids})))`,
    active === undefined ? undefined : sql`active = ${active}`,
  ]);
  return db.rowsOf(receipt_templates, sql`SELECT * FROM receipt_templates WHERE ${where} ORDER BY receipt_template_id`);
}

export function findTemplate(db: Database, receipt_template_id: string): Promise<ReceiptTemplate | undefined> {
  return db.rowOf(
    receipt_templates,
    sql`SELECT * FROM receipt_templates
        WHERE tenant_id = ${db.tenant_id} AND receipt_template_id = ${receipt_template_id}`,
  );
}

export function insertTemplate(row: ReceiptTemplate): Statement {
  return insert(receipt_templates, row);
}

export function updateTemplate(row: ReceiptTemplate): Statement {
  return sql`UPDATE receipt_templates SET name = ${row.name}, paper_width_mm = ${row.paper_width_mm},
               header_lines = ${row.header_lines}, footer_lines = ${row.footer_lines}, logo_url = ${row.logo_url},
               blocks = ${row.blocks}, active = ${row.active}
             WHERE tenant_id = ${row.tenant_id} AND receipt_template_id = ${row.receipt_template_id}`;
}

export function listPrinterRows(db: Database, { store_ids, active }: TemplateFilter): Promise<Printer[]> {
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`store_id IN (SELECT value FROM json_each(${store_ids}))`,
    active === undefined ? undefined : sql`active = ${active}`,
  ]);
  return db.rowsOf(printers, sql`SELECT * FROM printers WHERE ${where} ORDER BY printer_id`);
}

export function findPrinter(db: Database, printer_id: string): Promise<Printer | undefined> {
  return db.rowOf(
    printers,
    sql`SELECT * FROM printers WHERE tenant_id = ${db.tenant_id} AND printer_id = ${printer_id}`,
  );
}

export function insertPrinter(row: Printer): Statement {
  return insert(printers, row);
}

export function updatePrinter(row: Printer): Statement {
  return sql`UPDATE printers SET name = ${row.name}, paper_width_mm = ${row.paper_width_mm},
               encoding = ${row.encoding}, code_table = ${row.code_table}, address = ${row.address}, cuts_paper = ${row.cuts_paper},
               kicks_drawer = ${row.kicks_drawer}, receipt_template_id = ${row.receipt_template_id},
               active = ${row.active}
             WHERE tenant_id = ${row.tenant_id} AND printer_id = ${row.printer_id}`;
}

/** The devices of some printers, or the printers of a device. */
export function listPrinterDevices(
  db: Database,
  by: { printer_ids: readonly string[] } | { device_id: string },
): Promise<PrinterDevice[]> {
  const where =
    "device_id" in by
      ? sql`device_id = ${by.device_id}`
      : sql`printer_id IN (SELECT value FROM json_each(${by.printer_ids}))`;
  return db.rowsOf(
    printer_devices,
    sql`SELECT * FROM printer_devices WHERE tenant_id = ${db.tenant_id} AND ${where} ORDER BY device_id, role`,
  );
}

/** Assigns exactly these devices to a printer in a role. */
export function mapDevices(
  { tenant_id, printer_id }: Printer,
  role: PrinterRole,
  device_ids: readonly string[],
): Statement[] {
  const rows = device_ids.map((device_id) => ({ tenant_id, device_id, role, printer_id }));
  return [
    sql`DELETE FROM printer_devices WHERE tenant_id = ${tenant_id} AND role = ${role}
          AND (printer_id = ${printer_id} OR device_id IN (SELECT value FROM json_each(${device_ids})))`,
    ...(rows.length > 0 ? [insertMany(printer_devices, rows)] : []),
  ];
}

/** The number of prints of a receipt. */
export async function countPrints(db: Database, sale_id: string): Promise<number> {
  const [row] = await db.all<{ prints: number }>(
    sql`SELECT COALESCE(MAX(print_no), 0) AS prints FROM receipt_prints
        WHERE tenant_id = ${db.tenant_id} AND sale_id = ${sale_id}`,
  );
  return row?.prints ?? 0;
}

export function insertPrint(row: ReceiptPrint): Statement {
  return insert(receipt_prints, row);
}
