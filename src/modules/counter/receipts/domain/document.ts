/** Builds a receipt as rows; every renderer only draws these rows, so all forms say the same (rules S11, P9). */

import { formatBaht } from "../../../../shared/money.ts";
import { negateTaxes, sumTaxes, type TaxShare } from "../../../../shared/taxes.ts";
import { type Block, type Language, type Look, type PaperWidth, ROUNDING_NAME } from "./words.ts";

/** A row of a receipt. Columns are a text on the left and an amount on the right; a QR has its caption below. */
export type Row =
  | { kind: "text"; text: string; align: "left" | "center"; weight: "normal" | "bold" | "title" }
  | { kind: "columns"; left: string; right: string; weight: "normal" | "bold"; indent: boolean }
  | { kind: "separator" }
  | { kind: "qr"; data: string; caption: string[] };

/** A receipt that is ready to draw; `copy` is 0 for the first print, then 1, 2, … */
export interface ReceiptDocument {
  sale_id: string;
  receipt_no: string;
  copy: number;
  /** A sale with many tickets has several pages: each has some tickets, and the first has the totals. */
  page: number;
  pages: number;
  paper_width_mm: PaperWidth;
  logo_url: string | null;
  /** Whether cash is among the payments, so that the drawer opens with the print of the first page. */
  opens_drawer: boolean;
  rows: Row[];
}

/** What any paper is drawn from; `receipt_no` is its title. */
export type Paper = Omit<ReceiptDocument, "sale_id">;

export interface Names {
  en: string;
  th: string;
}

interface Line {
  name: Names;
  qty: number;
  unit_price: number;
  /** The park's price, if the till set another. */
  listed_price?: number;
  gross: number;
  total: number;
  tax_total: number;
  tax: { rate_bps: number; mode: "inclusive" | "exclusive" };
  /** Without a name: a discount by hand. */
  applied: readonly { name: Names | null; amount: number }[];
}

/** The facts of a receipt; amounts are satang, times epoch ms. */
export interface ReceiptFacts {
  language: Language;
  copy: number;
  page: number;
  look: Look;
  seller: { name: string; tax_id: string; branch_code: string; address: string };
  store: { name: string; time_zone: string };
  till: string;
  cashier: string;
  sale: {
    sale_id: string;
    receipt_no: string;
    sold_at: number;
    offline: boolean;
    voided_at: number | null;
    note: string | null;
    subtotal: number;
    discount_total: number;
    rounding: number;
    surcharge_total: number;
    grand_total: number;
    /** The tax of goods and surcharges. */
    taxes: readonly TaxShare[];
    change: number;
  };
  lines: readonly Line[];
  payments: readonly { name: Names; opens_drawer: boolean; amount_tendered: number; reference: string | null }[];
  /** The surcharges of later payments, with their tax; filled only for a sale with refunds. */
  later: { total: number; taxes: readonly TaxShare[] };
  /** The completed refunds of the sale. */
  refunds: readonly { slip_no: string; completed_at: number; total: number; taxes: readonly TaxShare[] }[];
  /** Codes are null if the caller may not see them. */
  tickets: readonly { name: Names; short_code: string | null; qr_token: string | null; valid_to: number | null }[];
}

