/** Guides for a park's staff: each page has the same sections in English and Thai, and each section has a few steps. */

import type { Guide, GuideName } from "./names.ts";

export const GUIDE_TEXTS: Readonly<Record<GuideName, Guide>> = {
  printing: {
    title: ["Printing receipts and tickets", "การพิมพ์ใบเสร็จและตั๋ว"],
    intro: [
      "A receipt prints on 58 or 80 mm paper, or as a PDF. The number of each copy is on it.",
      "ใบเสร็จพิมพ์ได้บนกระดาษ 58 หรือ 80 มม. หรือเป็น PDF และมีเลขสำเนาทุกใบ",
    ],
    sections: [
      {
        title: ["Set a printer up", "ตั้งค่าเครื่องพิมพ์"],
        steps: [
          [
            "Open Integrations, then Printers, and add a profile with the paper's width.",
            "เปิด การเชื่อมต่อ แล้วเลือก เครื่องพิมพ์ เพิ่มโปรไฟล์พร้อมความกว้างกระดาษ",
          ],
          ["Choose the profile for each till.", "เลือกโปรไฟล์ให้เครื่องขายแต่ละเครื่อง"],
          ["Print a test. Both languages and the QR code must be sharp.", "พิมพ์ทดสอบ ตัวอักษรทั้งสองภาษาและคิวอาร์โค้ดต้องคมชัด"],
        ],
      },
      {
        title: ["Nothing comes out", "ไม่มีอะไรพิมพ์ออกมา"],
        steps: [
          [
            "Check the paper, the lid and the power. Then print the test again.",
            "ตรวจกระดาษ ฝาปิด และปลั๊กไฟ แล้วพิมพ์ทดสอบอีกครั้ง",
          ],
          [
            "The sale is safe. Open it under Sales and print its receipt again.",
            "รายการขายถูกบันทึกแล้ว เปิดที่หน้า รายการขาย แล้วพิมพ์ใบเสร็จอีกครั้ง",
          ],
          [
            "A ticket that is printed again needs an approver. The old paper stays valid until the new code is issued.",
            "การพิมพ์ตั๋วซ้ำต้องมีผู้อนุมัติ ตั๋วใบเดิมยังใช้ได้จนกว่าจะออกรหัสใหม่",
          ],
        ],
      },
      {
        title: ["Thai letters look wrong", "ตัวอักษรไทยเพี้ยน"],
        steps: [
          [
            "Set the profile to print letters as pictures. Old printers have no Thai letters.",
            "ตั้งโปรไฟล์ให้พิมพ์ตัวอักษรเป็นภาพ เครื่องพิมพ์รุ่นเก่าไม่มีฟอนต์ไทย",
          ],
        ],
      },
    ],
  },
  network: {
    title: ["When the network is down", "เมื่ออินเทอร์เน็ตขัดข้อง"],
    intro: [
      "Tills go on selling and gates go on admitting. Everything is sent when the network is back.",
      "เครื่องขายยังขายได้ ประตูยังรับแขกได้ ข้อมูลทั้งหมดจะถูกส่งเมื่อเครือข่ายกลับมา",
    ],
    sections: [
      {
        title: ["During the outage", "ระหว่างที่ขัดข้อง"],
        steps: [
          [
            "Keep the devices on, and do not reinstall the app. Unsent records are on the device alone.",
            "เปิดเครื่องไว้ และอย่าติดตั้งแอปใหม่ ข้อมูลที่ยังไม่ส่งอยู่ในเครื่องเท่านั้น",
          ],
          [
            "Sell as usual. Tickets come from the till's own stock of signed codes.",
            "ขายตามปกติ ตั๋วใช้รหัสที่ลงนามไว้ล่วงหน้าในเครื่อง",
          ],
          [
            "Keep each group at one gate. Two gates that are cut off cannot see each other's scans.",
            "ให้แต่ละกลุ่มเข้าประตูเดียวกัน ประตูที่ขาดการเชื่อมต่อมองไม่เห็นการสแกนของกัน",
          ],
        ],
      },
      {
        title: ["When it is back", "เมื่อกลับมาใช้ได้"],
        steps: [
          ["Wait until each device shows nothing left to send.", "รอจนทุกเครื่องแสดงว่าไม่มีข้อมูลค้างส่ง"],
          [
            "Open Fraud Watch. Tickets that two gates admitted are listed there as conflicts.",
            "เปิดหน้า เฝ้าระวังการทุจริต ตั๋วที่เข้าสองประตูจะแสดงเป็นรายการขัดแย้ง",
          ],
          ["Release sales that are held, after you checked their prices.", "ตรวจราคาแล้วปล่อยรายการขายที่ถูกพักไว้"],
        ],
      },
      {
        title: ["Before the next outage", "เตรียมพร้อมครั้งต่อไป"],
        steps: [
          ["Rehearse: open a device, and choose to simulate offline.", "ซ้อม: เปิดหน้าเครื่อง แล้วเลือกจำลองออฟไลน์"],
          [
            "Give tills and gates their own network, apart from the guests' Wi-Fi.",
            "แยกเครือข่ายของเครื่องขายและประตูออกจากไวไฟของแขก",
          ],
        ],
      },
    ],
  },
  qr: {
    title: ["Tickets and QR codes", "ตั๋วและคิวอาร์โค้ด"],
    intro: [
      "Each ticket has a signed QR code, and a short code to type when the QR code cannot be read.",
      "ตั๋วแต่ละใบมีคิวอาร์โค้ดที่ลงนาม และมีรหัสสั้นไว้พิมพ์เมื่ออ่านคิวอาร์โค้ดไม่ได้",
    ],
    sections: [
      {
        title: ["The gate does not read it", "ประตูอ่านไม่ได้"],
        steps: [
          [
            "Ask the guest to make the screen brighter, and hold it still at a hand's width.",
            "ให้แขกเพิ่มความสว่างหน้าจอ ถือนิ่งๆ ห่างประมาณหนึ่งฝ่ามือ",
          ],
          ["Wipe the scanner's window. Turn creased paper flat.", "เช็ดช่องสแกน และคลี่กระดาษที่ยับให้เรียบ"],
          ["Type the short code that is under the QR code.", "พิมพ์รหัสสั้นที่อยู่ใต้คิวอาร์โค้ด"],
        ],
      },
      {
        title: ["The gate refuses it", "ประตูปฏิเสธตั๋ว"],
        steps: [
          [
            "Already used: open the ticket. Its timeline shows when and at which gate.",
            "ใช้แล้ว: เปิดหน้าตั๋ว ประวัติจะแสดงเวลาและประตูที่ใช้",
          ],
          [
            "Not valid today, or another zone: the ticket's page says when and where it admits.",
            "ใช้วันนี้ไม่ได้ หรือผิดโซน: หน้าตั๋วบอกวันและสถานที่ที่ใช้ได้",
          ],
          ["Blocked: ask a manager. Do not let the guest pass by hand.", "ถูกระงับ: แจ้งผู้จัดการ อย่าให้แขกผ่านเอง"],
          ["Not one of ours: it may be a copy, or from another park.", "ไม่ใช่ตั๋วของเรา: อาจเป็นของปลอม หรือของสวนอื่น"],
        ],
      },
    ],
  },
  owner_onboarding: {
    title: ["The first day", "วันแรกของเจ้าของ"],
    intro: [
      "From an empty park to the first guest inside takes about ten minutes.",
      "จากสวนที่ยังว่างจนรับแขกคนแรก ใช้เวลาประมาณสิบนาที",
    ],
    sections: [
      {
        title: ["Set up", "ตั้งค่า"],
        steps: [
          [
            "Open the console's setup list. It shows the next step until the first scan.",
            "เปิดรายการตั้งค่าในคอนโซล ระบบจะแสดงขั้นตอนถัดไปจนถึงการสแกนครั้งแรก",
          ],
          [
            "Check the store's name, time zone, opening hours and tax registration.",
            "ตรวจชื่อร้าน เขตเวลา เวลาเปิด และเลขผู้เสียภาษี",
          ],
          ["Add a package with its price and the zones that it admits to.", "เพิ่มแพ็กเกจ ราคา และโซนที่เข้าได้"],
          ["Add each person with an own PIN. Never share a PIN.", "เพิ่มพนักงานแต่ละคนพร้อม PIN ของตน ห้ามใช้ร่วมกัน"],
          ["Pair a till and a gate, then sell and scan a test ticket.", "จับคู่เครื่องขายและประตู แล้วทดลองขายและสแกนตั๋ว"],
        ],
      },
      {
        title: ["Each evening", "ทุกเย็น"],
        steps: [
          ["Each cashier counts the drawer and closes the shift.", "แคชเชียร์แต่ละคนนับเงินและปิดกะ"],
          ["Close the day. Keep the Z report with its drawers' differences.", "ปิดวัน เก็บรายงาน Z พร้อมผลต่างของลิ้นชัก"],
          ["Look at Fraud Watch and the drawers that do not add up.", "ดูหน้า เฝ้าระวังการทุจริต และลิ้นชักที่ยอดไม่ตรง"],
        ],
      },
    ],
  },
  cashier_kds_cheatsheet: {
    title: ["The cashier's card", "การ์ดช่วยจำของแคชเชียร์"],
    intro: ["The acts of a shift, in order.", "ขั้นตอนของหนึ่งกะตามลำดับ"],
    sections: [
      {
        title: ["Begin", "เริ่มกะ"],
        steps: [
          ["Sign in with your own PIN. Count the float and open the shift.", "เข้าระบบด้วย PIN ของตน นับเงินทอนแล้วเปิดกะ"],
        ],
      },
      {
        title: ["Sell", "ขาย"],
        steps: [
          ["Choose packages, take the money, hand out tickets and receipt.", "เลือกแพ็กเกจ รับเงิน ส่งตั๋วและใบเสร็จ"],
          [
            "Park a cart when the guest has to fetch something, and open it again.",
            "พักรายการเมื่อแขกต้องไปหยิบของ แล้วเปิดใหม่ภายหลัง",
          ],
          ["A wrong sale of this shift: void it, with an approver.", "ขายผิดในกะนี้: ยกเลิกรายการ โดยมีผู้อนุมัติ"],
          ["A sale of an earlier shift: refund it, with an approver.", "รายการของกะก่อน: คืนเงิน โดยมีผู้อนุมัติ"],
        ],
      },
      {
        title: ["Cash in the drawer", "เงินสดในลิ้นชัก"],
        steps: [
          [
            "Money into the safe is a drop; money for change is a pay-in. Enter both at once.",
            "เงินเข้าตู้เซฟคือนำออก เงินทอนเพิ่มคือนำเข้า บันทึกทันที",
          ],
        ],
      },
      {
        title: ["End", "จบกะ"],
        steps: [
          [
            "Count before you look. Enter what is in the drawer, and close the shift.",
            "นับก่อนดูยอด ใส่จำนวนเงินในลิ้นชัก แล้วปิดกะ",
          ],
        ],
      },
    ],
  },
  troubleshooting: {
    title: ["Something does not work", "เมื่อมีปัญหา"],
    intro: [
      "Note the code and the request number that the screen shows. Support finds the request by it.",
      "จดรหัสข้อผิดพลาดและหมายเลขคำขอบนหน้าจอ ฝ่ายช่วยเหลือใช้ค้นหาเหตุการณ์",
    ],
    sections: [
      {
        title: ["Nobody can sign in", "เข้าระบบไม่ได้"],
        steps: [
          [
            "After wrong PINs the PIN waits, each time longer. A manager ends the wait under People.",
            "ใส่ PIN ผิดหลายครั้งต้องรอ และนานขึ้นทุกครั้ง ผู้จัดการปลดล็อกได้ที่หน้า พนักงาน",
          ],
          [
            "A suspended person or device is refused everywhere. Look under People or Devices.",
            "พนักงานหรือเครื่องที่ถูกระงับจะเข้าไม่ได้ทุกที่ ตรวจที่หน้า พนักงาน หรือ อุปกรณ์",
          ],
        ],
      },
      {
        title: ["A device is offline", "อุปกรณ์ออฟไลน์"],
        steps: [
          [
            "Check power and network. The device's page shows when it was last seen.",
            "ตรวจไฟและเครือข่าย หน้าอุปกรณ์แสดงเวลาที่พบล่าสุด",
          ],
          [
            "A clock that is minutes wrong refuses codes. Set it to automatic time.",
            "นาฬิกาที่คลาดหลายนาทีทำให้รหัสถูกปฏิเสธ ตั้งเวลาเป็นอัตโนมัติ",
          ],
        ],
      },
      {
        title: ["A drawer does not add up", "ยอดลิ้นชักไม่ตรง"],
        steps: [
          [
            "Open the shift. Compare its movements with the slips, and its refunds with their approvals.",
            "เปิดหน้ากะ เทียบรายการเงินกับสลิป และการคืนเงินกับการอนุมัติ",
          ],
          ["Sales that came late from an outage are listed as late.", "รายการที่ส่งช้าหลังเครือข่ายขัดข้องจะระบุว่าล่าช้า"],
        ],
      },
      {
        title: ["The system itself is down", "ระบบขัดข้อง"],
        steps: [
          [
            "Open /status.json. It says what is known, and when it was last checked.",
            "เปิด /status.json เพื่อดูสถานะล่าสุดและเวลาที่ตรวจ",
          ],
          ["Go on selling and admitting as in a network outage.", "ขายและรับแขกต่อเหมือนกรณีเครือข่ายขัดข้อง"],
        ],
      },
    ],
  },
};
