/** Error codes of companies, stores, people, devices, approvals and settings. */

import { defineErrors } from "./spec.ts";

export const apiTokenErrors = defineErrors({
  limit: {
    code: "E_TOKEN_LIMIT",
    status: 409,
    message: "There are as many API tokens as there may be; details.limit says how many. Revoke one first.",
    message_th: "มีโทเคน API ครบจำนวนแล้ว ดูจำนวนใน details.limit กรุณาเพิกถอนรายการหนึ่งก่อน",
  },
});

export const tenantErrors = defineErrors({
  tenant_status: {
    code: "E_TENANT_STATUS",
    status: 409,
    message:
      "The company's status does not allow this; details.status names it. Choose an action that this status allows.",
    message_th: "สถานะของบริษัทไม่อนุญาตให้ทำรายการนี้ ดูสถานะใน details.status กรุณาเลือกรายการที่สถานะนี้อนุญาต",
  },
  maintenance_providers: {
    code: "E_MAINTENANCE_PROVIDER",
    status: 409,
    message: "Your provider set this maintenance. Ask the provider to change or end it.",
    message_th: "ผู้ให้บริการตั้งการบำรุงรักษานี้ไว้ กรุณาขอให้ผู้ให้บริการเปลี่ยนหรือยกเลิก",
  },
  tenant_provider: {
    code: "E_TENANT_PROVIDER",
    status: 409,
    message: "This is the provider's own company. It stays in service and cannot be put into maintenance or closed.",
    message_th: "บริษัทของผู้ให้บริการเปิดให้ใช้เสมอ จึงตั้งบำรุงรักษาหรือปิดไม่ได้",
  },
  store_inactive: {
    code: "E_STORE_INACTIVE",
    status: 409,
    message: "This store is inactive. Activate it first.",
    message_th: "สาขานี้ไม่ได้ใช้งาน กรุณาเปิดใช้งานก่อน",
  },
  store_open: {
    code: "E_STORE_OPEN",
    status: 409,
    message: "A drawer of this store is open. Close it first.",
    message_th: "ลิ้นชักของสาขานี้ยังเปิดอยู่ กรุณาปิดก่อน",
  },
  store_in_use: {
    code: "E_STORE_IN_USE",
    status: 409,
    message:
      "A store's time zone and cut-off hour cannot change once it has a shift or a sale. Create a new store instead.",
    message_th: "เปลี่ยนเขตเวลาและเวลาตัดวันไม่ได้เมื่อสาขามีกะหรือการขายแล้ว กรุณาสร้างสาขาใหม่แทน",
  },
});

