/** The definition of every setting: its value, default, levels and description; routes and README use it. */

import { LEVELS, type Level } from "../../../../shared/levels.ts";
import { byteLimitsOf, floorsOf, limitsOf } from "../../../../shared/rates.ts";
import {
  branchCode,
  emailAddress,
  line,
  oneOf,
  publicAddress,
  type SettingValue,
  taxId,
  type ValueKind,
  wholeNumber,
  wholeNumberAbove,
  yesOrNo,
} from "./values.ts";

export interface Definition<Value extends SettingValue> {
  readonly kind: ValueKind<Value>;
  readonly default: NoInfer<Value>;
  readonly unit: "satang" | "minutes" | "days" | null;
  readonly levels: readonly Level[];
  /** True: it is a limit, a requirement or an address that guests trust, so a change needs a step-up (rule T8). */
  readonly step_up?: true;
  readonly description_en: string;
  readonly description_th: string;
}

function define<Value extends SettingValue>(definition: Definition<Value>): Definition<Value> {
  return definition;
}

const ANYWHERE = LEVELS;
/** Set only for the whole tenant: its seller, and the value of its guests' points. */
const COMPANY_WIDE = ["tenant"] as const;

const USER = { limits: limitsOf("user"), floors: floorsOf("user") };
const DEVICE = { limits: limitsOf("device"), floors: floorsOf("device") };
const BYTES = byteLimitsOf();

/** For the whole tenant, because a person works in several stores. */
function callsAnHour(
  floor: number,
  words: Pick<Definition<number>, "default" | "description_en" | "description_th">,
): Definition<number> {
  return { kind: wholeNumberAbove(floor, 1_000_000), unit: null, levels: COMPANY_WIDE, step_up: true, ...words };
}

/** A tenant with less than a megabyte would stop itself. */
function bytesADay(
  words: Pick<Definition<number>, "default" | "description_en" | "description_th">,
): Definition<number> {
  return {
    kind: wholeNumber(1_000_000, 1_000_000_000_000),
    unit: null,
    levels: COMPANY_WIDE,
    step_up: true,
    ...words,
  };
}

