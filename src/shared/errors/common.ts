/** Error codes that several modules share; a route lists those that it may return. */

import { defineErrors } from "./spec.ts";

export const commonErrors = defineErrors({
  conflict: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this at the same moment. Read it again, then repeat your change.",
    message_th: "มีผู้อื่นแก้ไขรายการนี้ในเวลาเดียวกัน กรุณาอ่านใหม่แล้วแก้ไขซ้ำ",
  },
  busy: {
    code: "E_BUSY",
    status: 409,
    message: "Others are changing this right now. Send the same request again in a moment.",
    message_th: "มีผู้อื่นกำลังทำรายการนี้อยู่ กรุณาส่งคำขอเดิมอีกครั้งในอีกสักครู่",
  },
  stale_version: {
    code: "E_STALE_VERSION",
    status: 409,
    message: "This has changed since you read it. Read it again, then repeat your change with its new version.",
    message_th: "รายการนี้เปลี่ยนไปหลังจากที่คุณอ่าน กรุณาอ่านใหม่แล้วแก้ไขซ้ำด้วย version ล่าสุด",
  },
  device_required: {
    code: "E_DEVICE_REQUIRED",
    status: 403,
    message: "This must be done on a device of the store. Log in on a till, kiosk or gate that may do it.",
    message_th: "รายการนี้ต้องทำที่อุปกรณ์ของสาขา กรุณาเข้าสู่ระบบที่จุดขาย ตู้ขาย หรือประตูที่ทำได้",
  },
  device_token_required: {
    code: "E_DEVICE_TOKEN_REQUIRED",
    status: 403,
    message: "Only the device itself may send this. Send it with the device's own token, not with a person's.",
    message_th: "เฉพาะอุปกรณ์เท่านั้นที่ส่งรายการนี้ได้ กรุณาส่งด้วยโทเคนของอุปกรณ์ ไม่ใช่ของบุคคล",
  },
  shift_closed: {
    code: "E_SHIFT_CLOSED",
    status: 409,
    message: "This drawer has no open shift. Open one, then try again.",
    message_th: "ลิ้นชักนี้ไม่มีกะที่เปิดอยู่ กรุณาเปิดกะแล้วลองใหม่",
  },
  package_unknown: {
    code: "E_PACKAGE_UNKNOWN",
    status: 422,
    message: "The park has no such package; details.fields names it when known. Choose one from GET /catalog/packages.",
    message_th: "ไม่มีแพ็กเกจนี้ details.fields บอกรายการเมื่อทราบ กรุณาเลือกจาก GET /catalog/packages",
  },
  zone_unknown: {
    code: "E_ZONE_UNKNOWN",
    status: 422,
    message:
      "This is not an active zone of the named stores; details.fields names it when known. Choose one from GET /catalog/zones.",
    message_th: "ไม่ใช่โซนที่ใช้งานของสาขาที่ระบุ details.fields บอกรายการเมื่อทราบ กรุณาเลือกจาก GET /catalog/zones",
  },
});
