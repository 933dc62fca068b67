/** Error codes of carts, shifts, payments, sales, refunds and prints. */

import { defineErrors } from "./spec.ts";

export const cartErrors = defineErrors({
  open_price: {
    code: "E_OPEN_PRICE",
    status: 422,
    message:
      "A package with an open price needs a price of its own. Send an override_price within its bounds; details.fields names the line.",
    message_th: "แพ็กเกจราคาเปิดต้องระบุ override_price ภายในขอบเขต ดูรายการใน details.fields",
  },
  package_unavailable: {
    code: "E_PACKAGE_UNAVAILABLE",
    status: 422,
    message: "A package in the cart is not on sale here now; details.fields names the line. Take it out of the cart.",
    message_th: "แพ็กเกจในตะกร้าไม่ได้ขายที่นี่ในขณะนี้ ดูรายการใน details.fields กรุณานำออกจากตะกร้า",
  },
  too_many_tickets: {
    code: "E_TOO_MANY_TICKETS",
    status: 422,
    message: "One sale can have at most 1,000 tickets. Split the cart.",
    message_th: "หนึ่งการขายมีได้ไม่เกิน 1,000 ใบ กรุณาแบ่งตะกร้า",
  },
});

export const openTicketErrors = defineErrors({
  closed: {
    code: "E_OPEN_TICKET_CLOSED",
    status: 409,
    message: "This open ticket is sold, cancelled or expired; details.status says which. Create a new one.",
    message_th: "บิลที่เปิดค้างนี้ถูกขาย ยกเลิก หรือหมดอายุแล้ว ดูใน details.status กรุณาเปิดใหม่",
  },
});

export const shiftErrors = defineErrors({
  shift_open: {
    code: "E_SHIFT_OPEN",
    status: 409,
    message: "This drawer already has an open shift. Close it first.",
    message_th: "ลิ้นชักนี้มีกะที่เปิดอยู่แล้ว กรุณาปิดก่อน",
  },
});

export const dayErrors = defineErrors({
  drawers_open: {
    code: "E_DRAWERS_OPEN",
    status: 409,
    message: "Drawers of this date are still open; details.shifts names their shifts. Close them, then close the day.",
    message_th: "ยังมีลิ้นชักของวันนี้ที่เปิดอยู่ ดูใน details.shifts กรุณาปิดแล้วจึงปิดวัน",
  },
  no_shifts: {
    code: "E_DAY_EMPTY",
    status: 409,
    message: "No shift was opened on this date, so there is nothing to close. Check the date.",
    message_th: "ไม่มีการเปิดกะในวันนี้ จึงไม่มีอะไรให้ปิด กรุณาตรวจสอบวันที่",
  },
});

export const timecardErrors = defineErrors({
  state: {
    code: "E_TIMECARD_STATE",
    status: 409,
    message: "The timecard's state does not allow this; details.reason says why. Send an action that fits its state.",
    message_th: "สถานะของบัตรลงเวลาไม่อนุญาตให้ทำรายการนี้ ดูเหตุผลใน details.reason กรุณาส่งรายการที่ตรงกับสถานะ",
  },
  overlap: {
    code: "E_TIMECARD_OVERLAP",
    status: 409,
    message: "This person has another timecard at that time. Correct that timecard, or choose other times.",
    message_th: "บุคคลนี้มีบัตรลงเวลาอื่นในช่วงเวลานั้น กรุณาแก้ไขใบนั้นหรือเลือกเวลาอื่น",
  },
  own_card: {
    code: "E_OWN_TIMECARD",
    status: 403,
    message: "You cannot correct your own timecard. Ask another manager.",
    message_th: "แก้ไขบัตรลงเวลาของตนเองไม่ได้ กรุณาขอให้ผู้จัดการคนอื่นทำ",
  },
});

