/** Error codes of offline batches, sockets and backups. */

import { defineErrors } from "./spec.ts";

export const syncErrors = defineErrors({
  batch_budget: {
    code: "E_BATCH_BUDGET",
    status: 503,
    message: "The request reached its budget before this operation. Send the operation again in another request.",
    message_th: "คำขอใช้โควตาครบก่อนถึงรายการนี้ กรุณาส่งรายการนี้อีกครั้งในคำขอใหม่",
  },
});

export const socketErrors = defineErrors({
  message: {
    code: "E_MESSAGE",
    status: 400,
    message: "The socket does not read this message. Send one of the shapes in the documentation.",
    message_th: "อ่านข้อความทาง WebSocket นี้ไม่ได้ กรุณาส่งตามรูปแบบในเอกสาร",
  },
});

export const backupErrors = defineErrors({
  running: {
    code: "E_BACKUP_RUNNING",
    status: 409,
    message: "A backup is already running. GET /backups shows its progress.",
    message_th: "กำลังสำรองข้อมูลอยู่แล้ว ดูความคืบหน้าที่ GET /backups",
  },
  incomplete: {
    code: "E_BACKUP_INCOMPLETE",
    status: 409,
    message: "This backup has no manifest, so it is not complete. Choose another one.",
    message_th: "ข้อมูลสำรองนี้ไม่มีรายการไฟล์จึงไม่สมบูรณ์ กรุณาเลือกชุดอื่น",
  },
  broken: {
    code: "E_BACKUP_BROKEN",
    status: 409,
    message: "A file of this backup is missing or was altered; details.file names it. Put the original file back.",
    message_th: "ไฟล์ของข้อมูลสำรองหายหรือถูกแก้ไข ดูใน details.file กรุณานำไฟล์เดิมกลับมา",
  },
  masters: {
    code: "E_BACKUP_MASTERS",
    status: 409,
    message: "This backup was made under another master; details.master names it. Set the settings it was made under.",
    message_th: "ข้อมูลสำรองนี้ใช้กุญแจหลักอื่น ดูใน details.master กรุณาตั้งค่าตามที่ใช้ตอนสำรอง",
  },
  schema: {
    code: "E_BACKUP_SCHEMA",
    status: 409,
    message:
      "This backup lacks something that this release needs; details.missing names it. Restore with the release that made it.",
    message_th: "ข้อมูลสำรองนี้ขาดสิ่งที่รุ่นนี้ต้องใช้ ดูใน details.missing กรุณากู้คืนด้วยรุ่นที่ทำข้อมูลสำรองนี้",
  },
  not_empty: {
    code: "E_TENANT_NOT_EMPTY",
    status: 409,
    message: "This company already has records here; details.table names a table. Restore where the company has none.",
    message_th: "บริษัทนี้มีข้อมูลอยู่แล้ว ดูใน details.table การกู้คืนต้องทำในที่ว่าง",
  },
  email_taken: {
    code: "E_EMAIL_TAKEN",
    status: 409,
    message:
      "Somebody in this park uses an e-mail address that logs in to another company here. Change that address first.",
    message_th: "มีบุคคลของสวนนี้ที่ใช้อีเมลเดียวกับบริษัทอื่น กรุณาเปลี่ยนอีเมลนั้นก่อน",
  },
  other_restore: {
    code: "E_RESTORE_OPEN",
    status: 409,
    message: "This company is being restored from another backup; details.backup_id names it. Continue with that one.",
    message_th: "บริษัทนี้กำลังกู้คืนจากข้อมูลสำรองอื่น ดูใน details.backup_id กรุณาทำต่อจากชุดนั้น",
  },
  differs: {
    code: "E_RESTORE_DIFFERS",
    status: 409,
    message: "The restored records differ from the backup; details say where. The company stays closed.",
    message_th: "ข้อมูลที่กู้คืนไม่ตรงกับข้อมูลสำรอง ดูใน details บริษัทยังคงปิดอยู่",
  },
});

export const eventErrors = defineErrors({
  gone: {
    code: "E_EVENTS_GONE",
    status: 410,
    message: "Events after this place are no longer kept. Read your records again, then continue with details.after.",
    message_th: "เหตุการณ์หลังตำแหน่งนี้ถูกลบตามอายุแล้ว กรุณาอ่านข้อมูลใหม่ทั้งหมด แล้วอ่านต่อด้วยค่า details.after",
  },
});

export const webhookErrors = defineErrors({
  limit: {
    code: "E_WEBHOOK_LIMIT",
    status: 409,
    message: "Your company has as many endpoints as it may have; details.limit says how many. Delete one first.",
    message_th: "มี endpoint ครบจำนวนแล้ว ดูใน details.limit กรุณาลบรายการหนึ่งก่อน",
  },
  disabled: {
    code: "E_WEBHOOK_DISABLED",
    status: 409,
    message: "This endpoint is disabled. Enable it with PUT /webhooks/{webhook_id}, then repeat the request.",
    message_th: "endpoint นี้ปิดอยู่ กรุณาเปิดด้วย PUT /webhooks/{webhook_id} แล้วส่งคำขออีกครั้ง",
  },
  not_dead: {
    code: "E_DELIVERY_NOT_DEAD",
    status: 409,
    message: "This delivery is not a dead letter; details.status says what it is. GET /dlq lists dead letters.",
    message_th: "รายการส่งนี้ไม่อยู่ในรายการที่ส่งไม่สำเร็จ ดูใน details.status และดูรายการได้ที่ GET /dlq",
  },
});

export const reportErrors = defineErrors({
  own_finding: {
    code: "E_OWN_FINDING",
    status: 403,
    message: "This finding is about you. Another person must look at it.",
    message_th: "สิ่งที่พบนี้เกี่ยวกับคุณเอง กรุณาให้ผู้อื่นตรวจสอบ",
  },
});