const WORDS = {
  receipt: { en: "Receipt", th: "ใบเสร็จรับเงิน" },
  tax_invoice: { en: "Receipt / Abbreviated tax invoice", th: "ใบเสร็จรับเงิน/ใบกำกับภาษีอย่างย่อ" },
  tax_id: { en: "Tax ID", th: "เลขประจำตัวผู้เสียภาษี" },
  head_office: { en: "Head office", th: "สำนักงานใหญ่" },
  branch: { en: "Branch", th: "สาขาที่" },
  number: { en: "No.", th: "เลขที่" },
  date: { en: "Date", th: "วันที่" },
  till: { en: "Till", th: "จุดขาย" },
  cashier: { en: "Cashier", th: "พนักงาน" },
  copy: { en: "COPY", th: "สำเนา" },
  voided: { en: "VOID", th: "ยกเลิกแล้ว" },
  offline: { en: "Issued while offline", th: "ออกขณะระบบออฟไลน์" },
  subtotal: { en: "Subtotal", th: "รวมเป็นเงิน" },
  discount: { en: "Discounts", th: "ส่วนลด" },
  by_hand: { en: "Manual discount", th: "ส่วนลดโดยพนักงาน" },
  overridden: { en: "Price changed from", th: "ปรับราคาจาก" },
  vat_included: { en: "VAT included", th: "รวมภาษีมูลค่าเพิ่มแล้ว" },
  vat_added: { en: "VAT", th: "ภาษีมูลค่าเพิ่ม" },
  net: { en: "Before VAT", th: "มูลค่าก่อนภาษี" },
  rounding: ROUNDING_NAME,
  total: { en: "Total", th: "ยอดรวมทั้งสิ้น" },
  to_pay: { en: "Amount paid", th: "รวมชำระ" },
  surcharge: { en: "Payment surcharge", th: "ค่าธรรมเนียมชำระเงิน" },
  change: { en: "Change", th: "เงินทอน" },
  refunded: { en: "Refunded", th: "คืนเงินแล้ว" },
  left: { en: "Left after refunds", th: "คงเหลือหลังคืนเงิน" },
  valid_to: { en: "Valid until", th: "ใช้ได้ถึง" },
  page: { en: "Page", th: "หน้า" },
  no_codes: {
    en: "Ticket codes are on the first print only; a supervisor reprints tickets.",
    th: "รหัสตั๋วอยู่ในใบแรกเท่านั้น การพิมพ์ตั๋วซ้ำต้องให้หัวหน้างานอนุมัติ",
  },
} satisfies Record<string, Names>;

/** The most ticket codes on a page, because each code takes time to draw. */
export const TICKETS_A_PAGE = 100;
/** The blocks of the pages after the first; only the first page has the totals. */
const LATER_BLOCKS: readonly Block[] = ["header", "sale", "tickets", "footer"];

interface PagedFacts {
  copy: number;
  look: Look;
  tickets: readonly CodedTicket[];
}

interface CodedTicket {
  short_code: string | null;
  qr_token: string | null;
}

/** The number of pages of a receipt: one, or more if it has the codes of many tickets. */
export function countPages({ tickets, copy, look }: PagedFacts): number {
  const bears_codes = look.blocks.includes("tickets") && showsCodes(tickets, copy);
  return bears_codes ? Math.max(1, Math.ceil(tickets.length / TICKETS_A_PAGE)) : 1;
}

/** Builds one page of a receipt; the same facts make the same receipt. */
export function receiptDocument(facts: ReceiptFacts): ReceiptDocument {
  const { sale, copy, look, page, language } = facts;
  const pages = countPages(facts);
  const blocks = page === 1 ? look.blocks : look.blocks.filter((block) => LATER_BLOCKS.includes(block));
  const rows = blocks.flatMap((block) => BLOCK_ROWS[block](facts));
  const foot = pages === 1 ? [] : [centered(`${both(WORDS.page, language)} ${page}/${pages}`)];
  return {
    sale_id: sale.sale_id,
    receipt_no: sale.receipt_no,
    copy,
    page,
    pages,
    paper_width_mm: look.paper_width_mm,
    logo_url: look.logo_url,
    opens_drawer: page === 1 && facts.payments.some(({ opens_drawer }) => opens_drawer),
    rows: [...marksOf(facts), ...rows, ...foot],
  };
}

const BLOCK_ROWS: Record<Block, (facts: ReceiptFacts) => Row[]> = {
  header: ({ look }) => look.header_lines.map((line) => centered(line)),
  seller: (facts) => sellerRows(facts, facts.seller.tax_id ? WORDS.tax_invoice : WORDS.receipt),
  sale: saleRows,
  lines: linesRows,
  totals: totalsRows,
  payments: (facts) => [...paymentRows(facts), ...givenBackRows(facts)],
  tickets: ticketRows,
  footer: ({ look }) => look.footer_lines.map((line) => centered(line)),
};

/** The marks of a receipt that is a copy, or of a voided sale. */
function marksOf({ copy, sale, language }: ReceiptFacts): Row[] {
  return [
    ...(sale.voided_at === null ? [] : [centered(both(WORDS.voided, language), "title")]),
    ...(copy === 0 ? [] : [centered(`${both(WORDS.copy, language)} ${copy}`, "bold")]),
  ];
}

