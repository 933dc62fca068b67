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

export const importErrors = defineErrors({
  unreadable: {
    code: "E_IMPORT_UNREADABLE",
    status: 422,
    message: "This file is no CSV text. Save it as CSV in your spreadsheet, and send it again.",
    message_th: "ไฟล์นี้ไม่ใช่ข้อความ CSV กรุณาบันทึกเป็น CSV แล้วส่งใหม่",
  },
  empty: {
    code: "E_IMPORT_EMPTY",
    status: 422,
    message: "This file has no rows below its header. Send a file with at least one row.",
    message_th: "ไฟล์นี้ไม่มีแถวข้อมูลใต้หัวตาราง กรุณาส่งไฟล์ที่มีอย่างน้อยหนึ่งแถว",
  },
  too_large: {
    code: "E_IMPORT_TOO_LARGE",
    status: 422,
    message: "This file has more than 50,000 rows or 200 columns. Split it, and send the parts.",
    message_th: "ไฟล์นี้มีเกิน 50,000 แถวหรือ 200 คอลัมน์ กรุณาแบ่งไฟล์แล้วส่งทีละส่วน",
  },
  mapping: {
    code: "E_IMPORT_MAPPING",
    status: 422,
    message: "The columns cannot be used; details.fields says which. Choose a column for each required field.",
    message_th: "ใช้คอลัมน์ที่เลือกไม่ได้ ดูใน details.fields กรุณาเลือกคอลัมน์ให้ทุกช่องที่จำเป็น",
  },
  moved: {
    code: "E_IMPORT_STATUS",
    status: 409,
    message: "This import is no longer at this step; details.status says where it is. Read it again.",
    message_th: "การนำเข้านี้ผ่านขั้นตอนนี้ไปแล้ว ดูใน details.status กรุณาโหลดใหม่",
  },
  gone: {
    code: "E_IMPORT_GONE",
    status: 410,
    message: "The file of this import is no longer kept. Upload it again.",
    message_th: "ไฟล์ของการนำเข้านี้ไม่มีอยู่แล้ว กรุณาอัปโหลดใหม่",
  },
});

