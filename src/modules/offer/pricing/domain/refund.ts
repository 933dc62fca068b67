/** Decides the amount of a refund: in any order, all refunds together give back what was paid (rule P5). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { sumOf } from "./lines.ts";
import { paidForFirst } from "./paid.ts";
import type { PaidUnits } from "./words.ts";

/** A number of units of a line of a sale. */
export interface LineUnits {
  line_no: number;
  qty: number;
}

interface PaidSale {
  lines: readonly { line_no: number; paid_units: readonly PaidUnits[] }[];
  /** Satang that cash rounding added to the lines. */
  rounding: number;
}

/** In satang: `amount` = total + rounding goes back; total and tax_total are those of the units. */
export interface Refund {
  total: number;
  tax_total: number;
  rounding: number;
  amount: number;
}

/** More units than the line has left; a line that is not in the sale has none. */
export interface RefundRefusal {
  line_no: number;
  left: number;
}

/**
 * The refund of `asked` units after the `refunded` ones before. The units of a line are refunded from its first. No
 * refund exceeds what is left of the paid sum, and the refund that leaves no unit returns all of it.
 */
export function refundOf(
  sale: PaidSale,
  refunded: readonly LineUnits[],
  asked: readonly LineUnits[],
): Result<Refund, RefundRefusal> {
  for (const { line_no } of asked) {
    const left = qtyOf(sale, line_no) - countOf(refunded, line_no);
    const qty = countOf(asked, line_no);
    if (qty < 1 || qty > left) return refuse({ line_no, left });
  }
  const before = givenBack(sale, refunded);
  const after = givenBack(sale, [...refunded, ...asked]);
  const total = after.total - before.total;
  const amount = after.amount - before.amount;
  return accept({ total, tax_total: after.tax_total - before.tax_total, rounding: amount - total, amount });
}

/** The sum that is given back once these units are; it does not depend on their order. */
function givenBack({ lines, rounding }: PaidSale, units: readonly LineUnits[]): Omit<Refund, "rounding"> {
  const parts = lines.map(({ line_no, paid_units }) => paidForFirst(paid_units, countOf(units, line_no)));
  const total = sumOf(parts, (part) => part.total);
  const tax_total = sumOf(parts, (part) => part.tax_total);
  const paid = rounding + sumOf(lines, (line) => sumOf(line.paid_units, (run) => run.qty * run.total));
  const is_all = lines.every(({ line_no, paid_units }) => countOf(units, line_no) === sumOf(paid_units, qtyOfRun));
  return { total, tax_total, amount: is_all ? paid : Math.min(total, paid) };
}

function qtyOf({ lines }: PaidSale, line_no: number): number {
  const line = lines.find((each) => each.line_no === line_no);
  return line ? sumOf(line.paid_units, qtyOfRun) : 0;
}

function countOf(units: readonly LineUnits[], line_no: number): number {
  return sumOf(units, (each) => (each.line_no === line_no ? each.qty : 0));
}

function qtyOfRun({ qty }: PaidUnits): number {
  return qty;
}
