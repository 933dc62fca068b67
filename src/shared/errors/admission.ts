/** Error codes of tickets, scans, lots and signing keys, and of a gate's failed verdicts (rule G6). */

import { defineErrors } from "./spec.ts";

export const ticketErrors = defineErrors({
  scan_id_reused: {
    code: "E_SCAN_ID_REUSED",
    status: 409,
    message: "This scan_id was used for another ticket. Make a new scan_id for each scan.",
    message_th: "scan_id นี้ใช้กับตั๋วอื่นแล้ว กรุณาสร้าง scan_id ใหม่ทุกครั้งที่สแกน",
  },
  annul_refused: {
    code: "E_ANNUL_REFUSED",
    status: 409,
    message: "This pass cannot be annulled; details.reason says why.",
    message_th: "ยกเลิกการผ่านครั้งนี้ไม่ได้ ดูเหตุผลใน details.reason",
  },
  ticket_state: {
    code: "E_TICKET_STATE",
    status: 409,
    message:
      "The ticket's status does not allow this; details.status names it. If details.replaced_by is given, use that ticket.",
    message_th: "สถานะของตั๋วไม่อนุญาตให้ทำรายการนี้ ดูสถานะใน details.status หากมี details.replaced_by กรุณาใช้ตั๋วใบนั้น",
  },
  imported: {
    code: "E_TICKET_IMPORTED",
    status: 409,
    message: "This ticket was sold elsewhere, so there is no money to refund here. Cancel it instead.",
    message_th: "ตั๋วนี้ขายจากระบบอื่น จึงไม่มีเงินให้คืนที่นี่ กรุณายกเลิกตั๋วแทน",
  },
});

export const lotErrors = defineErrors({
  offline_cap: {
    code: "E_OFFLINE_CAP",
    status: 409,
    message:
      "This device would hold more unsold blanks than its offline_cap allows. Send its sales or withdraw a lot first.",
    message_th: "อุปกรณ์นี้จะถือตั๋วเปล่าเกิน offline_cap กรุณาส่งยอดขายหรือยกเลิกล็อตก่อน",
  },
});

export const keyErrors = defineErrors({
  key_current: {
    code: "E_KEY_CURRENT",
    status: 409,
    message: "New tickets are signed with this version. Rotate the key first, then revoke this version.",
    message_th: "ตั๋วใหม่ใช้รุ่นนี้อยู่ กรุณาหมุนคีย์ก่อนแล้วจึงเพิกถอน",
  },
  versions_used_up: {
    code: "E_KEY_VERSIONS",
    status: 409,
    message: "A ticket's code has room for 1,023 key versions, and all are used. Ask the provider.",
    message_th: "รหัสตั๋วรองรับได้ 1,023 รุ่นและใช้ครบแล้ว กรุณาติดต่อผู้ให้บริการ",
  },
});