/** The rows of the seller, and the name of the paper. */
export function sellerRows(
  { seller, store, language }: Pick<ReceiptFacts, "seller" | "store" | "language">,
  paper: Names,
): Row[] {
  const { name, tax_id, branch_code, address } = seller;
  const branch =
    Number(branch_code) === 0 ? both(WORDS.head_office, language) : `${both(WORDS.branch, language)} ${branch_code}`;
  return [
    centered(name || store.name, "title"),
    ...(name && name !== store.name ? [centered(store.name)] : []),
    ...(address ? [centered(address)] : []),
    ...(tax_id ? [centered(`${both(WORDS.tax_id, language)} ${tax_id}`), centered(branch)] : []),
    centered(both(paper, language), "bold"),
  ];
}

function saleRows({ sale, store, till, cashier, language }: ReceiptFacts): Row[] {
  const say = (word: Names) => both(word, language);
  return [
    { kind: "separator" },
    left(`${say(WORDS.number)} ${sale.receipt_no}`),
    left(`${say(WORDS.date)} ${dateOf(sale.sold_at, store.time_zone, language)}`),
    left(`${say(WORDS.till)} ${till}`),
    left(`${say(WORDS.cashier)} ${cashier}`),
    ...(sale.offline ? [left(say(WORDS.offline))] : []),
    { kind: "separator" },
  ];
}

function linesRows({ lines, language }: ReceiptFacts): Row[] {
  return lines.flatMap(({ name, qty, unit_price, listed_price, gross, applied }) => [
    columns(`${qty} × ${one(name, language)}`, formatBaht(gross)),
    ...(qty > 1 ? [columns(`@ ${formatBaht(unit_price)}`, "", { indent: true })] : []),
    ...(listed_price === undefined
      ? []
      : [columns(`${both(WORDS.overridden, language)} ${formatBaht(listed_price)}`, "", { indent: true })]),
    ...applied.map((off) =>
      columns(one(off.name ?? WORDS.by_hand, language), formatBaht(-off.amount), { indent: true }),
    ),
  ]);
}

function totalsRows({ sale, lines, language }: ReceiptFacts): Row[] {
  const say = (word: Names) => both(word, language);
  const added = addedTaxes(lines);
  return [
    { kind: "separator" },
    ...(sale.discount_total > 0
      ? [
          columns(say(WORDS.subtotal), formatBaht(sale.subtotal)),
          columns(say(WORDS.discount), formatBaht(-sale.discount_total)),
        ]
      : []),
    ...added.map(({ rate_bps, amount }) => columns(rated(WORDS.vat_added, rate_bps, language), formatBaht(amount))),
    ...(sale.rounding === 0 ? [] : [columns(say(WORDS.rounding), formatBaht(sale.rounding))]),
    columns(say(WORDS.total), formatBaht(sale.grand_total), { weight: "bold" }),
    ...(sale.surcharge_total === 0
      ? []
      : [
          columns(say(WORDS.surcharge), formatBaht(sale.surcharge_total)),
          columns(say(WORDS.to_pay), formatBaht(sale.grand_total + sale.surcharge_total), { weight: "bold" }),
        ]),
    ...taxRows(sale.taxes, language, added),
  ];
}

/** The rows of net and tax by rate; a tax that is already printed (`told`) is left out. Empty if nothing is taxed. */
export function taxRows(taxes: readonly TaxShare[], language: Language, told: readonly RateTax[] = []): Row[] {
  if (taxes.every(({ tax_total }) => tax_total === 0)) return [];
  return taxes.flatMap(({ rate_bps, net, tax_total }) => {
    const is_told = told.some((tax) => tax.rate_bps === rate_bps && tax.amount === tax_total);
    return [
      columns(rated(WORDS.net, rate_bps, language), formatBaht(net)),
      ...(tax_total === 0 || is_told
        ? []
        : [columns(rated(WORDS.vat_included, rate_bps, language), formatBaht(tax_total))]),
    ];
  });
}

function rated(word: Names, rate_bps: number | null, language: Language): string {
  const said = both(word, language);
  return rate_bps === null ? said : `${said} ${rate_bps / 100}%`;
}

interface RateTax {
  rate_bps: number;
  amount: number;
}

/** The tax that came on top of the prices of lines, by rate. */
function addedTaxes(lines: readonly Line[]): RateTax[] {
  const added = lines.filter(({ tax }) => tax.mode === "exclusive" && tax.rate_bps > 0);
  const groups = Map.groupBy(added, ({ tax }) => tax.rate_bps);
  return [...groups].map(([rate_bps, same]) => ({
    rate_bps,
    amount: same.reduce((sum, { tax_total }) => sum + tax_total, 0),
  }));
}

