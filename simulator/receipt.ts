/** Prints a guest's receipt: lines in baht, each with the short codes of its tickets. */
import { formatBaht } from "../src/shared/money.ts";
import { printColumns } from "./table.ts";

export interface Ticket {
  ticket_id: string;
  line_no: number;
  short_code: string;
  qr_token: string;
  package_id: string;
}

interface Line {
  line_no: number;
  name: string;
  qty: number;
  unit_price: number;
  total: number;
  gross: number;
  applied: { name: string; amount: number }[];
}

export interface Sale {
  sale_id: string;
  receipt_no: string;
  lines: Line[];
  grand_total: number;
  tax_total: number;
  amount_tendered: number;
  change: number;
  payments: { method: string; amount: number }[];
  tickets: Ticket[];
}

/** `names` are the packages' names, by id. */
export function printReceipt(sale: Sale, names: ReadonlyMap<string, string>): void {
  const row = (text: string, amount: string) =>
    printColumns([
      ["", 11],
      [text, 46],
      [amount, -10],
    ]);
  console.log("");
  row(`Receipt ${sale.receipt_no}`, "baht");
  for (const { line_no, name, qty, unit_price, gross, applied } of sale.lines) {
    row(`${qty} × ${name} at ${formatBaht(unit_price)}`, formatBaht(gross));
    for (const { name, amount } of applied) row(`    ${name}`, formatBaht(-amount));
    for (const { short_code, package_id } of sale.tickets.filter((ticket) => ticket.line_no === line_no))
      row(`    ${short_code.replace(/(...)(?=.)/g, "$1-")}  ${names.get(package_id) ?? ""}`, "");
  }
  row("Total", formatBaht(sale.grand_total));
  row("of which VAT", formatBaht(sale.tax_total));
  row("Cash", formatBaht(sale.amount_tendered));
  row("Change", formatBaht(sale.change));
  console.log("");
}