/** Errors of single rows of an import; its answers list them. */
export const importRowErrors = defineErrors({
  row_missing: {
    code: "E_IMPORT_ROW_MISSING",
    status: 422,
    message: "This cell is empty. Fill it in.",
    message_th: "ช่องนี้ว่าง กรุณากรอกข้อมูล",
  },
  row_number: {
    code: "E_IMPORT_ROW_NUMBER",
    status: 422,
    message: "This cell is not an amount or a number that can be used. Write it as 1234.50.",
    message_th: "ช่องนี้ไม่ใช่ตัวเลขที่ใช้ได้ กรุณาเขียนแบบ 1234.50",
  },
  row_phone: {
    code: "E_IMPORT_ROW_PHONE",
    status: 422,
    message: "This cell is not a telephone number. Format the column as text, and write the number whole.",
    message_th: "ช่องนี้ไม่ใช่หมายเลขโทรศัพท์ กรุณาตั้งคอลัมน์เป็นข้อความแล้วเขียนหมายเลขให้ครบ",
  },
  row_email: {
    code: "E_IMPORT_ROW_EMAIL",
    status: 422,
    message: "This cell is not an e-mail address. Correct it, or empty it.",
    message_th: "ช่องนี้ไม่ใช่อีเมล กรุณาแก้ไขหรือลบออก",
  },
  row_flag: {
    code: "E_IMPORT_ROW_FLAG",
    status: 422,
    message: "This cell is neither yes nor no. Write Y or N.",
    message_th: "ช่องนี้ไม่ใช่ใช่หรือไม่ใช่ กรุณาเขียน Y หรือ N",
  },
  row_long: {
    code: "E_IMPORT_ROW_LONG",
    status: 422,
    message: "This text is too long. Shorten it.",
    message_th: "ข้อความนี้ยาวเกินไป กรุณาย่อให้สั้นลง",
  },
  row_card: {
    code: "E_IMPORT_ROW_CARD",
    status: 422,
    message: "This cell holds a card number, which we never keep. Remove it.",
    message_th: "ช่องนี้มีหมายเลขบัตร ซึ่งเราไม่เก็บ กรุณาลบออก",
  },
  row_twice: {
    code: "E_IMPORT_ROW_TWICE",
    status: 422,
    message: "An earlier row of this file has the same id. Only that one counts.",
    message_th: "มีแถวก่อนหน้าในไฟล์นี้ที่ใช้รหัสเดียวกัน ระบบใช้แถวแรกเท่านั้น",
  },
  row_item: {
    code: "E_IMPORT_ROW_ITEM",
    status: 422,
    message: "No item has this id. Import the items first.",
    message_th: "ไม่มีสินค้าที่ใช้รหัสนี้ กรุณานำเข้าสินค้าก่อน",
  },
  row_in_use: {
    code: "E_IMPORT_ROW_IN_USE",
    status: 422,
    message: "An active bundle needs this package, so it stays on sale. Change the bundle first.",
    message_th: "มีชุดแพ็กเกจที่ใช้แพ็กเกจนี้อยู่ จึงยังขายต่อ กรุณาแก้ไขชุดก่อน",
  },
  row_elsewhere: {
    code: "E_IMPORT_ROW_ELSEWHERE",
    status: 422,
    message: "This item is not only of the chosen store. Import it for all stores.",
    message_th: "สินค้านี้ไม่ได้เป็นของสาขาที่เลือกเท่านั้น กรุณานำเข้าสำหรับทุกสาขา",
  },
  row_code: {
    code: "E_IMPORT_ROW_CODE",
    status: 422,
    message: "This is no ticket code: it needs 4 to 200 letters or digits. Write what the scanner reads.",
    message_th: "ช่องนี้ไม่ใช่รหัสตั๋ว ต้องมีตัวอักษรหรือตัวเลข 4 ถึง 200 ตัว กรุณาเขียนตามที่เครื่องสแกนอ่านได้",
  },
  row_rounded: {
    code: "E_IMPORT_ROW_ROUNDED",
    status: 422,
    message: "A spreadsheet rounded this code, so digits are lost. Format the column as text, and export it again.",
    message_th: "โปรแกรมตารางปัดรหัสนี้จนตัวเลขหายไป กรุณาตั้งคอลัมน์เป็นข้อความแล้วส่งออกใหม่",
  },
  row_date: {
    code: "E_IMPORT_ROW_DATE",
    status: 422,
    message: "This cell is not a date. Write it as 2026-12-31, or as day/month/year.",
    message_th: "ช่องนี้ไม่ใช่วันที่ กรุณาเขียนแบบ 2026-12-31 หรือ วัน/เดือน/ปี",
  },
  row_package: {
    code: "E_IMPORT_ROW_PACKAGE",
    status: 422,
    message: "No single package of this store has this id or name. Import the items first, or write the package's id.",
    message_th: "ไม่มีแพ็กเกจเดียวของสาขานี้ที่ตรงกับรหัสหรือชื่อนี้ กรุณานำเข้าสินค้าก่อน หรือเขียนรหัสแพ็กเกจ",
  },
  row_bundle: {
    code: "E_IMPORT_ROW_BUNDLE",
    status: 422,
    message: "This package is a bundle, which has no ticket of its own. Name one of its parts.",
    message_th: "แพ็กเกจนี้เป็นชุด ซึ่งไม่มีตั๋วของตัวเอง กรุณาระบุแพ็กเกจในชุด",
  },
  row_uses: {
    code: "E_IMPORT_ROW_USES",
    status: 422,
    message: "This package cannot have so many uses left. Name a package with several uses, or correct the number.",
    message_th: "แพ็กเกจนี้มีจำนวนสิทธิ์คงเหลือเท่านี้ไม่ได้ กรุณาระบุแพ็กเกจที่ใช้ได้หลายครั้ง หรือแก้ไขจำนวน",
  },
  row_window: {
    code: "E_IMPORT_ROW_WINDOW",
    status: 422,
    message: "This ticket would end before it starts. Correct its dates.",
    message_th: "ตั๋วนี้หมดอายุก่อนวันเริ่มใช้ กรุณาแก้ไขวันที่",
  },
  row_own_code: {
    code: "E_IMPORT_ROW_OWN_CODE",
    status: 422,
    message: "This code is a ticket of this park already. Leave the row out.",
    message_th: "รหัสนี้เป็นตั๋วของสวนนี้อยู่แล้ว กรุณาลบแถวนี้ออก",
  },
  row_ticket_touched: {
    code: "E_IMPORT_ROW_TICKET_USED",
    status: 422,
    message: "This ticket was used or changed here since its import, so it stays as it is. Change it in the console.",
    message_th: "ตั๋วนี้ถูกใช้หรือแก้ไขที่นี่แล้วหลังนำเข้า จึงคงเดิมไว้ กรุณาแก้ไขในคอนโซล",
  },
  row_refused: {
    code: "E_IMPORT_ROW_REFUSED",
    status: 422,
    message: "This row was refused when it was written. Check its values, and import the file again.",
    message_th: "ระบบปฏิเสธแถวนี้ตอนบันทึก กรุณาตรวจค่าแล้วนำเข้าไฟล์อีกครั้ง",
  },
});