export const DEFINITIONS = {
  "pricing.tax_level": define({
    kind: oneOf("line", "total"),
    default: "total",
    unit: null,
    levels: ANYWHERE,
    description_en: "Rounding of tax: on each line, or once on the total of a rate",
    description_th: "ปัดเศษภาษีที่แต่ละรายการ หรือครั้งเดียวที่ยอดรวมของแต่ละอัตรา",
  }),
  "pricing.cash_rounding": define({
    kind: oneOf(0, 25, 100),
    default: 0,
    unit: "satang",
    levels: ANYWHERE,
    description_en: "Rounding of cash to the nearest 25 satang or 1 baht; 0: none",
    description_th: "ปัดเศษเงินสดให้ใกล้ที่สุด: 0 คือไม่ปัด, 25 สตางค์ หรือ 1 บาท",
  }),
  "tax.regime": define({
    kind: oneOf("th_vat"),
    default: "th_vat",
    unit: null,
    levels: COMPANY_WIDE,
    description_en: "The tax law that applies",
    description_th: "กฎหมายภาษีที่ใช้คำนวณ",
  }),
  "tax.seller_name": define({
    kind: line(120),
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    description_en: "The seller's registered name on tax invoices",
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
    description_en: "The seller's address on tax invoices",
    description_th: "ที่อยู่ที่แสดงในใบกำกับภาษี",
  }),
  "shifts.require_open_shift": define({
    kind: yesOrNo,
    default: true,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "true: a till sells only while it has an open shift",
    description_th: "ขายได้เฉพาะเมื่อเครื่องมีกะที่เปิดอยู่",
  }),
  "shifts.blind_count": define({
    kind: yesOrNo,
    default: true,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "true: staff count a shift's cash before they see the expected amount",
    description_th: "นับเงินสดก่อนแสดงยอดที่ควรมี",
  }),
  "shifts.remind_after_min": define({
    kind: wholeNumber(0, 10_080),
    default: 720,
    unit: "minutes",
    levels: ANYWHERE,
    step_up: true,
    description_en: "The age of an open shift that opens an alert, once; 0: never",
    description_th: "อายุของกะที่เปิดค้างซึ่งจะแจ้งเตือนหนึ่งครั้ง 0 คือไม่แจ้ง",
  }),
  "shifts.cash_exception_above": define({
    kind: wholeNumber(0, 100_000_000),
    default: 10_000,
    unit: "satang",
    levels: ANYWHERE,
    step_up: true,
    description_en: "The largest difference of a drawer's count that opens no alert",
    description_th: "ผลต่างเงินสดสูงสุดที่ยังไม่แจ้งเตือน",
  }),
  "open_tickets.expire_after_min": define({
    kind: wholeNumber(1, 10_080),
    default: 720,
    unit: "minutes",
    levels: ANYWHERE,
    description_en: "The life of a parked cart",
    description_th: "ระยะเวลาที่เก็บบิลพักไว้",
  }),
  "loyalty.satang_per_point": define({
    kind: wholeNumber(0, 100_000_000),
    default: 0,
    unit: "satang",
    levels: COMPANY_WIDE,
    description_en: "The spend that earns one point; 0: no points",
    description_th: "ยอดซื้อต่อหนึ่งแต้ม 0 คือไม่ให้แต้ม",
  }),
  "loyalty.point_value": define({
    kind: wholeNumber(1, 100_000_000),
    default: 100,
    unit: "satang",
    levels: COMPANY_WIDE,
    description_en: "The value of one point in a payment",
    description_th: "มูลค่าของหนึ่งแต้มเมื่อใช้ชำระ",
  }),
  "refunds.used_tickets": define({
    kind: oneOf("never", "with_approval"),
    default: "never",
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "Refunds of used tickets: never, or with an approval",
    description_th: "คืนเงินตั๋วที่ใช้แล้วหรือไม่: ไม่คืน หรือคืนได้เมื่อมีผู้อนุมัติ",
  }),
  "refunds.within_days": define({
    kind: wholeNumber(0, 3_650),
    default: 30,
    unit: "days",
    levels: ANYWHERE,
    step_up: true,
    description_en: "Days after the sale in which refunds are possible; 0: no limit",
    description_th: "คืนเงินได้ภายในกี่วันหลังการขาย 0 คือไม่มีกำหนด",
  }),
  "refunds.daily_cap_per_employee": define({
    kind: wholeNumber(0, 10_000),
    default: 50,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "The most refunds of one person in a day; 0: no limit",
    description_th: "จำนวนครั้งสูงสุดที่พนักงานหนึ่งคนคืนเงินได้ต่อวัน 0 คือไม่จำกัด",
  }),
  "refunds.surcharges": define({
    kind: oneOf("whole", "proportional", "never"),
    default: "whole",
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en:
      "Refunds of surcharges: with the last refund of the whole sale, in proportion to each refund, or never",
    description_th: "คืนค่าธรรมเนียมเมื่อใด: เมื่อคืนเงินครบทั้งบิล ตามสัดส่วนของการคืนแต่ละครั้ง หรือไม่คืนเลย",
  }),
  "refunds.goodwill_max_amount": define({
    kind: wholeNumber(0, 100_000_000),
    default: 0,
    unit: "satang",
    levels: ANYWHERE,
    step_up: true,
    description_en: "The highest goodwill amount of all refunds of one sale, for used tickets; 0: none",
    description_th: "จำนวนเงินสูงสุดที่คืนให้เป็นน้ำใจต่อการขาย สำหรับตั๋วที่ใช้แล้ว 0 คือไม่คืน",
  }),
  "offline.max_price_gap_bps": define({
    kind: wholeNumber(0, 10_000),
    default: 2_000,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en:
      "The largest gap, in bps, below the server's price of a sale of an outage; beyond it the tickets wait for a release",
    description_th: "ยอดขายขณะออฟไลน์ต่ำกว่าราคาได้กี่ bps ก่อนที่ตั๋วต้องรอการปล่อย",
  }),
  "receipt.language": define({
    kind: oneOf("th", "en", "both"),
    default: "both",
    unit: null,
    levels: ANYWHERE,
    description_en: "The language of receipts",
    description_th: "ภาษาของใบเสร็จ",
  }),
  "support.email": define({
    kind: emailAddress,
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "The e-mail address for guests and staff who need help",
    description_th: "อีเมลสำหรับลูกค้าและพนักงานที่ต้องการความช่วยเหลือ",
  }),
  "support.phone": define({
    kind: line(40),
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "The phone number for guests and staff who need help",
    description_th: "เบอร์โทรสำหรับลูกค้าและพนักงานที่ต้องการความช่วยเหลือ",
  }),
  "support.hours": define({
    kind: line(120),
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "The hours in which somebody answers",
    description_th: "เวลาที่มีผู้รับเรื่อง",
  }),
  "legal.privacy_url": define({
    kind: publicAddress,
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "The park's own privacy notice; empty: the one of PlayPark",
    description_th: "ประกาศความเป็นส่วนตัวของสวน เว้นว่างเพื่อใช้ของ PlayPark",
  }),
  "legal.terms_url": define({
    kind: publicAddress,
    default: "",
    unit: null,
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "The park's own terms of use; empty: those of PlayPark",
    description_th: "ข้อกำหนดการใช้งานของสวน เว้นว่างเพื่อใช้ของ PlayPark",
  }),
  "reprints.daily_cap_per_employee": define({
    kind: wholeNumber(0, 10_000),
    default: 20,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "The most reprints of one person in a business date; 0: no limit",
    description_th: "จำนวนตั๋วที่พนักงานหนึ่งคนพิมพ์ซ้ำได้ต่อวันทำการ 0 คือไม่จำกัด",
  }),
  "reprints.daily_cap_per_device": define({
    kind: wholeNumber(0, 10_000),
    default: 50,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "The most reprints on one device in a business date; 0: no limit",
    description_th: "จำนวนตั๋วที่เครื่องหนึ่งพิมพ์ซ้ำได้ต่อวันทำการ 0 คือไม่จำกัด",
  }),
  "reprints.reissue": define({
    kind: yesOrNo,
    default: false,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en: "true: a reprinted ticket gets a new code, and the old code ends",
    description_th: "พิมพ์ตั๋วซ้ำแล้วออกรหัสใหม่ โดยรหัสเดิมใช้ไม่ได้อีก",
  }),
  "tickets.annuls_per_device_per_day": define({
    kind: wholeNumber(1, 1_000),
    default: 20,
    unit: null,
    levels: ANYWHERE,
    step_up: true,
    description_en:
      "The most passes that one device may annul in a business date, because the guest did not go through",
    description_th: "จำนวนครั้งที่เครื่องหนึ่งยกเลิกการผ่านประตูได้ต่อวันทำการ เมื่อลูกค้าไม่ได้เดินผ่าน",
  }),
  "audit.raw_days": define({
    kind: wholeNumber(30, 3_650),
    default: 90,
    unit: "days",
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "Days that audit rows stay in the table before they go to archive files",
    description_th: "ระยะเวลาที่เก็บบันทึกการตรวจสอบในฐานข้อมูลก่อนย้ายไปไฟล์เก็บถาวร",
  }),
  "events.kept_days": define({
    kind: wholeNumber(30, 3_650),
    default: 90,
    unit: "days",
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "Days that events are kept after every consumer got them",
    description_th: "ระยะเวลาที่เก็บเหตุการณ์ซึ่งแจ้งผู้รับครบทุกรายแล้ว",
  }),
  "privacy.customer_idle_days": define({
    kind: wholeNumber(0, 36_500),
    default: 0,
    unit: "days",
    levels: COMPANY_WIDE,
    step_up: true,
    description_en: "Days without a visit after which a guest's personal data is erased; 0: never",
    description_th: "ลบข้อมูลส่วนบุคคลของลูกค้าที่ไม่มาใช้บริการครบกี่วัน 0 คือไม่ลบ",
  }),
  "limits.user_per_hour": callsAnHour(USER.floors.general, {
    default: USER.limits.general,
    description_en: "The most calls an hour of one person in the console",
    description_th: "จำนวนคำขอต่อชั่วโมงที่พนักงานหนึ่งคนทำได้ในคอนโซล",
  }),
  "limits.device_per_hour": callsAnHour(DEVICE.floors.general, {
    default: DEVICE.limits.general,
    description_en: "The most calls an hour on one device",
    description_th: "จำนวนคำขอต่อชั่วโมงที่เครื่องหนึ่งทำได้",
  }),
  "limits.preview_user_per_hour": callsAnHour(USER.floors.preview, {
    default: USER.limits.preview,
    description_en: "The most carts that one person prices in an hour in the console",
    description_th: "จำนวนครั้งต่อชั่วโมงที่พนักงานหนึ่งคนคำนวณราคาล่วงหน้าได้ในคอนโซล",
  }),
  "limits.preview_device_per_hour": callsAnHour(DEVICE.floors.preview, {
    default: DEVICE.limits.preview,
    description_en: "The most carts that are priced in an hour on one device",
    description_th: "จำนวนครั้งต่อชั่วโมงที่คำนวณราคาล่วงหน้าได้บนเครื่องหนึ่ง",
  }),
  "limits.sensitive_per_hour": callsAnHour(USER.floors.sensitive, {
    default: USER.limits.sensitive,
    description_en: "The most calls an hour of one person that give away money or tickets",
    description_th: "จำนวนคำขอต่อชั่วโมงที่พนักงานหนึ่งคนคืนเงินหรือพิมพ์ตั๋วซ้ำได้",
  }),
  "limits.caller_bytes_per_day": bytesADay({
    default: BYTES.caller,
    description_en: "The most bytes that one caller may send in a day; scans and sales are always accepted",
    description_th: "จำนวนไบต์ต่อวันที่เครื่องหนึ่งหรือพนักงานหนึ่งคนในคอนโซลส่งเข้ามาได้ ไม่รวมการสแกนและการขาย",
  }),
  "limits.tenant_bytes_per_day": bytesADay({
    default: BYTES.tenant,
    description_en: "The bytes that the tenant may send in a day before an alert",
    description_th: "เมื่อบริษัทส่งข้อมูลเกินกี่ไบต์ต่อวัน เจ้าของจะได้รับแจ้ง โดยไม่ปฏิเสธคำขอใด",
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
