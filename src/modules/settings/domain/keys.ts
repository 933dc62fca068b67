/** Every key that can be set stands here once, with its value, its default and its words; routes and README are made of it. */

import { branchCode, line, oneOf, type SettingValue, taxId, type ValueKind, wholeNumber, yesOrNo } from "./values.ts";

/** Where a value may be set; the store's own goes before the tenant's. */
export const LEVELS = ["tenant", "store"] as const;
export type Level = (typeof LEVELS)[number];

export interface Definition<Value extends SettingValue> {
  readonly kind: ValueKind<Value>;
  readonly default: NoInfer<Value>;
  readonly unit: "satang" | "minutes" | null;
  readonly levels: readonly Level[];
  readonly description_en: string;
  readonly description_th: string;
}

function define<Value extends SettingValue>(definition: Definition<Value>): Definition<Value> {
  return definition;
}

const ANYWHERE = LEVELS;
/** Of a company there is one: who sells, and what its guests' points are worth. */
const COMPANY_WIDE = ["tenant"] as const;

export const DEFINITIONS = {
  "pricing.tax_level": define({
    kind: oneOf("line", "total"),
    default: "line",
    unit: null,
    levels: ANYWHERE,
    description_en: "Where tax is rounded: on each line, or once on the total of a rate",
    description_th: "ปัดเศษภาษีที่แต่ละรายการ หรือครั้งเดียวที่ยอดรวมของแต่ละอัตรา",
  }),
  "pricing.cash_rounding": define({
    kind: oneOf(0, 25, 100),
    default: 0,
    unit: "satang",
    levels: ANYWHERE,
    description_en: "What cash is rounded to the nearest of: 0 for not at all, 25 satang or 1 baht",
    description_th: "ปัดเศษเงินสดให้ใกล้ที่สุด: 0 คือไม่ปัด, 25 สตางค์ หรือ 1 บาท",
  }),
  "tax.regime": define({
    kind: oneOf("th_vat"),
    default: "th_vat",
    unit: null,
    levels: COMPANY_WIDE,
    description_en: "The law by which tax is reckoned",
    description_th: "กฎหมายภาษีที่ใช้คำนวณ",
  }),
  "tax.seller_name": define({
    kind: line(120),
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    description_en: "The seller's registered name, as tax invoices show it",
    description_th: "ชื่อจดทะเบียนของผู้ขายที่แสดงในใบกำกับภาษี",
  }),
  "tax.seller_tax_id": define({
    kind: taxId,
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    description_en: "The seller's tax id of 13 digits; empty when not registered for VAT",
    description_th: "เลขประจำตัวผู้เสียภาษี 13 หลักของผู้ขาย เว้นว่างหากไม่ได้จดทะเบียนภาษีมูลค่าเพิ่ม",
  }),
  "tax.branch_code": define({
    kind: branchCode,
    default: "00000",
    unit: null,
    levels: ANYWHERE,
    description_en: "The branch that issues tax invoices; 00000 is the head office",
    description_th: "รหัสสาขาที่ออกใบกำกับภาษี 00000 คือสำนักงานใหญ่",
  }),
  "tax.seller_address": define({
    kind: line(300),
    default: "",
    unit: null,
    levels: ANYWHERE,
    description_en: "The address that tax invoices show",
    description_th: "ที่อยู่ที่แสดงในใบกำกับภาษี",
  }),
  "shifts.require_open_shift": define({
    kind: yesOrNo,
    default: true,
    unit: null,
    levels: ANYWHERE,
    description_en: "Whether a till sells only while a shift is open on it",
    description_th: "ขายได้เฉพาะเมื่อเครื่องมีกะที่เปิดอยู่",
  }),
  "shifts.blind_count": define({
    kind: yesOrNo,
    default: true,
    unit: null,
    levels: ANYWHERE,
    description_en: "Whether the cash of a shift is counted before the expected amount is shown",
    description_th: "นับเงินสดก่อนแสดงยอดที่ควรมี",
  }),
  "open_tickets.expire_after_min": define({
    kind: wholeNumber(1, 10_080),
    default: 720,
    unit: "minutes",
    levels: ANYWHERE,
    description_en: "How long a parked cart is kept",
    description_th: "ระยะเวลาที่เก็บบิลพักไว้",
  }),
  "loyalty.satang_per_point": define({
    kind: wholeNumber(0, 100_000_000),
    default: 0,
    unit: "satang",
    levels: COMPANY_WIDE,
    description_en: "What a guest spends for one point; 0 for no points",
    description_th: "ยอดซื้อต่อหนึ่งแต้ม 0 คือไม่ให้แต้ม",
  }),
  "loyalty.point_value": define({
    kind: wholeNumber(1, 100_000_000),
    default: 100,
    unit: "satang",
    levels: COMPANY_WIDE,
    description_en: "What one point pays",
    description_th: "มูลค่าของหนึ่งแต้มเมื่อใช้ชำระ",
  }),
  "receipt.language": define({
    kind: oneOf("th", "en", "both"),
    default: "both",
    unit: null,
    levels: ANYWHERE,
    description_en: "The language of receipts",
    description_th: "ภาษาของใบเสร็จ",
  }),
};

export type SettingKey = keyof typeof DEFINITIONS;
export const SETTING_KEYS = Object.keys(DEFINITIONS) as SettingKey[];

/** The value of every key. */
export type Settings = {
  readonly [Key in SettingKey]: (typeof DEFINITIONS)[Key] extends Definition<infer Value> ? Value : never;
};

export function definitionOf(key: SettingKey): Definition<SettingValue> {
  return DEFINITIONS[key];
}