export const onboardingErrors = defineErrors({
  closed: {
    code: "E_ONBOARDING_CLOSED",
    status: 403,
    message: "Nobody can sign up here. Ask the provider of this service to set up your park.",
    message_th: "ที่นี่ไม่เปิดให้สมัครเอง กรุณาขอให้ผู้ให้บริการตั้งค่าสวนของคุณ",
  },
  full: {
    code: "E_ONBOARDING_FULL",
    status: 503,
    message: "Too many parks signed up today. Try again tomorrow, or ask the provider of this service.",
    message_th: "วันนี้มีผู้สมัครครบจำนวนแล้ว กรุณาลองใหม่พรุ่งนี้ หรือติดต่อผู้ให้บริการ",
  },
  mail_unsent: {
    code: "E_MAIL_UNSENT",
    status: 503,
    message: "The mail could not be sent. Wait a minute, check the address, and ask for a new code.",
    message_th: "ส่งอีเมลไม่สำเร็จ กรุณารอสักครู่ ตรวจสอบอีเมล แล้วขอรหัสใหม่",
  },
  code: {
    code: "E_ONBOARDING_CODE",
    status: 422,
    message: "This is not the code of the last mail. details.tries_left says how many tries are left.",
    message_th: "รหัสไม่ตรงกับอีเมลฉบับล่าสุด ดูจำนวนครั้งที่เหลือใน details.tries_left",
  },
  code_over: {
    code: "E_ONBOARDING_CODE_OVER",
    status: 409,
    message: "This code is no longer valid: it lasts 15 minutes and five tries. Ask for a new code.",
    message_th: "รหัสนี้ใช้ไม่ได้แล้ว (อายุ 15 นาที กรอกได้ 5 ครั้ง) กรุณาขอรหัสใหม่",
  },
  finished: {
    code: "E_ONBOARDING_FINISHED",
    status: 409,
    message: "This park is set up already. Sign in to the console, and change its settings there.",
    message_th: "ตั้งค่าสวนนี้เรียบร้อยแล้ว กรุณาเข้าสู่ระบบหน้าจัดการเพื่อแก้ไขการตั้งค่า",
  },
  incomplete: {
    code: "E_ONBOARDING_INCOMPLETE",
    status: 422,
    message: "Some steps are missing; details.missing lists them. Fill them in, then finish again.",
    message_th: "ยังกรอกไม่ครบ ดูขั้นตอนที่ขาดใน details.missing กรุณากรอกให้ครบแล้วกดเสร็จสิ้นอีกครั้ง",
  },
});
