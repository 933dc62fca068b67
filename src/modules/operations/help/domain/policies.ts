/** Policies that a park shows to guests and auditors, where it has none of its own (PDPA). */

import type { Guide, PolicyName } from "./names.ts";

export const POLICY_TEXTS: Readonly<Record<PolicyName, Guide>> = {
  privacy: {
    title: ["Privacy notice", "ประกาศความเป็นส่วนตัว"],
    intro: [
      "The park decides about your data. PlayPark keeps it for the park.",
      "สวนเป็นผู้ควบคุมข้อมูลของท่าน PlayPark เก็บรักษาข้อมูลแทนสวน",
    ],
    sections: [
      {
        title: ["Data that is kept", "ข้อมูลที่เก็บ"],
        steps: [
          [
            "Name, phone number and e-mail, if you gave them; your tickets, visits, purchases and points.",
            "ชื่อ เบอร์โทร และอีเมลที่ท่านให้ไว้ ตั๋ว การเข้าใช้ การซื้อ และคะแนน",
          ],
          ["No card numbers. A message that has one is refused.", "ไม่เก็บหมายเลขบัตร ข้อความที่มีหมายเลขบัตรจะถูกปฏิเสธ"],
        ],
      },
      {
        title: ["Purpose", "วัตถุประสงค์"],
        steps: [
          [
            "To sell and admit, to keep the accounts that tax law asks for, and to prevent fraud.",
            "เพื่อขายและรับเข้า จัดทำบัญชีตามกฎหมายภาษี และป้องกันการทุจริต",
          ],
        ],
      },
      {
        title: ["Your rights", "สิทธิของท่าน"],
        steps: [
          [
            "You can ask the park for a copy of your data, for corrections, and for its erasure.",
            "ท่านขอสำเนา ขอแก้ไข และขอให้ลบข้อมูลได้จากสวน",
          ],
          [
            "Receipts stay as long as tax law asks, without your name where the law allows it.",
            "ใบเสร็จเก็บตามระยะเวลาของกฎหมายภาษี โดยไม่มีชื่อท่านเมื่อกฎหมายอนุญาต",
          ],
        ],
      },
    ],
  },
  terms: {
    title: ["Terms of use", "ข้อกำหนดการใช้งาน"],
    intro: [
      "The contract between the park and PlayPark has the full terms.",
      "สัญญาระหว่างสวนกับ PlayPark มีข้อกำหนดฉบับเต็ม",
    ],
    sections: [
      {
        title: ["Tickets", "ตั๋ว"],
        steps: [
          [
            "A ticket admits as often, when and where its page says. The first scan counts.",
            "ตั๋วใช้ได้ตามจำนวนครั้ง เวลา และสถานที่ที่ระบุ การสแกนครั้งแรกถือเป็นการใช้",
          ],
          ["A copy of a ticket that was used is refused.", "สำเนาของตั๋วที่ใช้แล้วจะถูกปฏิเสธ"],
        ],
      },
      {
        title: ["Refunds", "การคืนเงิน"],
        steps: [
          [
            "The park decides about refunds. Ask at the counter with your receipt.",
            "สวนเป็นผู้พิจารณาการคืนเงิน ติดต่อเคาน์เตอร์พร้อมใบเสร็จ",
          ],
        ],
      },
    ],
  },
  subprocessors: {
    title: ["Subprocessors", "ผู้ประมวลผลช่วง"],
    intro: ["These companies keep or carry data for PlayPark.", "บริษัทต่อไปนี้เก็บหรือส่งข้อมูลแทน PlayPark"],
    sections: [
      {
        title: ["Cloudflare, Inc.", "Cloudflare, Inc."],
        steps: [["Runs the servers, the database and the files.", "ให้บริการเซิร์ฟเวอร์ ฐานข้อมูล และไฟล์"]],
      },
    ],
  },
  sla: {
    title: ["Service level", "ระดับการให้บริการ"],
    intro: [
      "The contract has the figures that bind. /status.json shows the present state.",
      "ตัวเลขที่ผูกพันอยู่ในสัญญา ดูสถานะปัจจุบันได้ที่ /status.json",
    ],
    sections: [
      {
        title: ["In an outage", "เมื่อระบบขัดข้อง"],
        steps: [
          [
            "Tills sell and gates admit without the server. Nothing is lost.",
            "เครื่องขายและประตูทำงานต่อได้โดยไม่มีเซิร์ฟเวอร์ ข้อมูลไม่สูญหาย",
          ],
        ],
      },
    ],
  },
};