export const employeeErrors = defineErrors({
  credentials: {
    code: "E_CREDENTIALS",
    status: 401,
    message: "The e-mail address and PIN do not match. If you work for two companies, send company_id too.",
    message_th: "อีเมลและ PIN ไม่ตรงกัน หากทำงานสองบริษัทกรุณาส่ง company_id ด้วย",
  },
  pin_locked: {
    code: "E_PIN_LOCKED",
    status: 429,
    message: "Too many wrong PINs. This PIN is locked; try again after the time in Retry-After.",
    message_th: "ใส่ PIN ผิดหลายครั้งเกินไป PIN นี้ถูกล็อก กรุณาลองใหม่หลังเวลาใน Retry-After",
  },
  pin_wrong: {
    code: "E_PIN_WRONG",
    status: 401,
    message: "This is not your PIN. Enter it again.",
    message_th: "PIN ไม่ถูกต้อง กรุณาใส่อีกครั้ง",
  },
  pin_same: {
    code: "E_PIN_SAME",
    status: 409,
    message: "This is already your PIN. Choose another one.",
    message_th: "นี่คือ PIN เดิมของคุณ กรุณาเลือก PIN อื่น",
  },
  pin_required: {
    code: "E_PIN_REQUIRED",
    status: 401,
    message: "Send your PIN as pin. A second factor alone is enough only after its first 24 hours.",
    message_th: "กรุณาส่ง PIN ในช่อง pin การยืนยันขั้นที่สองอย่างเดียวใช้ได้หลังจาก 24 ชั่วโมงแรกเท่านั้น",
  },
  approver_pin: {
    code: "E_APPROVER_PIN",
    status: 403,
    message: "The approver and PIN do not match. Ask the approver to enter the PIN again.",
    message_th: "ผู้อนุมัติและ PIN ไม่ตรงกัน กรุณาให้ผู้อนุมัติใส่อีกครั้ง",
  },
  approver: {
    code: "E_APPROVER",
    status: 403,
    message:
      "The approver must be another person who may approve this here. People whom you added, or gave a PIN or rights, in the last seven days do not count.",
    message_th: "ผู้อนุมัติต้องเป็นคนอื่นที่มีสิทธิ์อนุมัติที่นี่ และไม่ใช่คนที่คุณเพิ่งเพิ่ม ตั้ง PIN หรือให้สิทธิ์ในเจ็ดวันที่ผ่านมา",
  },
  refresh: {
    code: "E_REFRESH",
    status: 401,
    message: "This refresh token is no longer valid. Log in again.",
    message_th: "โทเคนสำหรับต่ออายุใช้ไม่ได้แล้ว กรุณาเข้าสู่ระบบอีกครั้ง",
  },
  oneself: {
    code: "E_ONESELF",
    status: 409,
    message: "You cannot suspend your own account. Ask another manager.",
    message_th: "ระงับบัญชีของตนเองไม่ได้ กรุณาขอให้ผู้จัดการคนอื่นทำ",
  },
  last_owner: {
    code: "E_LAST_OWNER",
    status: 409,
    message: "This is the last active owner. Make somebody else an owner first.",
    message_th: "นี่คือเจ้าของคนสุดท้ายที่ใช้งานอยู่ กรุณาตั้งเจ้าของคนอื่นก่อน",
  },
  not_sole_owner: {
    code: "E_NOT_SOLE_OWNER",
    status: 409,
    message: "This person is not the park's only active owner. Ask an owner of the park to give them a new PIN.",
    message_th: "บุคคลนี้ไม่ใช่เจ้าของเพียงคนเดียว กรุณาขอให้เจ้าของของสวนตั้ง PIN ใหม่ให้",
  },
  role_fixed: {
    code: "E_ROLE_FIXED",
    status: 409,
    message: "An owner's permissions cannot be changed. Change another role.",
    message_th: "เปลี่ยนสิทธิ์ของเจ้าของไม่ได้ กรุณาเปลี่ยนบทบาทอื่น",
  },
  role_seeded: {
    code: "E_ROLE_SEEDED",
    status: 409,
    message: "Every park has this role, so it cannot be deleted. Change it instead.",
    message_th: "ทุกสวนมีบทบาทนี้ จึงแก้ไขได้แต่ลบไม่ได้",
  },
  role_held: {
    code: "E_ROLE_HELD",
    status: 409,
    message: "Somebody has this role. Give them another one first.",
    message_th: "มีผู้ถือบทบาทนี้อยู่ กรุณาให้บทบาทอื่นแก่เขาก่อน",
  },
  totp_required: {
    code: "E_TOTP_REQUIRED",
    status: 401,
    message: "This person has a second factor. Send totp_code from the authenticator, or a recovery_code.",
    message_th: "บุคคลนี้ใช้การยืนยันขั้นที่สอง กรุณาส่ง totp_code จากแอปยืนยันตัวตน หรือ recovery_code",
  },
  totp_code: {
    code: "E_TOTP_CODE",
    status: 401,
    message: "This code is wrong, too old or already used. Send the newest code.",
    message_th: "รหัสนี้ผิด เก่าเกินไป หรือใช้ไปแล้ว กรุณาส่งรหัสล่าสุด",
  },
  totp_locked: {
    code: "E_TOTP_LOCKED",
    status: 429,
    message: "Too many wrong codes. Codes are locked; try again after the time in Retry-After.",
    message_th: "ใส่รหัสผิดหลายครั้งเกินไป รหัสถูกล็อก กรุณาลองใหม่หลังเวลาใน Retry-After",
  },
  totp_active: {
    code: "E_TOTP_ACTIVE",
    status: 409,
    message: "A second factor is in use. Remove it first, with one of its codes.",
    message_th: "มีการยืนยันขั้นที่สองอยู่แล้ว กรุณายกเลิกด้วยรหัสของมันก่อน",
  },
  totp_absent: {
    code: "E_TOTP_ABSENT",
    status: 409,
    message: "No second factor is waiting for its first code. Enrol one first.",
    message_th: "ไม่มีการยืนยันขั้นที่สองที่รอรหัสแรก กรุณาลงทะเบียนก่อน",
  },
});

