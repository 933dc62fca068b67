/** Builds the paper of a closed day: its takings, tax by rate, tenders, cash, drawers, and the audit head (rules S5, U2). */

import { formatBaht } from "../../../../shared/money.ts";
import type { TaxShare } from "../../../../shared/taxes.ts";
import {
  both,
  centered,
  columns,
  dateOf,
  left,
  type Names,
  one,
  type Paper,
  type ReceiptFacts,
  type Row,
  sellerRows,
  taxRows,
} from "./document.ts";
import { type Language, ROUNDING_NAME } from "./words.ts";

/** The sums of a day that its paper shows; satang, and counts. */
export interface DaySums {
  sales_count: number;
  gross: number;
  discount_total: number;
  sales_total: number;
  surcharge_total: number;
  refunds_count: number;
  refunds_total: number;
  voids_count: number;
  voids_total: number;
  net: number;
  tax_total: number;
  rounding_total: number;
  taxes: readonly TaxShare[];
  by_method: Readonly<Record<string, number>>;
  cash_open: number;
  cash_expected: number;
  cash_counted: number;
  cash_diff: number;
  cash_uncounted: number;
  no_sale_count: number;
  reprints_count: number;
}

/** The facts of a closed day; amounts are satang, times epoch ms. */
export interface ZFacts extends Pick<ReceiptFacts, "language" | "look" | "seller" | "store"> {
  business_date: string;
  closed_at: number;
  closed_by: string;
  totals: DaySums;
  /** The sums that came after the close; null for none. */
  late: DaySums | null;
  drawers: readonly { till: string; cashier: string; cash_diff: number | null }[];
  audit_head: { sequence: number; hash: string } | null;
  nameOfMethod: (method: string) => Names;
}

const WORDS = {
  report: { en: "Z report", th: "รายงานปิดวัน" },
  business_date: { en: "Business date", th: "วันที่ทำการ" },
  closed_at: { en: "Closed", th: "ปิดเมื่อ" },
  closed_by: { en: "Closed by", th: "ผู้ปิด" },
  sales: { en: "Sales", th: "จำนวนการขาย" },
  gross: { en: "Gross", th: "ยอดขายรวม" },
  discounts: { en: "Discounts", th: "ส่วนลด" },
  sold: { en: "Sold", th: "ยอดขายหลังส่วนลด" },
  surcharges: { en: "Surcharges", th: "ค่าธรรมเนียมชำระเงิน" },
  refunds: { en: "Refunds", th: "คืนเงิน" },
  voids: { en: "Voided sales", th: "ยกเลิกการขาย" },
  net: { en: "Net without VAT", th: "ยอดสุทธิก่อนภาษี" },
  tax: { en: "VAT", th: "ภาษีมูลค่าเพิ่ม" },
  tenders: { en: "By payment", th: "แยกตามวิธีชำระ" },
  cash: { en: "Cash in drawers", th: "เงินสดในลิ้นชัก" },
  cash_open: { en: "Floats", th: "เงินทอนตั้งต้น" },
  cash_expected: { en: "Expected", th: "ยอดที่ควรมี" },
  cash_counted: { en: "Counted", th: "ยอดที่นับได้" },
  cash_diff: { en: "Difference", th: "ผลต่าง" },
  cash_uncounted: { en: "Not counted", th: "ยังไม่ได้นับ" },
  no_sale: { en: "Drawer opened without a sale", th: "เปิดลิ้นชักโดยไม่มีการขาย" },
  reprints: { en: "Reprints", th: "พิมพ์ตั๋วซ้ำ" },
  drawers: { en: "Drawers", th: "ลิ้นชัก" },
  late: { en: "Came after the close", th: "มาหลังปิดวัน" },
  audit: { en: "Audit head", th: "หัวโซ่ตรวจสอบ" },
  signature: { en: "Signed", th: "ลงชื่อ" },
} satisfies Record<string, Names>;