function paymentRows({ sale, payments, language }: ReceiptFacts): Row[] {
  const say = (word: Names) => both(word, language);
  return [
    ...payments.map(({ name, amount_tendered, reference }) =>
      columns(reference ? `${one(name, language)} ${reference}` : one(name, language), formatBaht(amount_tendered)),
    ),
    ...(sale.change === 0 ? [] : [columns(say(WORDS.change), formatBaht(sale.change), { weight: "bold" })]),
    ...(sale.note ?? "").split("\n").flatMap((line) => (line.trim() === "" ? [] : [left(line.trim())])),
  ];
}

/** Each refund with its slip, and what is left with its tax. */
function givenBackRows({ sale, later, refunds, language, store }: ReceiptFacts): Row[] {
  if (refunds.length === 0) return [];
  const paid = sale.grand_total + sale.surcharge_total + later.total;
  const given = refunds.reduce((sum, { total }) => sum + total, 0);
  const taxes = sumTaxes([...sale.taxes, ...later.taxes, ...refunds.flatMap((refund) => negateTaxes(refund.taxes))]);
  return [
    { kind: "separator" },
    ...refunds.flatMap(({ slip_no, completed_at, total }) => [
      columns(`${both(WORDS.refunded, language)} ${slip_no}`, formatBaht(0 - total)),
      columns(dateOf(completed_at, store.time_zone, language), "", { indent: true }),
    ]),
    columns(both(WORDS.left, language), formatBaht(paid - given), { weight: "bold" }),
    ...taxRows(taxes, language),
  ];
}

/** The rows of ticket codes. A code is worth money, so only the first print has it; a copy says who can reprint (rule A7). */
function ticketRows({ tickets, store, language, copy, page }: ReceiptFacts): Row[] {
  if (!showsCodes(tickets, copy)) {
    const { th, en } = WORDS.no_codes;
    const said = language === "both" ? [th, en] : [one(WORDS.no_codes, language)];
    return [{ kind: "separator" }, ...said.map((line) => centered(line))];
  }
  const from = (page - 1) * TICKETS_A_PAGE;
  return tickets.slice(from, from + TICKETS_A_PAGE).flatMap(({ name, short_code, qr_token, valid_to }): Row[] => {
    if (short_code === null || qr_token === null) return [];
    const until =
      valid_to === null ? [] : [`${both(WORDS.valid_to, language)} ${dateOf(valid_to, store.time_zone, language)}`];
    const code = short_code.replace(/(...)(?=.)/g, "$1-");
    return [{ kind: "separator" }, { kind: "qr", data: qr_token, caption: [one(name, language), code, ...until] }];
  });
}

/** Whether the receipt shows the codes of its tickets. */
function showsCodes(tickets: readonly CodedTicket[], copy: number): boolean {
  if (tickets.length === 0) return true;
  return copy === 0 && tickets.every(({ short_code, qr_token }) => short_code !== null && qr_token !== null);
}

/** A label: in one language, or Thai and English where they differ. */
export function both({ th, en }: Names, language: Language): string {
  return language === "both" && th !== en ? `${th} ${en}` : one({ th, en }, language);
}

/** A name in one language: English only if the receipt is in English, else Thai. */
export function one({ th, en }: Names, language: Language): string {
  return language === "en" ? en : th;
}

/** Day and time in the store's zone; in Thai with the Buddhist year. */
export function dateOf(epoch_ms: number, time_zone: string, language: Language): string {
  const locale = language === "en" ? "en-GB" : "th-TH-u-ca-buddhist";
  return new Intl.DateTimeFormat(locale, {
    timeZone: time_zone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(epoch_ms);
}

export function centered(text: string, weight: "normal" | "bold" | "title" = "normal"): Row {
  return { kind: "text", text, align: "center", weight };
}

export function left(text: string): Row {
  return { kind: "text", text, align: "left", weight: "normal" };
}

export function columns(
  text: string,
  amount: string,
  { weight = "normal", indent = false }: { weight?: "normal" | "bold"; indent?: boolean } = {},
): Row {
  return { kind: "columns", left: text, right: amount, weight, indent };
}