export const paymentErrors = defineErrors({
  payment: {
    code: "E_PAYMENT",
    status: 422,
    message: "The payments do not settle the total; details say which and why. Correct them, then send again.",
    message_th: "การชำระเงินไม่ตรงกับยอดรวม ดูรายการและเหตุผลใน details กรุณาแก้ไขแล้วส่งใหม่",
  },
  overpaid: {
    code: "E_OVERPAID",
    status: 409,
    message: "This is more than the sale still owes; details.due says how much it owes. Take that or less.",
    message_th: "ยอดค้างของการขายนี้น้อยกว่านี้ ดูใน details.due กรุณารับไม่เกินจำนวนนั้น",
  },
  coin: {
    code: "E_PAYMENT_COIN",
    status: 409,
    message: "Cash is taken in whole coins, and this is less than one. Take details.coin satang or more.",
    message_th: "เงินสดต้องเป็นเหรียญเต็ม จำนวนนี้น้อยกว่าหนึ่งเหรียญ กรุณารับตั้งแต่ details.coin สตางค์ขึ้นไป",
  },
  no_account: {
    code: "E_NO_ACCOUNT",
    status: 409,
    message: "No part of this sale is on account, so there is nothing to pay later. Check the sale.",
    message_th: "การขายนี้ไม่มียอดค้างชำระ จึงไม่มีอะไรให้ชำระภายหลัง กรุณาตรวจสอบการขาย",
  },
  payment_state: {
    code: "E_PAYMENT_STATE",
    status: 409,
    message:
      "The payment's status cannot change to the one wanted; details name both. To give a sale's money back, use POST /refunds.",
    message_th: "สถานะของการชำระเงินนี้เปลี่ยนเป็นที่ส่งมาไม่ได้ ดูทั้งสองใน details กรุณาคืนเงินด้วย POST /refunds",
  },
  payments_changed: {
    code: "E_PAYMENTS_CHANGED",
    status: 409,
    message: "Payments of this sale were made or undone after it was sold. Refund the sale instead of voiding it.",
    message_th: "มีการชำระหรือยกเลิกการชำระหลังจากขาย กรุณาคืนเงินแทนการยกเลิกการขาย",
  },
  reference_used: {
    code: "E_REFERENCE_USED",
    status: 409,
    message: "Another payment has this reference; details.payment_id and details.sale_id name it. Check the slip.",
    message_th: "หมายเลขอ้างอิงนี้ใช้กับการชำระเงินอื่นแล้ว ดูใน details.payment_id และ details.sale_id กรุณาตรวจสลิป",
  },
});

export const saleErrors = defineErrors({
  kiosk_off: {
    code: "E_KIOSK_OFF",
    status: 403,
    message: "Kiosks cannot sell here, because the flag kiosk is off. Buy at a till.",
    message_th: "ขณะนี้ตู้ขายปิดใช้งาน (ค่า kiosk ปิดอยู่) กรุณาซื้อที่จุดขาย",
  },
  slot: {
    code: "E_SLOT",
    status: 422,
    message:
      "A slot in the cart is not one that the package can still sell; details.fields names the line. Choose another slot.",
    message_th: "รอบในตะกร้าไม่ใช่รอบที่ยังขายได้ ดูรายการใน details.fields กรุณาเลือกรอบอื่น",
  },
  total_too_large: {
    code: "E_TOTAL_TOO_LARGE",
    status: 422,
    message: "The total of one sale can be at most 10,000,000 baht. Split the cart.",
    message_th: "หนึ่งการขายมียอดได้ไม่เกิน 10,000,000 บาท กรุณาแบ่งตะกร้า",
  },
  price_changed: {
    code: "E_PRICE_CHANGED",
    status: 409,
    message:
      "The total differs from the one you expected; details say both. Nothing was sold. Show the new total, then sell again.",
    message_th: "ยอดรวมไม่ตรงกับที่คาดไว้ ดูทั้งสองยอดใน details ยังไม่มีการขาย กรุณาแจ้งยอดใหม่แล้วขายอีกครั้ง",
  },
  ticket_used: {
    code: "E_SALE_USED",
    status: 409,
    message:
      "A ticket of this sale was already used; details.ticket_ids names it. Refund the sale instead of voiding it.",
    message_th: "ตั๋วของการขายนี้ถูกใช้ไปแล้ว ดูใน details.ticket_ids กรุณาคืนเงินแทนการยกเลิก",
  },
  sale_refunded: {
    code: "E_SALE_REFUNDED",
    status: 409,
    message: "Part of this sale was refunded. Refund the rest instead of voiding it.",
    message_th: "การขายนี้คืนเงินไปแล้วบางส่วน กรุณาคืนเงินส่วนที่เหลือแทนการยกเลิก",
  },
  void_closed: {
    code: "E_SALE_SHIFT_CLOSED",
    status: 409,
    message: "The shift of this sale is closed. Refund the sale instead of voiding it.",
    message_th: "กะของการขายนี้ปิดแล้ว กรุณาคืนเงินแทนการยกเลิก",
  },
  release: {
    code: "E_SALE_STATE",
    status: 409,
    message: "This sale cannot be released; details.reason says why.",
    message_th: "ปล่อยการขายนี้ไม่ได้ ดูเหตุผลใน details.reason",
  },
  held: {
    code: "E_SALE_HELD",
    status: 409,
    message: "The sale of this ticket is held. Ask another supervisor to release it: POST /sales/{sale_id}/release.",
    message_th: "การขายของตั๋วนี้ถูกพักไว้ กรุณาขอให้หัวหน้างานคนอื่นปล่อยด้วย POST /sales/{sale_id}/release",
  },
  release_own: {
    code: "E_OWN_SALE",
    status: 403,
    message: "You sold this yourself, so you cannot release it. Ask another supervisor.",
    message_th: "คุณเป็นผู้ขายรายการนี้เอง จึงปล่อยไม่ได้ กรุณาขอให้หัวหน้างานคนอื่นทำ",
  },
  sale_voided: {
    code: "E_SALE_VOIDED",
    status: 409,
    message: "This sale was voided, and its money was given back then. Nothing is left to refund.",
    message_th: "การขายนี้ถูกยกเลิกและคืนเงินไปพร้อมกันแล้ว จึงไม่มียอดให้คืนอีก",
  },
});