/** The rows of a day's paper; the same facts make the same paper. */
export function zDocument(facts: ZFacts): Paper {
  const { look, business_date, audit_head, language } = facts;
  const say = (word: Names) => both(word, language);
  return {
    receipt_no: `Z-${business_date}`,
    copy: 0,
    page: 1,
    pages: 1,
    paper_width_mm: look.paper_width_mm,
    logo_url: look.logo_url,
    opens_drawer: false,
    rows: [
      ...look.header_lines.map((line) => centered(line)),
      ...sellerRows(facts, WORDS.report),
      { kind: "separator" },
      left(`${say(WORDS.business_date)} ${dayOf(business_date, language)}`),
      left(`${say(WORDS.closed_at)} ${dateOf(facts.closed_at, facts.store.time_zone, language)}`),
      left(`${say(WORDS.closed_by)} ${facts.closed_by}`),
      { kind: "separator" },
      ...takingsRows(facts.totals, facts),
      { kind: "separator" },
      ...cashRows(facts),
      ...(facts.late === null
        ? []
        : [{ kind: "separator" } as const, headline(say(WORDS.late)), ...takingsRows(facts.late, facts)]),
      { kind: "separator" },
      ...(audit_head === null ? [] : [left(`${say(WORDS.audit)} ${audit_head.sequence}`), left(audit_head.hash)]),
      left(""),
      left(`${say(WORDS.signature)} ______________________`),
    ],
  };
}

function takingsRows(sums: DaySums, { language, nameOfMethod }: ZFacts): Row[] {
  const say = (word: Names) => both(word, language);
  const counted = (word: Names, count: number) => `${say(word)} (${count})`;
  const methods = Object.entries(sums.by_method);
  return [
    columns(say(WORDS.sales), String(sums.sales_count)),
    columns(say(WORDS.gross), formatBaht(sums.gross)),
    columns(say(WORDS.discounts), formatBaht(0 - sums.discount_total)),
    columns(say(WORDS.sold), formatBaht(sums.sales_total)),
    columns(say(WORDS.surcharges), formatBaht(sums.surcharge_total)),
    columns(counted(WORDS.refunds, sums.refunds_count), formatBaht(0 - sums.refunds_total)),
    columns(counted(WORDS.voids, sums.voids_count), formatBaht(sums.voids_total)),
    columns(say(ROUNDING_NAME), formatBaht(sums.rounding_total)),
    columns(say(WORDS.net), formatBaht(sums.net), { weight: "bold" }),
    columns(say(WORDS.tax), formatBaht(sums.tax_total), { weight: "bold" }),
    ...taxRows(sums.taxes, language),
    ...(methods.length === 0 ? [] : [headline(say(WORDS.tenders))]),
    ...methods.map(([method, amount]) => columns(one(nameOfMethod(method), language), formatBaht(amount))),
  ];
}

function cashRows({ totals, drawers, language }: ZFacts): Row[] {
  const say = (word: Names) => both(word, language);
  return [
    headline(say(WORDS.cash)),
    columns(say(WORDS.cash_open), formatBaht(totals.cash_open)),
    columns(say(WORDS.cash_expected), formatBaht(totals.cash_expected)),
    columns(say(WORDS.cash_counted), formatBaht(totals.cash_counted)),
    columns(say(WORDS.cash_diff), signed(totals.cash_diff), { weight: "bold" }),
    ...(totals.cash_uncounted === 0 ? [] : [columns(say(WORDS.cash_uncounted), formatBaht(totals.cash_uncounted))]),
    columns(say(WORDS.no_sale), String(totals.no_sale_count)),
    columns(say(WORDS.reprints), String(totals.reprints_count)),
    headline(say(WORDS.drawers)),
    ...drawers.map(({ till, cashier, cash_diff }) =>
      columns(`${till}, ${cashier}`, cash_diff === null ? say(WORDS.cash_uncounted) : signed(cash_diff)),
    ),
  ];
}

function headline(text: string): Row {
  return { kind: "text", text, align: "left", weight: "bold" };
}

/** An amount with its sign: above zero is over, below is short. */
function signed(satang: number): string {
  return satang > 0 ? `+${formatBaht(satang)}` : formatBaht(satang);
}

/** A business date in words; in Thai with the Buddhist year. */
function dayOf(business_date: string, language: Language): string {
  const locale = language === "en" ? "en-GB" : "th-TH-u-ca-buddhist";
  const date = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" } as const;
  return new Intl.DateTimeFormat(locale, date).format(Date.parse(business_date));
}