export const deviceErrors = defineErrors({
  credentials: {
    code: "E_DEVICE_CREDENTIALS",
    status: 401,
    message: "The device id and token do not match. Pair the device again.",
    message_th: "รหัสอุปกรณ์และโทเคนไม่ตรงกัน กรุณาจับคู่อุปกรณ์ใหม่",
  },
  pairing_unknown: {
    code: "E_PAIRING_UNKNOWN",
    status: 401,
    message: "This site key is unknown. Scan it again or ask for a new one.",
    message_th: "ไม่พบคีย์จับคู่นี้ กรุณาสแกนอีกครั้งหรือขอคีย์ใหม่",
  },
  pairing_used: {
    code: "E_PAIRING_USED",
    status: 409,
    message: "This site key has already paired a device. Ask for a new one.",
    message_th: "คีย์นี้จับคู่อุปกรณ์ไปแล้ว กรุณาขอคีย์ใหม่",
  },
  pairing_revoked: {
    code: "E_PAIRING_REVOKED",
    status: 409,
    message: "This site key was withdrawn. Ask for a new one.",
    message_th: "คีย์นี้ถูกยกเลิกแล้ว กรุณาขอคีย์ใหม่",
  },
  pairing_expired: {
    code: "E_PAIRING_EXPIRED",
    status: 409,
    message: "This site key is older than 24 hours. Ask for a new one.",
    message_th: "คีย์นี้เก่ากว่า 24 ชั่วโมง กรุณาขอคีย์ใหม่",
  },
  pairing_type: {
    code: "E_PAIRING_TYPE",
    status: 409,
    message: "This site key is for another type of device. Ask for one of this type.",
    message_th: "คีย์นี้ใช้กับอุปกรณ์ชนิดอื่น กรุณาขอคีย์สำหรับชนิดนี้",
  },
  rehearsal_running: {
    code: "E_REHEARSAL_RUNNING",
    status: 409,
    message: "A rehearsal of this device runs already. End it first.",
    message_th: "อุปกรณ์นี้กำลังซ้อมอยู่แล้ว กรุณาจบการซ้อมก่อน",
  },
  rehearsal_limit: {
    code: "E_REHEARSAL_LIMIT",
    status: 409,
    message: "details.limit devices of this store are in rehearsal already. End one of their rehearsals first.",
    message_th: "สาขานี้มีอุปกรณ์ที่กำลังซ้อมครบ details.limit เครื่องแล้ว กรุณาจบการซ้อมของเครื่องใดเครื่องหนึ่งก่อน",
  },
  rehearsal_own_device: {
    code: "E_REHEARSAL_OWN_DEVICE",
    status: 409,
    message: "You use this device, and could not end its rehearsal. Start it in the console or on another device.",
    message_th: "คุณกำลังใช้อุปกรณ์นี้และจะจบการซ้อมเองไม่ได้ กรุณาเริ่มจากคอนโซลหรืออุปกรณ์อื่น",
  },
  rehearsal_drawer_open: {
    code: "E_REHEARSAL_DRAWER_OPEN",
    status: 409,
    message:
      "This till has an open shift. Close it first, or send with_open_drawer: true; its sales then arrive after the end.",
    message_th: "เครื่องขายนี้มีกะที่เปิดอยู่ กรุณาปิดกะก่อน หรือส่ง with_open_drawer: true แล้วยอดขายจะส่งมาหลังการซ้อมจบ",
  },
  device_state: {
    code: "E_DEVICE_STATE",
    status: 409,
    message:
      "The device's status does not allow this; details.status names it. Choose an action that this status allows.",
    message_th: "สถานะของอุปกรณ์ไม่อนุญาตให้ทำรายการนี้ ดูสถานะใน details.status กรุณาเลือกรายการที่สถานะนี้อนุญาต",
  },
});

export const approvalErrors = defineErrors({
  reason_unknown: {
    code: "E_REASON_UNKNOWN",
    status: 422,
    message: "The park has no such reason for this action. Choose one from GET /approvals/reason-codes.",
    message_th: "ไม่มีเหตุผลนี้สำหรับรายการนี้ ดูเหตุผลได้ที่ GET /approvals/reason-codes",
  },
  reason_required: {
    code: "E_REASON_REQUIRED",
    status: 422,
    message: "This needs a reason. Send a reason_code from GET /approvals/reason-codes.",
    message_th: "ต้องระบุเหตุผล กรุณาส่ง reason_code ดูรายการที่ GET /approvals/reason-codes",
  },
  required: {
    code: "E_APPROVAL_REQUIRED",
    status: 403,
    message: "This needs an approval for exactly this action. Ask a supervisor to enter their PIN.",
    message_th: "ต้องมีการอนุมัติที่ตรงกับรายการนี้ กรุณาให้หัวหน้างานใส่ PIN",
  },
  requester: {
    code: "E_REQUESTER",
    status: 403,
    message: "A device cannot request this on its own. Log in on it as a person, then request it again.",
    message_th: "อุปกรณ์ขอรายการนี้เองไม่ได้ กรุณาให้พนักงานเข้าสู่ระบบที่อุปกรณ์แล้วขอใหม่",
  },
  decided: {
    code: "E_APPROVAL_DECIDED",
    status: 409,
    message: "This request was already decided. Read it to see the decision.",
    message_th: "คำขอนี้ตัดสินไปแล้ว กรุณาเปิดดูผล",
  },
  expired: {
    code: "E_APPROVAL_EXPIRED",
    status: 409,
    message: "Nobody decided this request within ten minutes. Make a new request.",
    message_th: "ไม่มีผู้ตัดสินคำขอนี้ภายในสิบนาที กรุณาขอใหม่",
  },
  daily_cap: {
    code: "E_DAILY_CAP",
    status: 409,
    message: "This person or device has reached the park's daily limit for this action. Ask another person to do it.",
    message_th: "บุคคลหรืออุปกรณ์นี้ทำรายการนี้ครบจำนวนต่อวันแล้ว กรุณาให้คนอื่นทำ",
  },
});

export const looseningErrors = defineErrors({
  second_person: {
    code: "E_SECOND_PERSON",
    status: 403,
    message:
      "This makes a risky action easier, so two people must agree. Name another person who may set this as approver.",
    message_th: "การตั้งค่านี้ทำให้รายการที่เสี่ยงง่ายขึ้น จึงต้องมีสองคนเห็นชอบ กรุณาระบุผู้อนุมัติอีกคนที่ตั้งค่านี้ได้",
  },
});
