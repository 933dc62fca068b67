/** Error codes of customers. */

import { defineErrors } from "./spec.ts";

export const customerErrors = defineErrors({
  points_short: {
    code: "E_POINTS_SHORT",
    status: 409,
    message: "The customer does not have that many points. Use fewer, or pay in another way.",
    message_th: "ลูกค้ามีคะแนนไม่พอ กรุณาใช้น้อยลงหรือชำระด้วยวิธีอื่น",
  },
  inactive: {
    code: "E_CUSTOMER_INACTIVE",
    status: 409,
    message: "This customer is inactive. Choose an active one, or activate this one again.",
    message_th: "ลูกค้ารายนี้ถูกปิดใช้งาน กรุณาเลือกรายอื่นหรือเปิดใช้งานอีกครั้ง",
  },
  merged: {
    code: "E_CUSTOMER_MERGED",
    status: 409,
    message: "This customer was merged into another; details.merged_into names it. Change that one.",
    message_th: "ลูกค้ารายนี้ถูกรวมกับรายอื่นแล้ว ดูใน details.merged_into กรุณาแก้ไขรายนั้น",
  },
  erased: {
    code: "E_CUSTOMER_ERASED",
    status: 409,
    message: "This customer was erased. Create a new one.",
    message_th: "ข้อมูลลูกค้ารายนี้ถูกลบแล้ว กรุณาสร้างรายใหม่",
  },
  required: {
    code: "E_CUSTOMER_REQUIRED",
    status: 422,
    message: "Points, and codes limited per customer, need a customer. Send customer_id.",
    message_th: "รายการนี้ต้องระบุลูกค้า เช่น การใช้คะแนนหรือรหัสที่จำกัดต่อลูกค้า กรุณาส่ง customer_id",
  },
});