/** The codes of failed verdicts, which have status 200. tickets/domain/words.ts has the table of their reasons. */
export const verdictErrors = defineErrors({
  invalid_sig: {
    code: "E_INVALID_SIG",
    status: 200,
    message: "This is not one of the park's codes. Check the scanner, or send the guest to the counter.",
    message_th: "รหัสนี้ไม่ใช่ของสวน กรุณาตรวจเครื่องสแกนหรือให้ลูกค้าไปที่เคาน์เตอร์",
  },
  ticket_unknown: {
    code: "E_TICKET_UNKNOWN",
    status: 200,
    message: "This ticket is unknown. Type the code again, or send the guest to the counter.",
    message_th: "ไม่พบตั๋วนี้ กรุณาพิมพ์รหัสอีกครั้งหรือให้ลูกค้าไปที่เคาน์เตอร์",
  },
  cancelled: {
    code: "E_CANCELLED",
    status: 200,
    message: "This ticket was cancelled. Send the guest to the counter.",
    message_th: "ตั๋วนี้ถูกยกเลิกแล้ว กรุณาให้ลูกค้าไปที่เคาน์เตอร์",
  },
  refunded: {
    code: "E_REFUNDED",
    status: 200,
    message: "This ticket was refunded. The guest needs a new one.",
    message_th: "ตั๋วนี้คืนเงินแล้ว ลูกค้าต้องซื้อตั๋วใหม่",
  },
  revoked: {
    code: "E_REVOKED",
    status: 200,
    message: "This code was replaced or withdrawn. Ask for the newer ticket.",
    message_th: "รหัสนี้ถูกแทนที่หรือเพิกถอน กรุณาขอตั๋วใบใหม่",
  },
  blocked: {
    code: "E_BLOCKED",
    status: 200,
    message: "This ticket is blocked. Send the guest to the counter.",
    message_th: "ตั๋วนี้ถูกระงับ กรุณาให้ลูกค้าไปที่เคาน์เตอร์",
  },
  wrong_store: {
    code: "E_WRONG_STORE",
    status: 200,
    message: "This ticket is for another store. Send the guest there.",
    message_th: "ตั๋วนี้ใช้ได้ที่สาขาอื่น กรุณาแนะนำให้ไปสาขานั้น",
  },
  wrong_zone: {
    code: "E_WRONG_ZONE",
    status: 200,
    message: "This ticket is not for this zone. The verdict's message names the right zones.",
    message_th: "ตั๋วนี้ใช้กับโซนนี้ไม่ได้ ดูโซนที่ใช้ได้ในข้อความ",
  },
  wrong_device: {
    code: "E_WRONG_DEVICE",
    status: 200,
    message: "This ticket is not for this gate. Send the guest to the right one.",
    message_th: "ตั๋วนี้ใช้กับประตูนี้ไม่ได้ กรุณาแนะนำประตูที่ถูกต้อง",
  },
  not_started: {
    code: "E_NOT_STARTED",
    status: 200,
    message: "This ticket is not valid yet. The message says from when.",
    message_th: "ตั๋วนี้ยังไม่ถึงเวลาใช้งาน ดูเวลาเริ่มในข้อความ",
  },
  expired: {
    code: "E_EXPIRED",
    status: 200,
    message: "This ticket has expired. The guest needs a new one.",
    message_th: "ตั๋วนี้หมดอายุแล้ว ลูกค้าต้องซื้อตั๋วใหม่",
  },
  duplicate_use: {
    code: "E_DUPLICATE_USE",
    status: 200,
    message: "This ticket was used already. The message says when and where.",
    message_th: "ตั๋วนี้ถูกใช้ไปแล้ว ดูเวลาและสถานที่ในข้อความ",
  },
  exhausted: {
    code: "E_EXHAUSTED",
    status: 200,
    message: "Not enough is left on this ticket. Let fewer guests in, or sell another ticket.",
    message_th: "สิทธิ์ที่เหลือของตั๋วนี้ไม่พอ กรุณาให้เข้าน้อยลงหรือขายตั๋วเพิ่ม",
  },
  zone_full: {
    code: "E_ZONE_FULL",
    status: 200,
    message: "The zone is full. Scan again once guests have left.",
    message_th: "โซนนี้เต็ม กรุณาสแกนอีกครั้งเมื่อมีคนออก",
  },
  incomplete: {
    code: "E_INCOMPLETE",
    status: 200,
    message: "The guest must answer questions first. Ask them, then send the answers with the same scan_id.",
    message_th: "ยังมีคำถามที่ต้องตอบ กรุณาถามแล้วส่งคำตอบด้วย scan_id เดิม",
  },
  no_list: {
    code: "E_NO_LIST",
    status: 200,
    message: "The gate is offline and has no list. Connect it, then scan again.",
    message_th: "ประตูออฟไลน์และไม่มีรายการตั๋ว กรุณาเชื่อมต่อแล้วสแกนอีกครั้ง",
  },
  stale_list: {
    code: "E_STALE_LIST",
    status: 200,
    message: "The gate is offline and its list is too old. Connect it, then scan again.",
    message_th: "ประตูออฟไลน์และรายการเก่าเกินไป กรุณาเชื่อมต่อแล้วสแกนอีกครั้ง",
  },
  not_listed: {
    code: "E_NOT_LISTED",
    status: 200,
    message: "The gate is offline and this ticket is not on its list. Connect it, then scan again.",
    message_th: "ประตูออฟไลน์และไม่พบตั๋วในรายการ กรุณาเชื่อมต่อแล้วสแกนอีกครั้ง",
  },
  gate_refused: {
    code: "E_GATE_REFUSED",
    status: 200,
    message: "The gate refused the ticket for a reason of its own; reason names it.",
    message_th: "ประตูปฏิเสธตั๋วด้วยเหตุผลของประตูเอง ดูใน reason",
  },
});
