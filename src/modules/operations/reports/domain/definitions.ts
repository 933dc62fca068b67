/** Definitions of measures: each has one name, unit and meaning in English and Thai, and the list that shows its rows (rule R2). */

/** Satang, a number of things, or a share from 0 to 1 that is null when there is nothing to share. */
type Unit = "money" | "count" | "ratio";

export interface Definition {
  unit: Unit;
  name_en: string;
  name_th: string;
  en: string;
  th: string;
  /** The path of the list that has the rows; null for a figure without a list of its own. */
  rows: string | null;
}

const SALES = "/v1/sales";
const REFUNDS = "/v1/refunds";
const SHIFTS = "/v1/shifts";
const TICKETS = "/v1/tickets";
const REPRINTS = "/v1/reprints";
const SCANS = "/v1/redemptions";
const VOIDED = "/v1/sales?status=voided";

function define<Of extends Unit>(
  unit: Of,
  names: readonly [string, string],
  en: string,
  th: string,
  rows: string | null,
): Definition & { unit: Of } {
  const [name_en, name_th] = names;
  return { unit, name_en, name_th, en, th, rows };
}

export const MEASURES = {
  sales_count: define(
    "count",
    ["Sales", "จำนวนการขาย"],
    "Sales that were rung up, voided ones included.",
    "จำนวนรายการขายทั้งหมด รวมรายการที่ยกเลิกแล้ว",
    SALES,
  ),
  quantity: define(
    "count",
    ["Units", "จำนวนหน่วย"],
    "Units of all lines, without voided sales.",
    "จำนวนหน่วยของทุกบรรทัด ไม่รวมการขายที่ยกเลิก",
    SALES,
  ),
  gross: define(
    "money",
    ["Gross", "ยอดก่อนส่วนลด"],
    "Prices before discounts, without voided sales.",
    "ราคาก่อนหักส่วนลด ไม่รวมการขายที่ยกเลิก",
    SALES,
  ),
  discount_total: define(
    "money",
    ["Discounts", "ส่วนลด"],
    "Discounts by rule and by hand, without voided sales.",
    "ส่วนลดตามกติกาและที่ให้เอง ไม่รวมการขายที่ยกเลิก",
    SALES,
  ),
  sales_total: define(
    "money",
    ["Sold", "ยอดขาย"],
    "The sum that guests paid for goods, with tax and rounding, without surcharges and voided sales.",
    "ยอดที่ลูกค้าจ่ายค่าสินค้า รวมภาษีและการปัดเศษ ไม่รวมค่าธรรมเนียมและการขายที่ยกเลิก",
    SALES,
  ),
  voids_count: define(
    "count",
    ["Voids", "จำนวนการยกเลิก"],
    "Sales that were voided in this period.",
    "จำนวนการขายที่ถูกยกเลิกในช่วงนี้",
    VOIDED,
  ),
  voids_total: define(
    "money",
    ["Voided", "ยอดยกเลิก"],
    "The sum of the sales that were voided in this period.",
    "ยอดรวมของการขายที่ถูกยกเลิกในช่วงนี้",
    VOIDED,
  ),
  refunds_count: define(
    "count",
    ["Refunds", "จำนวนการคืนเงิน"],
    "Refunds that were completed in this period.",
    "จำนวนการคืนเงินที่เสร็จสิ้นในช่วงนี้",
    REFUNDS,
  ),
  refunds_total: define(
    "money",
    ["Refunded", "ยอดคืนเงิน"],
    "The sum of completed refunds, without returned surcharges.",
    "ยอดคืนเงินที่เสร็จสิ้น ไม่รวมค่าธรรมเนียมที่คืน",
    REFUNDS,
  ),
  surcharge_total: define(
    "money",
    ["Surcharges", "ค่าธรรมเนียม"],
    "Surcharges of payments, less those that went back.",
    "ค่าธรรมเนียมการชำระเงิน หักส่วนที่คืน",
    "/v1/payments",
  ),
  takings: define(
    "money",
    ["Takings", "รายรับ"],
    "Sold less refunded, with surcharges. It is net, tax and rounding together.",
    "ยอดขายหักยอดคืนเงิน รวมค่าธรรมเนียม เท่ากับยอดสุทธิรวมภาษีและการปัดเศษ",
    SALES,
  ),
  tax_total: define(
    "money",
    ["Tax", "ภาษี"],
    "The tax inside takings: of sales and surcharges, less voids and refunds.",
    "ภาษีในรายรับ ของการขายและค่าธรรมเนียม หักการยกเลิกและการคืนเงิน",
    SALES,
  ),
  net: define("money", ["Net", "ยอดสุทธิ"], "Takings without tax and rounding.", "รายรับไม่รวมภาษีและการปัดเศษ", SALES),
  rounding_total: define(
    "money",
    ["Rounding", "การปัดเศษ"],
    "Coins that rounding added or let go.",
    "เศษสตางค์ที่เพิ่มหรือลดจากการปัดเศษ",
    SALES,
  ),
  cash_sales: define(
    "money",
    ["Cash sales", "เงินสดจากการขาย"],
    "Cash of sales that stayed in drawers, less voids.",
    "เงินสดจากการขายที่อยู่ในลิ้นชัก หักการยกเลิก",
    SHIFTS,
  ),
  cash_refunds: define(
    "money",
    ["Cash refunds", "เงินสดที่คืน"],
    "Cash that refunds took out of drawers.",
    "เงินสดที่จ่ายคืนจากลิ้นชัก",
    REFUNDS,
  ),
  cash_payments: define(
    "money",
    ["Cash payments", "เงินสดจากการชำระภายหลัง"],
    "Cash of later payments for sales on account.",
    "เงินสดจากการชำระภายหลังของการขายเชื่อ",
    "/v1/payments",
  ),
  cash_moved: define(
    "money",
    ["Cash moved", "เงินสดเข้าออก"],
    "Cash put in less cash taken out by hand: float changes, drops and pickups.",
    "เงินสดที่ใส่เข้าหักที่นำออกด้วยมือ รวมการนำส่งตู้เซฟ",
    SHIFTS,
  ),
  cash_adjusted: define(
    "money",
    ["Corrections", "ยอดปรับปรุง"],
    "Approved corrections of the expected cash.",
    "การปรับปรุงเงินสดที่ควรมีซึ่งได้รับอนุมัติ",
    SHIFTS,
  ),
  no_sale_count: define(
    "count",
    ["Drawer openings", "เปิดลิ้นชักเปล่า"],
    "Openings of a drawer without a sale.",
    "จำนวนครั้งที่เปิดลิ้นชักโดยไม่มีการขาย",
    SHIFTS,
  ),
  shifts_count: define(
    "count",
    ["Closed shifts", "กะที่ปิดแล้ว"],
    "Counted shifts that were opened in this period.",
    "กะที่นับเงินแล้วซึ่งเปิดในช่วงนี้",
    SHIFTS,
  ),
  cash_expected: define(
    "money",
    ["Expected cash", "เงินสดที่ควรมี"],
    "The cash that counted drawers should have held, with entries that arrived late.",
    "เงินสดที่ลิ้นชักซึ่งนับแล้วควรมี รวมรายการที่มาช้า",
    SHIFTS,
  ),
  cash_counted: define(
    "money",
    ["Counted cash", "เงินสดที่นับได้"],
    "The cash that was counted at closing.",
    "เงินสดที่นับได้ตอนปิดกะ",
    SHIFTS,
  ),
  cash_diff: define(
    "money",
    ["Variance", "ส่วนต่าง"],
    "Counted less expected cash: below zero is short.",
    "เงินสดที่นับได้หักเงินสดที่ควรมี ค่าติดลบคือเงินขาด",
    SHIFTS,
  ),
  outside_total: define(
    "money",
    ["Outside shifts", "นอกกะ"],
    "Takings of sales without a shift. Sales' takings are those of shifts and these.",
    "รายรับของการขายที่ไม่มีกะ รายรับรวมเท่ากับของกะและส่วนนี้",
    SALES,
  ),
  issued: define(
    "count",
    ["Issued", "ตั๋วที่ออก"],
    "Tickets that sales issued, without replacements.",
    "ตั๋วที่ออกจากการขาย ไม่รวมตั๋วทดแทน",
    TICKETS,
  ),
  issued_total: define(
    "money",
    ["Ticket price", "มูลค่าตั๋วที่ออก"],
    "The price of issued tickets.",
    "มูลค่าของตั๋วที่ออก",
    TICKETS,
  ),
  bundled: define(
    "count",
    ["In bundles", "ตั๋วในชุด"],
    "Issued tickets that were part of a bundle.",
    "ตั๋วที่ออกซึ่งเป็นส่วนหนึ่งของชุด",
    TICKETS,
  ),
  redeemed: define(
    "count",
    ["Redeemed", "ตั๋วที่ใช้แล้ว"],
    "Tickets that were admitted for the first time in this period.",
    "ตั๋วที่ผ่านประตูครั้งแรกในช่วงนี้",
    SCANS,
  ),
  redemption_rate: define(
    "ratio",
    ["Redemption rate", "อัตราการใช้"],
    "Redeemed tickets for each issued ticket of the period; tickets of earlier periods count when they are used.",
    "จำนวนตั๋วที่ใช้ต่อจำนวนตั๋วที่ออกในช่วงนี้ ตั๋วจากช่วงก่อนนับเมื่อใช้",
    null,
  ),
  tickets_voided: define(
    "count",
    ["Voided tickets", "ตั๋วที่ยกเลิก"],
    "Tickets of sales that were voided.",
    "ตั๋วของการขายที่ถูกยกเลิก",
    VOIDED,
  ),
  tickets_voided_total: define(
    "money",
    ["Voided ticket price", "มูลค่าตั๋วที่ยกเลิก"],
    "The price of voided tickets.",
    "มูลค่าของตั๋วที่ยกเลิก",
    VOIDED,
  ),
  tickets_refunded: define(
    "count",
    ["Refunded tickets", "ตั๋วที่คืนเงิน"],
    "Tickets that a refund ended.",
    "ตั๋วที่สิ้นสุดจากการคืนเงิน",
    REFUNDS,
  ),
  tickets_refunded_total: define(
    "money",
    ["Refunded ticket price", "มูลค่าตั๋วที่คืนเงิน"],
    "Refunded money of lines with tickets.",
    "เงินที่คืนของบรรทัดที่มีตั๋ว",
    REFUNDS,
  ),
  reprinted: define(
    "count",
    ["Reprinted", "ตั๋วที่พิมพ์ซ้ำ"],
    "Prints of tickets after the first.",
    "จำนวนครั้งที่พิมพ์ตั๋วซ้ำ",
    REPRINTS,
  ),
  ticket_takings: define(
    "money",
    ["Ticket takings", "รายรับจากตั๋ว"],
    "The price of issued tickets, less voided and refunded.",
    "มูลค่าตั๋วที่ออก หักตั๋วที่ยกเลิกและคืนเงิน",
    TICKETS,
  ),
  other_takings: define(
    "money",
    ["Other takings", "รายรับอื่น"],
    "Lines without tickets, surcharges and rounding, less voids and refunds. Takings are these and the tickets'.",
    "บรรทัดที่ไม่มีตั๋ว ค่าธรรมเนียม และการปัดเศษ หักการยกเลิกและคืนเงิน รวมกับรายรับจากตั๋วเป็นรายรับ",
    SALES,
  ),
  reprints_count: define(
    "count",
    ["Reprints", "จำนวนการพิมพ์ซ้ำ"],
    "Reprints of tickets, reissues included.",
    "จำนวนการพิมพ์ตั๋วซ้ำ รวมการออกตั๋วใหม่แทน",
    REPRINTS,
  ),
  reissues_count: define(
    "count",
    ["Reissues", "ออกตั๋วใหม่แทน"],
    "Reprints that gave the ticket a new code.",
    "การพิมพ์ซ้ำที่เปลี่ยนรหัสตั๋ว",
    REPRINTS,
  ),
  attempts: define(
    "count",
    ["Scans", "จำนวนการสแกน"],
    "Attempts at gates. Repeats of a refusal at one device within a minute are one attempt.",
    "จำนวนครั้งที่สแกน การปฏิเสธซ้ำที่เครื่องเดียวกันภายในหนึ่งนาทีนับเป็นครั้งเดียว",
    SCANS,
  ),
  pass: define(
    "count",
    ["Passed", "ผ่าน"],
    "Attempts that were admitted, in or out, annulled ones included.",
    "จำนวนครั้งที่ผ่าน ทั้งเข้าและออก รวมที่เพิกถอนภายหลัง",
    `${SCANS}?result=pass`,
  ),
  fail: define(
    "count",
    ["Refused", "ไม่ผ่าน"],
    "Attempts that were refused.",
    "จำนวนครั้งที่ถูกปฏิเสธ",
    `${SCANS}?result=fail`,
  ),
  pass_rate: define(
    "ratio",
    ["Pass rate", "อัตราผ่าน"],
    "Passed attempts in all attempts.",
    "สัดส่วนครั้งที่ผ่านต่อจำนวนการสแกน",
    null,
  ),
  guests: define(
    "count",
    ["Guests admitted", "จำนวนผู้เข้า"],
    "Guests of admitted entries, parties counted in full, without annulled entries.",
    "จำนวนผู้เข้าทั้งหมด นับทุกคนในกลุ่ม ไม่รวมที่เพิกถอน",
    SCANS,
  ),
  forced: define(
    "count",
    ["Forced", "ให้ผ่านโดยพนักงาน"],
    "Passes that an employee forced.",
    "จำนวนครั้งที่พนักงานให้ผ่านเป็นกรณีพิเศษ",
    SCANS,
  ),
  annulled: define(
    "count",
    ["Annulled", "เพิกถอน"],
    "Passes that were annulled in this period.",
    "จำนวนครั้งที่เพิกถอนการผ่านในช่วงนี้",
    SCANS,
  ),
  conflicts: define(
    "count",
    ["Offline conflicts", "ขัดแย้งออฟไลน์"],
    "Guests whom an offline gate admitted, and whose ticket did not allow it.",
    "การผ่านที่ประตูออฟไลน์ซึ่งตั๋วไม่อนุญาต",
    "/v1/redemptions/conflicts",
  ),
  findings: define(
    "count",
    ["Findings", "สิ่งที่พบ"],
    "Days of a person or device that stand out: three standard deviations above their own 28 days before, or a fact that needs a look.",
    "วันที่ผิดปกติของพนักงานหรือเครื่อง คือสูงกว่าค่าเฉลี่ย 28 วันก่อนหน้าของตนเองสามเท่าของส่วนเบี่ยงเบน หรือเหตุที่ควรตรวจ",
    null,
  ),
  unseen: define(
    "count",
    ["Not looked at", "ยังไม่ได้ตรวจ"],
    "Findings that nobody has marked as looked at.",
    "สิ่งที่พบซึ่งยังไม่มีใครตรวจ",
    null,
  ),
} as const satisfies Record<string, Definition>;
