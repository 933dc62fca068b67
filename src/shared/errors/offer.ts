/** Refusals about packages, zones, slots, taxes, price lists and rules. */

import { defineErrors } from "./spec.ts";

export const catalogErrors = defineErrors({
  package_parts: {
    code: "E_PACKAGE_PARTS",
    status: 422,
    message:
      "A bundle needs parts that are other packages of the same stores and no bundles, active when it is; other packages have no parts.",
    message_th: "ชุดแพ็กเกจต้องประกอบด้วยแพ็กเกจอื่นของสาขาเดียวกันที่ไม่ใช่ชุดและใช้งานอยู่ แพ็กเกจอื่นไม่มีส่วนประกอบ",
  },
  package_in_use: {
    code: "E_PACKAGE_IN_USE",
    status: 409,
    message:
      "Active bundles have this package as a part. Deactivate those that details.bundles names, or change their parts.",
    message_th: "มีชุดแพ็กเกจที่ใช้แพ็กเกจนี้อยู่ กรุณาปิดชุดตาม details.bundles หรือเปลี่ยนส่วนประกอบ",
  },
  tax_unknown: {
    code: "E_TAX_UNKNOWN",
    status: 422,
    message: "tax_id is not one of this park's active taxes. Choose one of GET /taxes.",
    message_th: "tax_id ไม่ใช่ภาษีที่ใช้งานอยู่ กรุณาเลือกจาก GET /taxes",
  },
  category_unknown: {
    code: "E_CATEGORY_UNKNOWN",
    status: 422,
    message: "category_id is not a category of the package's stores. Choose one of theirs.",
    message_th: "category_id ไม่ใช่หมวดหมู่ของสาขาของแพ็กเกจ กรุณาเลือกหมวดหมู่ของสาขานั้น",
  },
  zone_in_use: {
    code: "E_ZONE_IN_USE",
    status: 409,
    message: "Active packages open this zone. Deactivate those that details.packages names, or change their zones.",
    message_th: "มีแพ็กเกจที่ใช้โซนนี้อยู่ กรุณาปิดแพ็กเกจตาม details.packages หรือเปลี่ยนโซน",
  },
  sold_out: {
    code: "E_SOLD_OUT",
    status: 409,
    message: "There are not as many places left in the slot. Sell fewer, or a slot that has places.",
    message_th: "ที่ว่างในรอบนี้ไม่พอ กรุณาขายน้อยลงหรือเลือกรอบที่ยังว่าง",
  },
  no_slots: {
    code: "E_NO_SLOTS",
    status: 409,
    message: "The package has no places per slot. Give it a capacity and slot_minutes first.",
    message_th: "แพ็กเกจนี้ไม่ได้แบ่งเป็นรอบ กรุณากำหนด capacity และ slot_minutes ก่อน",
  },
  slot_sold: {
    code: "E_SLOT_SOLD",
    status: 409,
    message: "More places of the slot are sold than that. A capacity of details.sold closes it to further sales.",
    message_th: "รอบนี้ขายไปมากกว่านั้นแล้ว ตั้งความจุเป็น details.sold เพื่อปิดการขาย",
  },
});

export const pricingErrors = defineErrors({
  rule_conflict: {
    code: "E_RULE_CONFLICT",
    status: 409,
    message:
      "An active rule of the same kind and priority, named in details, may apply to the same line at the same time. Give one of them another priority.",
    message_th: "มีกฎชนิดและลำดับเดียวกันที่อาจใช้กับรายการเดียวกันพร้อมกัน ดูใน details กรุณาเปลี่ยนลำดับของกฎหนึ่ง",
  },
  code_taken: {
    code: "E_PROMO_CODE_TAKEN",
    status: 409,
    message: "An active rule, named in details, has this promo code. Choose another, or deactivate that rule first.",
    message_th: "มีกฎที่ใช้รหัสโปรโมชันนี้อยู่ ดูใน details กรุณาใช้รหัสอื่นหรือปิดกฎนั้นก่อน",
  },
  tax_default: {
    code: "E_TAX_DEFAULT",
    status: 409,
    message: "Packages that name no tax have this one. Make another tax the default first.",
    message_th: "แพ็กเกจที่ไม่ระบุภาษีใช้ภาษีนี้ กรุณาตั้งภาษีอื่นเป็นค่าเริ่มต้นก่อน",
  },
  rule_used_up: {
    code: "E_RULE_USED_UP",
    status: 409,
    message: "A rule of this cart was used for the last time just now. Price the cart again.",
    message_th: "สิทธิ์ตามกฎราคาในตะกร้านี้ถูกใช้หมดแล้ว กรุณาคิดราคาใหม่",
  },
  non_stackable: {
    code: "E_NON_STACKABLE",
    status: 422,
    message: "This promo code does not join another discount. Use it alone, or leave it out.",
    message_th: "รหัสโปรโมชันนี้ใช้ร่วมกับส่วนลดอื่นไม่ได้ กรุณาใช้อย่างเดียวหรือไม่ใช้",
  },
});
