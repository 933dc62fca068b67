/** Reads cells as values: money, counts, numbers of telephones and flags, in Thai digits as well. */

import { holdsCardNumber } from "../../../../shared/cards.ts";
import { isRounded, normalizeForeignCode } from "../../../../shared/foreign-codes.ts";
import { readDate } from "./dates.ts";
import type { CellType } from "./words.ts";

export type CellProblem =
  | "number"
  | "phone"
  | "email"
  | "flag"
  | "card"
  | "long"
  | "missing"
  | "code"
  | "rounded"
  | "date";
export type CellValue = string | number | boolean | null;

/** The most satang of a price. */
const MOST_SATANG = 100_000_000;
const MOST_COUNT = 1_000_000;

/** A text with Latin digits for Thai ones. */
export function latinDigits(text: string): string {
  return text.replaceAll(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
}

const READERS: Readonly<Record<CellType, (text: string) => { value: CellValue } | { problem: CellProblem }>> = {
  text: (text) => (holdsCardNumber(text) ? { problem: "card" } : { value: text }),
  money: readMoney,
  count: readCount,
  phone: readPhone,
  email: readEmail,
  flag: readFlag,
  code: readForeignCode,
  date: readDate,
};

/** The value of a cell, null for an empty one; or why it has none. */
export function readCell(text: string, type: CellType): { value: CellValue } | { problem: CellProblem } {
  return text === "" ? { value: null } : READERS[type](text);
}

/** Satang of "1,234.50", "1.234,50", "฿350", "350 บาท" or "๓๕๐". */
function readMoney(text: string): { value: number } | { problem: CellProblem } {
  const bare = latinDigits(text).replaceAll(/฿|THB|บาท|\s/gi, "");
  const amount = /^(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}$/.test(bare)
    ? bare.replaceAll(".", "").replace(",", ".")
    : /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)
      ? bare.replaceAll(",", "")
      : bare;
  // Odoo and WooCommerce write more digits than two; further ones must be zeros, because money is never rounded here.
  const parts = /^(\d{1,7})(?:\.(\d{1,2})0*)?$/.exec(amount);
  if (!parts) return { problem: "number" };
  const satang = Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
  return satang > MOST_SATANG ? { problem: "number" } : { value: satang };
}

function readCount(text: string): { value: number } | { problem: CellProblem } {
  const bare = latinDigits(text).replace(/\.0+$/, "").replaceAll(",", "");
  return /^\d{1,7}$/.test(bare) && Number(bare) <= MOST_COUNT ? { value: Number(bare) } : { problem: "number" };
}

/**
 * A telephone number for the country of the park. A spreadsheet that took it for an amount dropped its zero
 * ("812345678"), or wrote it as 8.12345678E+8, from which the digits can be had again only if all of them stand there.
 */
function readPhone(text: string): { value: string } | { problem: CellProblem } {
  const bare = latinDigits(text).replace(/\.0$/, "");
  const scientific = /^(\d)\.(\d+)E\+(\d+)$/i.exec(bare);
  const written = scientific ? digitsOf(scientific) : bare;
  if (written === undefined || !/^[+\d][\d\s().-]{5,30}$/.test(written)) return { problem: "phone" };
  const digits = written.replaceAll(/[\s().-]/g, "");
  if (/^66\d{8,9}$/.test(digits)) return { value: `+${digits}` };
  return { value: /^[1-9]\d{7,8}$/.test(digits) ? `0${digits}` : digits };
}

function digitsOf([, first = "", rest = "", power = ""]: RegExpExecArray): string | undefined {
  return rest.length <= Number(power) && Number(power) - rest.length <= 1 && Number(power) < 15
    ? (first + rest).padEnd(Number(power) + 1, "0")
    : undefined;
}

function readEmail(text: string): { value: string } | { problem: CellProblem } {
  const email = text.toLowerCase();
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(email) ? { value: email } : { problem: "email" };
}

/** The code of a ticket that was sold elsewhere, in the form that is hashed. It may have digits like a card number. */
function readForeignCode(text: string): { value: string } | { problem: CellProblem } {
  if (isRounded(text)) return { problem: "rounded" };
  const code = normalizeForeignCode(text);
  return code === undefined ? { problem: "code" } : { value: code };
}

const YES = ["y", "yes", "true", "1", "active", "enabled", "ใช่", "เปิด"];
const NO = ["n", "no", "false", "0", "-1", "inactive", "disabled", "ไม่", "ไม่ใช่", "ปิด"];

function readFlag(text: string): { value: boolean } | { problem: CellProblem } {
  const word = latinDigits(text).toLowerCase();
  if (YES.includes(word)) return { value: true };
  return NO.includes(word) ? { value: false } : { problem: "flag" };
}