export const refundErrors = defineErrors({
  over_refund: {
    code: "E_OVER_REFUND",
    status: 409,
    message:
      "This is more than can still be refunded; details say how much is left. GET /sales/{sale_id}/refundable shows it all.",
    message_th: "ยอดที่คืนได้เหลือน้อยกว่านี้ ดูใน details และดูทั้งหมดด้วย GET /sales/{sale_id}/refundable",
  },
  tender: {
    code: "E_REFUND_TENDER",
    status: 409,
    message:
      "Money goes back to the tenders that paid, and these have less left than this; details.left says how much. Ask for that or less.",
    message_th: "เงินต้องคืนทางช่องทางที่ชำระมา และช่องทางนี้เหลือน้อยกว่านั้น ดูใน details.left กรุณาขอไม่เกินจำนวนนั้น",
  },
  too_late: {
    code: "E_REFUND_LATE",
    status: 409,
    message: "This sale is too old to refund. The park refunds sales within details.within_days days only.",
    message_th: "สวนคืนเงินภายในจำนวนวันที่กำหนด และการขายนี้เกินแล้ว ดูใน details.within_days",
  },
  ticket_used: {
    code: "E_TICKET_USED",
    status: 409,
    message:
      "A ticket was used, and the park refunds used tickets never or only with an approval. Name the other tickets in ticket_ids.",
    message_th: "ตั๋วถูกใช้แล้ว สวนไม่คืนเงินหรือคืนได้เมื่อมีการอนุมัติ กรุณาระบุใบอื่นใน ticket_ids",
  },
  goodwill: {
    code: "E_GOODWILL",
    status: 409,
    message:
      "This exceeds the goodwill of one sale: details.max_amount is the limit, details.given was already given, in satang. Give less.",
    message_th: "เกินเงินคืนเพื่อน้ำใจที่หนึ่งการขายให้ได้ สูงสุดคือ details.max_amount ให้ไปแล้ว details.given หน่วยสตางค์ กรุณาให้น้อยลง",
  },
  coin: {
    code: "E_REFUND_COIN",
    status: 409,
    message: "Cash is given back in whole coins, and this is less than one. Ask for details.coin satang or more.",
    message_th: "เงินสดต้องคืนเป็นเหรียญเต็ม จำนวนนี้น้อยกว่าหนึ่งเหรียญ กรุณาขอตั้งแต่ details.coin สตางค์ขึ้นไป",
  },
  parties: {
    code: "E_REFUND_PLACES",
    status: 409,
    message: "Places of this ticket were refunded too many times. Refund all its remaining places, by ticket_ids.",
    message_th: "คืนที่ของตั๋วนี้บ่อยเกินไปแล้ว กรุณาคืนที่เหลือทั้งหมดด้วย ticket_ids",
  },
});

export const receiptErrors = defineErrors({
  refund_state: {
    code: "E_REFUND_STATE",
    status: 409,
    message: "This refund has no slip until it is completed; details.status names its status. Complete it first.",
    message_th: "ใบคืนเงินมีเมื่อคืนเงินเสร็จแล้ว ดูสถานะใน details.status กรุณาทำให้เสร็จก่อน",
  },
});
