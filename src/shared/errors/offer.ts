/** Error codes of packages, zones, slots, taxes, price lists and rules. */

import { defineErrors } from "./spec.ts";

export const catalogErrors = defineErrors({
  package_parts: {
    code: "E_PACKAGE_PARTS",
    status: 422,
    message:
      "A bundle's parts must be packages of the same stores, not bundles, and active if the bundle is. Only a bundle has parts.",
    message_th: "ชุดแพ็กเกจต้องประกอบด้วยแพ็กเกจอื่นของสาขาเดียวกันที่ไม่ใช่ชุดและใช้งานอยู่ แพ็กเกจอื่นไม่มีส่วนประกอบ",
  },
  package_in_use: {
    code: "E_PACKAGE_IN_USE",
    status: 409,
    message: "Active bundles contain this package. Deactivate the bundles in details.bundles, or change their parts.",
    message_th: "มีชุดแพ็กเกจที่ใช้แพ็กเกจนี้อยู่ กรุณาปิดชุดตาม details.bundles หรือเปลี่ยนส่วนประกอบ",
  },
  tax_unknown: {
    code: "E_TAX_UNKNOWN",
    status: 422,
    message: "tax_id is not one of this park's active taxes. Choose one from GET /taxes.",
    message_th: "tax_id ไม่ใช่ภาษีที่ใช้งานอยู่ กรุณาเลือกจาก GET /taxes",
  },
  category_unknown: {
    code: "E_CATEGORY_UNKNOWN",
    status: 422,
    message: "category_id is not a category of the package's stores. Choose one of their categories.",
    message_th: "category_id ไม่ใช่หมวดหมู่ของสาขาของแพ็กเกจ กรุณาเลือกหมวดหมู่ของสาขานั้น",
  },
  zone_in_use: {
    code: "E_ZONE_IN_USE",
    status: 409,
    message: "Active packages open this zone. Deactivate the packages in details.packages, or change their zones.",
    message_th: "มีแพ็กเกจที่ใช้โซนนี้อยู่ กรุณาปิดแพ็กเกจตาม details.packages หรือเปลี่ยนโซน",
  },
  sold_out: {
    code: "E_SOLD_OUT",
    status: 409,
    message: "The slot has too few places left. Sell fewer, or choose a slot with more places.",
    message_th: "ที่ว่างในรอบนี้ไม่พอ กรุณาขายน้อยลงหรือเลือกรอบที่ยังว่าง",
  },
  no_slots: {
    code: "E_NO_SLOTS",
    status: 409,
    message: "The package is not sold by slot. Give it a capacity and slot_minutes first.",
    message_th: "แพ็กเกจนี้ไม่ได้แบ่งเป็นรอบ กรุณากำหนด capacity และ slot_minutes ก่อน",
  },
  slot_sold: {
    code: "E_SLOT_SOLD",
    status: 409,
    message: "More places of this slot are already sold. Set the capacity to details.sold to stop further sales.",
    message_th: "รอบนี้ขายไปมากกว่านั้นแล้ว ตั้งความจุเป็น details.sold เพื่อปิดการขาย",
  },
});

export const pricingErrors = defineErrors({
  rule_conflict: {
    code: "E_RULE_CONFLICT",
    status: 409,
    message:
      "An active rule of this kind and priority, named in details, can apply to the same line. Give one of them another priority.",
    message_th: "มีกฎชนิดและลำดับเดียวกันที่อาจใช้กับรายการเดียวกันพร้อมกัน ดูใน details กรุณาเปลี่ยนลำดับของกฎหนึ่ง",
  },
  code_taken: {
    code: "E_PROMO_CODE_TAKEN",
    status: 409,
    message:
      "An active rule, named in details, already has this promo code. Choose another code, or deactivate that rule first.",
    message_th: "มีกฎที่ใช้รหัสโปรโมชันนี้อยู่ ดูใน details กรุณาใช้รหัสอื่นหรือปิดกฎนั้นก่อน",
  },
  tax_default: {
    code: "E_TAX_DEFAULT",
    status: 409,
    message: "Packages without a tax of their own use this one. Make another tax the default first.",
    message_th: "แพ็กเกจที่ไม่ระบุภาษีใช้ภาษีนี้ กรุณาตั้งภาษีอื่นเป็นค่าเริ่มต้นก่อน",
  },
  rule_used_up: {
    code: "E_RULE_USED_UP",
    status: 409,
    message: "A price rule in this cart was just used up. Price the cart again.",
    message_th: "สิทธิ์ตามกฎราคาในตะกร้านี้ถูกใช้หมดแล้ว กรุณาคิดราคาใหม่",
  },
  non_stackable: {
    code: "E_NON_STACKABLE",
    status: 422,
    message: "This promo code cannot be combined with another discount. Use it alone, or leave it out.",
    message_th: "รหัสโปรโมชันนี้ใช้ร่วมกับส่วนลดอื่นไม่ได้ กรุณาใช้อย่างเดียวหรือไม่ใช้",
  },
});

export const pictureErrors = defineErrors({
  refused: {
    code: "E_PICTURE",
    status: 422,
    message:
      "The picture is refused; details.reason says why. Send a PNG, JPEG or WebP of at most 300 kB and 1,200 pixels a side, without metadata.",
    message_th:
      "ไม่รับรูปนี้ ดูสาเหตุใน details.reason กรุณาส่ง PNG, JPEG หรือ WebP ขนาดไม่เกิน 300 kB ด้านละไม่เกิน 1,200 พิกเซล และไม่มีข้อมูลแฝง",
  },
  quota: {
    code: "E_PICTURE_QUOTA",
    status: 409,
    message: "The park has as many pictures as it may have. Take some from packages; they are removed within two days.",
    message_th: "จำนวนรูปของสวนสนุกเต็มแล้ว กรุณานำรูปออกจากบางแพ็กเกจ รูปที่ไม่ใช้จะถูกลบภายในสองวัน",
  },
});
