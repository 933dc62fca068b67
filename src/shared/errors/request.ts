/** Error codes that any route may return, because the wrapper of routes throws them (rules I3, I6, I9, T2–T4). */

import { defineErrors } from "./spec.ts";

/** Errors that no route lists: `mount` adds those that a route may return. */
export const requestErrors = defineErrors({
  malformed: {
    code: "E_MALFORMED",
    status: 400,
    message: "The request could not be read. Send well-formed JSON.",
    message_th: "อ่านคำขอไม่ได้ กรุณาส่ง JSON ที่ถูกต้อง",
  },
  too_deep: {
    code: "E_TOO_DEEP",
    status: 400,
    message: "The JSON is nested too deeply. Send at most 20 levels.",
    message_th: "JSON ซ้อนกันได้ไม่เกิน 20 ชั้น",
  },
  unauthenticated: {
    code: "E_UNAUTHENTICATED",
    status: 401,
    message: "A valid access token is needed. Log in and send it as Authorization: Bearer.",
    message_th: "ต้องใช้โทเคนที่ใช้งานได้ กรุณาเข้าสู่ระบบแล้วส่งเป็น Authorization: Bearer",
  },
  token_expired: {
    code: "E_TOKEN_EXPIRED",
    status: 401,
    message: "This token has expired. Refresh it or log in again, then repeat the request.",
    message_th: "โทเคนนี้หมดอายุแล้ว กรุณาขอใหม่หรือเข้าสู่ระบบอีกครั้ง แล้วทำรายการซ้ำ",
  },
  device_revoked: {
    code: "E_DEVICE_REVOKED",
    status: 401,
    message: "This device was revoked. Pair it again with a new site key.",
    message_th: "อุปกรณ์นี้ถูกเพิกถอนแล้ว กรุณาจับคู่ใหม่ด้วยคีย์ใหม่",
  },
  token_revoked: {
    code: "E_TOKEN_REVOKED",
    status: 401,
    message: "This API token was revoked or is void. Make another one in the console.",
    message_th: "โทเคน API นี้ถูกเพิกถอนหรือใช้ไม่ได้แล้ว กรุณาสร้างใหม่ในหน้าจัดการ",
  },
  min_version: {
    code: "E_MIN_VERSION",
    status: 426,
    message: "This device's app is too old for its store. Update it to details.min_app_version or newer.",
    message_th: "แอปของอุปกรณ์นี้เก่าเกินไปสำหรับสาขา กรุณาอัปเดตเป็นรุ่น details.min_app_version ขึ้นไป",
  },
  permission: {
    code: "E_PERMISSION",
    status: 403,
    message: "You may not do this here. Ask a manager for the permission.",
    message_th: "คุณไม่มีสิทธิ์ทำรายการนี้ที่นี่ กรุณาขอสิทธิ์จากผู้จัดการ",
  },
  token_closed: {
    code: "E_TOKEN_NOT_ALLOWED",
    status: 403,
    message: "No API token may do this, whatever its scopes. Log in as a person or a device.",
    message_th: "โทเคน API ทำรายการนี้ไม่ได้ไม่ว่าจะมีขอบเขตใด กรุณาเข้าสู่ระบบเป็นบุคคลหรืออุปกรณ์",
  },
  amounts_hidden: {
    code: "E_AMOUNTS_HIDDEN",
    status: 403,
    message: "An open shift is counted blind, so its amounts are not shown. Close it first, or ask a supervisor.",
    message_th: "กะที่เปิดอยู่ต้องนับเงินโดยไม่เห็นยอด กรุณาปิดกะก่อนหรือถามหัวหน้างาน",
  },
  scope_mismatch: {
    code: "E_SCOPE_MISMATCH",
    status: 403,
    message: "This belongs to another store. Do it at that store.",
    message_th: "รายการนี้เป็นของสาขาอื่น กรุณาทำที่สาขานั้น",
  },
  device_suspended: {
    code: "E_DEVICE_SUSPENDED",
    status: 403,
    message: "This device is suspended. Ask a manager to resume it.",
    message_th: "อุปกรณ์นี้ถูกระงับ กรุณาขอให้ผู้จัดการเปิดใช้อีกครั้ง",
  },
  device_pending: {
    code: "E_DEVICE_PENDING",
    status: 403,
    message: "This device is waiting for approval. Ask a manager to approve it.",
    message_th: "อุปกรณ์นี้รอการอนุมัติ กรุณาขอให้ผู้จัดการอนุมัติ",
  },
  employee_suspended: {
    code: "E_EMPLOYEE_SUSPENDED",
    status: 403,
    message: "This employee is suspended. Ask a manager to resume the account.",
    message_th: "บัญชีพนักงานนี้ถูกระงับ กรุณาขอให้ผู้จัดการเปิดใช้อีกครั้ง",
  },
  pin_weak: {
    code: "E_PIN_WEAK",
    status: 403,
    message:
      "Your PIN is too easy to guess for what you may do. Set one of six digits or more with PUT /employees/me/pin.",
    message_th: "PIN ของคุณเดาง่ายเกินไปสำหรับสิทธิ์ที่มี กรุณาตั้งใหม่อย่างน้อยหกหลักด้วย PUT /employees/me/pin",
  },
  step_up: {
    code: "E_STEP_UP_REQUIRED",
    status: 403,
    message:
      "This needs fresh proof of who you are. Confirm your PIN or second factor by POST /auth/step-up, then repeat within five minutes.",
    message_th: "ต้องยืนยันตัวตนอีกครั้ง กรุณาเรียก POST /auth/step-up แล้วทำรายการซ้ำภายในห้านาที",
  },
  tenant_suspended: {
    code: "E_TENANT_SUSPENDED",
    status: 403,
    message: "This company's account is suspended. Ask the provider.",
    message_th: "บัญชีของบริษัทนี้ถูกระงับ กรุณาติดต่อผู้ให้บริการ",
  },
  tenant_closed: {
    code: "E_TENANT_CLOSED",
    status: 403,
    message: "This company's account is closed. The provider can restore it until its records are deleted.",
    message_th: "บัญชีของบริษัทนี้ถูกปิดแล้ว ผู้ให้บริการกู้คืนได้จนกว่าข้อมูลจะถูกลบ",
  },
  not_found: {
    code: "E_NOT_FOUND",
    status: 404,
    message: "There is nothing here under that id. Check the id.",
    message_th: "ไม่พบข้อมูลตามรหัสนี้ กรุณาตรวจสอบรหัส",
  },
  method_not_allowed: {
    code: "E_METHOD_NOT_ALLOWED",
    status: 405,
    message: "This path exists, but not with this method. Use one from the Allow header.",
    message_th: "มีเส้นทางนี้แต่ใช้กับเมธอดนี้ไม่ได้ กรุณาใช้เมธอดตามส่วนหัว Allow",
  },
  too_large: {
    code: "E_TOO_LARGE",
    status: 413,
    message: "The body is larger than this route accepts. Send less per request.",
    message_th: "ข้อมูลที่ส่งใหญ่เกินกว่าที่รับได้ กรุณาส่งให้น้อยลงในแต่ละครั้ง",
  },
  content_type: {
    code: "E_CONTENT_TYPE",
    status: 415,
    message: "This route does not read a body of this type. Send one of details.content_types, uncompressed.",
    message_th: "เส้นทางนี้อ่านข้อมูลชนิดนี้ไม่ได้ กรุณาส่งชนิดตาม details.content_types โดยไม่บีบอัด",
  },
  validation: {
    code: "E_VALIDATION",
    status: 422,
    message: "Some fields are not valid; details.fields says what is wrong with each. Correct them, then send again.",
    message_th: "ข้อมูลบางช่องไม่ถูกต้อง ดูรายละเอียดแต่ละช่องใน details.fields กรุณาแก้ไขแล้วส่งใหม่",
  },
  upgrade_required: {
    code: "E_UPGRADE_REQUIRED",
    status: 426,
    message: "This path is a WebSocket. Open it with the header Upgrade: websocket.",
    message_th: "เส้นทางนี้เป็น WebSocket กรุณาเรียกด้วย Upgrade: websocket",
  },
  idempotency_mismatch: {
    code: "E_IDEMPOTENCY_MISMATCH",
    status: 422,
    message: "This Idempotency-Key was used with another request. Use a new key for a new request.",
    message_th: "Idempotency-Key นี้ใช้กับคำขออื่นแล้ว กรุณาใช้คีย์ใหม่สำหรับคำขอใหม่",
  },
  idempotency_missing: {
    code: "E_IDEMPOTENCY_MISSING",
    status: 422,
    message:
      "The Idempotency-Key header is missing or malformed. Send one of 1 to 128 characters of A-Z a-z 0-9 + / = _ -.",
    message_th: "ไม่มีส่วนหัว Idempotency-Key หรือรูปแบบไม่ถูกต้อง กรุณาส่งยาว 1 ถึง 128 ตัวอักษร จาก A-Z a-z 0-9 + / = _ -",
  },
  duplicate: {
    code: "E_DUPLICATE",
    status: 409,
    message: "This id or name is already in use; details.field names the field when known. Choose another one.",
    message_th: "รหัสหรือชื่อนี้มีอยู่แล้ว details.field บอกช่องที่ซ้ำเมื่อทราบ กรุณาใช้ค่าอื่น",
  },
  rate_limit: {
    code: "E_RATE_LIMIT",
    status: 429,
    message: "Too many requests. Wait for the time in Retry-After, then try again.",
    message_th: "ส่งคำขอถี่เกินไป กรุณารอตามเวลาใน Retry-After แล้วลองใหม่",
  },
  bytes_spent: {
    code: "E_STORAGE_LIMIT",
    status: 429,
    message:
      "You stored more today than limits.caller_bytes_per_day allows. Try again tomorrow, or raise that setting.",
    message_th: "วันนี้บันทึกข้อมูลเกินที่ limits.caller_bytes_per_day กำหนด กรุณาลองใหม่พรุ่งนี้หรือเพิ่มค่านั้น",
  },
  internal: {
    code: "E_INTERNAL",
    status: 500,
    message: "Something unexpected went wrong on our side. Try again; if it happens again, report the request_id.",
    message_th: "ระบบขัดข้องโดยไม่คาดคิด กรุณาลองใหม่ หากยังไม่ได้ให้แจ้ง request_id",
  },
  maintenance: {
    code: "E_MAINTENANCE",
    status: 503,
    message: "The system is under maintenance. Try again after the time in Retry-After.",
    message_th: "ระบบอยู่ระหว่างการบำรุงรักษา กรุณาลองใหม่หลังเวลาใน Retry-After",
  },
  offline_rehearsal: {
    code: "E_OFFLINE_REHEARSAL",
    status: 503,
    message: "An outage is rehearsed on this device. Work offline, and try again after the time in Retry-After.",
    message_th: "กำลังซ้อมการขาดการเชื่อมต่อของอุปกรณ์นี้ กรุณาทำงานแบบออฟไลน์ แล้วลองใหม่หลังเวลาใน Retry-After",
  },
  unavailable: {
    code: "E_UNAVAILABLE",
    status: 503,
    message: "The system cannot answer right now. Try again in a moment.",
    message_th: "ขณะนี้ยังตอบไม่ได้ กรุณาลองใหม่ในอีกสักครู่",
  },
});
