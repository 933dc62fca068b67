/** Reads cells as values: money, counts, numbers of telephones and flags, in Thai digits as well. */

import type { CellType } from "./words.ts";

export type CellProblem = "number" | "phone" | "email" | "flag" | "date" | "long" | "missing";
export type CellValue = string | number | boolean | null;

/** The most satang of a price. */
const MOST_SATANG = 100_000_000;
const MOST_COUNT = 1_000_000;

/** A text with Latin digits for Thai ones. */
export function latinDigits(text: string): string {
  return text.replaceAll(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50));
}

const READERS: Readonly<Record<CellType, (text: string) => { value: CellValue } | { problem: CellProblem }>> = {
  text: (text) => ({ value: text }),
  money: readMoney,
  count: readCount,
  phone: readPhone,
  email: readEmail,
  flag: readFlag,
  date: readDate,
};

/** The value of a cell, null for an empty one; or why it has none. */
export function readCell(text: string, type: CellType): { value: CellValue } | { problem: CellProblem } {
  return text === "" ? { value: null } : READERS[type](text);
}

/** Satang of "1,234.50", "1.234,50", "฿350", "350 บาท" or "๓๕๐". */
function readMoney(text: string): { value: number } | { problem: CellProblem } {
  const bare = latinDigits(text).replaceAll(/฿|THB|บาท|\s/gi, "");
  const amount = /^\d{1,3}(\.\d{3})*,\d{1,2}$/.test(bare)
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

const YES = ["y", "yes", "true", "1", "active", "enabled", "ใช่", "เปิด"];
const NO = ["n", "no", "false", "0", "-1", "inactive", "disabled", "ไม่", "ไม่ใช่", "ปิด"];

function readFlag(text: string): { value: boolean } | { problem: CellProblem } {
  const word = latinDigits(text).toLowerCase();
  if (YES.includes(word)) return { value: true };
  return NO.includes(word) ? { value: false } : { problem: "flag" };
}

const THAI_MONTHS = ["มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค"];
const ENGLISH_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Years from here on are Buddhist. */
const BUDDHIST_FROM = 2400;
const BUDDHIST_AHEAD = 543;

/** A date as YYYY-MM-DD; the day stands before the month, as in Thailand, unless only the other order is a date. */
function readDate(text: string): { value: string } | { problem: CellProblem } {
  const written = latinDigits(text).replace(/[T\s]+\d{1,2}:\d{2}.*$/, "");
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(written);
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(written);
  if (local) {
    const [day, month, year] = [Number(local[1]), Number(local[2]), Number(local[3])];
    return month > 12 ? dateOf(year, day, month) : dateOf(year, month, day);
  }
  const named = /^(\d{1,2})[\s-]+([^\d\s]+)[\s-]+(\d{4})$/.exec(written);
  return named ? dateOf(Number(named[3]), monthOf(named[2] ?? ""), Number(named[1])) : { problem: "date" };
}

/** 1 to 12 by the abbreviation of a month in Thai or English; 0 for another word. */
function monthOf(word: string): number {
  const english = ENGLISH_MONTHS.indexOf(word.toLowerCase().slice(0, 3));
  return (english >= 0 ? english : THAI_MONTHS.indexOf(word.replaceAll(".", ""))) + 1;
}

function dateOf(written_year: number, month: number, day: number): { value: string } | { problem: CellProblem } {
  const year = written_year >= BUDDHIST_FROM ? written_year - BUDDHIST_AHEAD : written_year;
  const at = new Date(Date.UTC(year, month - 1, day));
  const is_date = year >= 1900 && year <= 2200 && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return is_date ? { value: at.toISOString().slice(0, 10) } : { problem: "date" };
}
