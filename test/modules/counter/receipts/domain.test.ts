/** The content of receipts, and the width and line breaks of Thai (rules P9, S10, S11). */

import { describe, expect, test } from "vitest";
import { centerLine, columnLines, widthOf, wrap } from "../../../../src/modules/counter/receipts/domain/columns.ts";
import { type ReceiptFacts, receiptDocument } from "../../../../src/modules/counter/receipts/domain/document.ts";
import { type SlipFacts, slipDocument } from "../../../../src/modules/counter/receipts/domain/refund-slip.ts";
import { BLOCKS, DEFAULT_LOOK } from "../../../../src/modules/counter/receipts/domain/words.ts";
import { taxShare } from "../../../../src/shared/taxes.ts";

const VAT = { rate_bps: 700, mode: "inclusive" } as const;

const AT = Date.parse("2026-11-21T09:14:00Z");

const FACTS: ReceiptFacts = {
  language: "th",
  copy: 0,
  page: 1,
  look: { ...DEFAULT_LOOK, header_lines: ["ยินดีต้อนรับ"], footer_lines: ["ขอบคุณค่ะ"] },
  seller: { name: "บริษัท สยาม จำกัด", tax_id: "0105559001235", branch_code: "00000", address: "กรุงเทพฯ" },
  store: { name: "Siam", time_zone: "Asia/Bangkok" },
  till: "Counter 1",
  cashier: "Somchai",
  sale: {
    sale_id: "sale",
    receipt_no: "D1-17",
    sold_at: AT,
    offline: false,
    voided_at: null,
    note: null,
    subtotal: 70_000,
    discount_total: 7_000,
    rounding: 0,
    surcharge_total: 0,
    grand_total: 63_000,
    taxes: [taxShare(700, 63_000, 4_121)],
    change: 37_000,
  },
  lines: [
    {
      name: { en: "Day ticket", th: "ตั๋วหนึ่งวัน" },
      qty: 2,
      unit_price: 35_000,
      gross: 70_000,
      total: 63_000,
      tax_total: 4_121,
      tax: VAT,
      applied: [{ name: { en: "Early Bird 10 %", th: "จองก่อน 10 %" }, amount: 7_000 }],
    },
  ],
  payments: [{ name: { en: "Cash", th: "เงินสด" }, opens_drawer: true, amount_tendered: 100_000, reference: null }],
  later: { total: 0, taxes: [] },
  refunds: [],
  tickets: [
    {
      name: { en: "Day ticket", th: "ตั๋วหนึ่งวัน" },
      short_code: "ABC234XY7",
      qr_token: "PP1CODE",
      valid_to: Date.parse("2026-12-21T16:59:00Z"),
    },
  ],
};

type Change = {
  [Name in keyof ReceiptFacts]?: ReceiptFacts[Name] extends object ? Partial<ReceiptFacts[Name]> : ReceiptFacts[Name];
};

/** The rows as text, columns with a bar between, with a change to the receipt above. */
function textOf({ sale, seller, look, ...rest }: Change = {}): string[] {
  const facts = {
    ...FACTS,
    ...rest,
    sale: { ...FACTS.sale, ...sale },
    seller: { ...FACTS.seller, ...seller },
    look: { ...FACTS.look, ...look },
  } as ReceiptFacts;
  return receiptDocument(facts).rows.flatMap((row) => {
    if (row.kind === "separator") return ["---"];
    if (row.kind === "qr") return [`[${row.data}]`, ...row.caption];
    return row.kind === "text" ? [row.text] : [row.right ? `${row.left}|${row.right}` : row.left];
  });
}

describe("a refund slip", () => {
  const SLIP: SlipFacts = {
    ...{ language: "th", look: DEFAULT_LOOK, seller: FACTS.seller, store: FACTS.store, till: "Counter 1" },
    ...{ cashier: "Somchai", approver: "Malee" },
    refund: {
      ...{ sale_id: "sale", slip_no: "RD1-3", completed_at: AT, rounding: 0, surcharge: 321, total: 17_821 },
      ...{ taxes: [taxShare(700, 17_821, 1_166)], reason: "guest_request" },
    },
    receipt: { receipt_no: "D1-17", sold_at: AT, paid: 63_321 },
    lines: [
      { name: { en: "Day ticket", th: "ตั๋วหนึ่งวัน" }, qty: 1, places: 0, amount: 15_000 },
      { name: { en: "Locker", th: "ล็อกเกอร์" }, qty: 0, places: 0, amount: 2_500 },
      { name: { en: "Party", th: "ปาร์ตี้" }, qty: 0, places: 3, amount: 30_003 },
    ],
    payments: [{ name: { en: "Cash", th: "เงินสด" }, amount: 17_821, opens_drawer: true }],
  };
  const textOfSlip = (facts: Partial<SlipFacts> = {}) =>
    slipDocument({ ...SLIP, ...facts }).rows.map((row) => {
      if (row.kind === "columns") return `${row.left}|${row.right}`;
      return row.kind === "text" ? row.text : "---";
    });

  test("[S10] a refund slip names itself and the receipt, the paid sum, the refund and its tax, and has room for a name", () => {
    const slip = slipDocument(SLIP);
    expect([slip.receipt_no, slip.opens_drawer]).toEqual(["RD1-3", true]);
    const rows = textOfSlip();
    for (const row of [
      ...["ใบคืนเงิน", "เลขที่ RD1-3", "อ้างอิงใบเสร็จเลขที่ D1-17", "ผู้อนุมัติ Malee", "1 × ตั๋วหนึ่งวัน|150.00"],
      ...[
        "คืนบางส่วนของ ล็อกเกอร์|25.00",
        "3 × ที่ของ ปาร์ตี้|300.03",
        "ค่าธรรมเนียมชำระเงิน|3.21",
        "ยอดที่ชำระไว้|633.21",
        "คืนเงินครั้งนี้|178.21",
      ],
      ...["มูลค่าก่อนภาษี 7%|166.55", "รวมภาษีมูลค่าเพิ่มแล้ว 7%|11.66", "เงินสด|178.21"],
    ])
      expect(rows).toContain(row);
    expect(rows).not.toContain("ใบเสร็จรับเงิน/ใบกำกับภาษีอย่างย่อ");
  });

  test("[S10] a refund slip is in English, or in both languages", () => {
    expect(textOfSlip({ language: "en" })).toEqual(
      expect.arrayContaining(["Refund slip", "For receipt D1-17", "Given back|178.21", "Part of Locker|25.00"]),
    );
    expect(textOfSlip({ language: "both" })).toContain("คืนเงินครั้งนี้ Given back|178.21");
  });
});

describe("a receipt", () => {
  test("[P9] a receipt is an abbreviated tax invoice that shows every discount, the tax inside and the change", () => {
    expect(textOf()).toEqual([
      "ยินดีต้อนรับ",
      "บริษัท สยาม จำกัด",
      "Siam",
      "กรุงเทพฯ",
      "เลขประจำตัวผู้เสียภาษี 0105559001235",
      "สำนักงานใหญ่",
      "ใบเสร็จรับเงิน/ใบกำกับภาษีอย่างย่อ",
      "---",
      "เลขที่ D1-17",
      "วันที่ 21 พ.ย. 2569 16:14",
      "จุดขาย Counter 1",
      "พนักงาน Somchai",
      "---",
      "2 × ตั๋วหนึ่งวัน|700.00",
      "@ 350.00",
      "จองก่อน 10 %|-70.00",
      "---",
      "รวมเป็นเงิน|700.00",
      "ส่วนลด|-70.00",
      "ยอดรวมทั้งสิ้น|630.00",
      "มูลค่าก่อนภาษี 7%|588.79",
      "รวมภาษีมูลค่าเพิ่มแล้ว 7%|41.21",
      "เงินสด|1,000.00",
      "เงินทอน|370.00",
      "---",
      "[PP1CODE]",
      "ตั๋วหนึ่งวัน",
      "ABC-234-XY7",
      "ใช้ได้ถึง 21 ธ.ค. 2569 23:59",
      "ขอบคุณค่ะ",
    ]);
  });

  test("[P9] a receipt names a rule, and a discount by hand, in its own language", () => {
    expect(textOf({ language: "en" })).toContain("Early Bird 10 %|-70.00");
    expect(textOf({ language: "both" })).toContain("จองก่อน 10 %|-70.00");
    const lines = FACTS.lines.map((line) => ({ ...line, applied: [{ name: null, amount: 500 }] }));
    expect(textOf({ lines })).toContain("ส่วนลดโดยพนักงาน|-5.00");
    expect(textOf({ lines, language: "en" })).toContain("Manual discount|-5.00");
  });

  const changes: [what: string, change: Change, present: string[], absent: string[]][] = [
    ["a copy by its number", { copy: 2 }, ["สำเนา 2"], []],
    ["a sale that was undone", { sale: { voided_at: 1 } }, ["ยกเลิกแล้ว"], []],
    ["a note line by line", { sale: { note: "โต๊ะ 2\r\n\nห้องวันเกิด" } }, ["โต๊ะ 2", "ห้องวันเกิด"], [""]],
    ["an outage", { sale: { offline: true } }, ["ออกขณะระบบออฟไลน์"], []],
    ["another branch", { seller: { branch_code: "00012" } }, ["สาขาที่ 00012"], ["สำนักงานใหญ่"]],
    ["no tax invoice without a tax id", { seller: { tax_id: "" } }, ["ใบเสร็จรับเงิน"], ["สำนักงานใหญ่"]],
    ["the store where no seller is named", { seller: { name: "" } }, ["Siam"], ["บริษัท สยาม จำกัด"]],
    ["cash rounding on a line of its own", { sale: { rounding: -6 } }, ["ปัดเศษเงินสด|-0.06"], []],
    [
      "a surcharge, with the tax inside it",
      { sale: { grand_total: 10_700, surcharge_total: 321, taxes: [taxShare(700, 11_021, 721)] } },
      [
        ...["ยอดรวมทั้งสิ้น|107.00", "ค่าธรรมเนียมชำระเงิน|3.21", "รวมชำระ|110.21"],
        ...["มูลค่าก่อนภาษี 7%|103.00", "รวมภาษีมูลค่าเพิ่มแล้ว 7%|7.21"],
      ],
      [],
    ],
    [
      "what was given back of it since, and what is left with its tax",
      { refunds: [{ slip_no: "RD1-3", completed_at: AT, total: 17_500, taxes: [taxShare(700, 17_500, 1_145)] }] },
      [
        ...["คืนเงินแล้ว RD1-3|-175.00", "21 พ.ย. 2569 16:14", "คงเหลือหลังคืนเงิน|455.00"],
        ...["มูลค่าก่อนภาษี 7%|425.24", "รวมภาษีมูลค่าเพิ่มแล้ว 7%|29.76"],
      ],
      [],
    ],
    [
      "each rate by itself",
      { sale: { taxes: [taxShare(700, 10_700, 700), taxShare(0, 5_000, 0)] } },
      ["มูลค่าก่อนภาษี 7%|100.00", "รวมภาษีมูลค่าเพิ่มแล้ว 7%|7.00", "มูลค่าก่อนภาษี 0%|50.00"],
      ["รวมภาษีมูลค่าเพิ่มแล้ว 0%|0.00"],
    ],
    [
      "no tax where there is none",
      { sale: { taxes: [taxShare(0, 5_000, 0)] } },
      [],
      ["มูลค่าก่อนภาษี 0%|50.00", "รวมภาษีมูลค่าเพิ่มแล้ว 0%|0.00"],
    ],
    ["no discount where there is none", { sale: { discount_total: 0 } }, [], ["ส่วนลด|0.00", "รวมเป็นเงิน|700.00"]],
    ["English", { language: "en" }, ["Day ticket", "Total|630.00", "Date 21 Nov 2026, 16:14"], ["เงินสด|1,000.00"]],
    ["both languages", { language: "both" }, ["ยอดรวมทั้งสิ้น Total|630.00", "ตั๋วหนึ่งวัน"], []],
    [
      "only the blocks of its template",
      { look: { blocks: ["totals"] } },
      ["ยอดรวมทั้งสิ้น|630.00"],
      ["[PP1CODE]", "ขอบคุณค่ะ"],
    ],
    [
      "tax on top",
      { lines: FACTS.lines.map((line) => ({ ...line, tax: { rate_bps: 700, mode: "exclusive" as const } })) },
      ["ภาษีมูลค่าเพิ่ม 7%|41.21"],
      ["รวมภาษีมูลค่าเพิ่มแล้ว 7%|41.21"],
    ],
  ];
  test.each(changes)("[S11] a receipt shows %s", (_, change, present, absent) => {
    const rows = textOf(change);
    for (const row of present) expect(rows).toContain(row);
    for (const row of absent) expect(rows).not.toContain(row);
  });

  const NO_CODES = ["ABC-234-XY7", "[PP1CODE]", "ใช้ได้ถึง 21 ธ.ค. 2569 23:59"];
  const ASK_TH = "รหัสตั๋วอยู่ในใบแรกเท่านั้น การพิมพ์ตั๋วซ้ำต้องให้หัวหน้างานอนุมัติ";
  const ASK_EN = "Ticket codes are on the first print only; a supervisor reprints tickets.";
  const untold = FACTS.tickets.map((ticket) => ({ ...ticket, qr_token: null, short_code: null }));
  const withoutCodes: [what: string, change: Change, present: string[]][] = [
    ["a copy", { copy: 1 }, [ASK_TH]],
    ["a copy in English", { copy: 3, language: "en" }, ["COPY 3", ASK_EN]],
    ["a copy in both languages", { copy: 1, language: "both" }, [ASK_TH, ASK_EN]],
    ["a first print for somebody who is not told them", { tickets: untold }, [ASK_TH]],
  ];
  test.each(withoutCodes)("[A7] a receipt has no code as %s, and says who may print one", (_, change, present) => {
    const rows = textOf(change);
    for (const row of present) expect(rows).toContain(row);
    for (const row of NO_CODES) expect(rows).not.toContain(row);
  });

  test("[A7] a receipt says nothing about codes if no ticket has one", () => {
    for (const copy of [0, 1]) expect(textOf({ copy, tickets: [] })).not.toContain(ASK_TH);
  });

  test("[T9] a receipt of 250 tickets has three pages, each code on one of them and the totals on the first", () => {
    const tickets = Array.from({ length: 250 }, (_, index) => ({
      name: { en: "Day ticket", th: "ตั๋วหนึ่งวัน" },
      short_code: "ABC234XY7",
      qr_token: `CODE-${index}`,
      valid_to: null,
    }));
    const pages = [1, 2, 3].map((page) => receiptDocument({ ...FACTS, tickets, page }));
    const codes = pages.map(({ rows }) => rows.flatMap((row) => (row.kind === "qr" ? [row.data] : [])));
    expect(codes.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(codes.flat()).toEqual(tickets.map(({ qr_token }) => qr_token));
    expect(pages.map(({ page, pages: all }) => `${page}/${all}`)).toEqual(["1/3", "2/3", "3/3"]);
    expect(pages.map(({ rows }) => rows.at(-1))).toMatchObject(
      ["1/3", "2/3", "3/3"].map((page) => ({ text: `หน้า ${page}` })),
    );
    expect(pages.map(({ opens_drawer }) => opens_drawer)).toEqual([true, false, false]);
    const totals = pages.map(({ rows }) => rows.some((row) => row.kind === "columns"));
    expect(totals).toEqual([true, false, false]);
    expect(receiptDocument({ ...FACTS, tickets, copy: 1 }).pages).toBe(1);
  });

  test("[P9] a receipt has rows for every block that a template may name", () => {
    for (const block of BLOCKS) expect(textOf({ look: { blocks: [block] } }).length).toBeGreaterThan(0);
  });
});

describe("a line of Thai", () => {
  test.each([
    ["ตั๋วหนึ่งวัน", 7],
    ["น้ำ", 2],
    ["Day ticket", 10],
    ["", 0],
  ])("[S11] %s is %d letters wide: marks above and below have no width", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test("[S11] a line of Thai is broken between its words, and never before a mark", () => {
    const text = "เลขประจำตัวผู้เสียภาษีของบริษัทสยามเพลย์พาร์ค";
    for (const width of [8, 12, 20, 32]) {
      const lines = wrap(text, (line) => widthOf(line) <= width);
      expect(lines.join("")).toBe(text);
      for (const line of lines) {
        expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/^\p{Mn}/u);
      }
    }
  });

  test.each([
    ["รวมภาษีมูลค่าเพิ่มแล้ว 7%", 18, ["รวมภาษีมูลค่าเพิ่มแล้ว", "7%"]],
    ["เลขที่ D1-17", 9, ["เลขที่", "D1-17"]],
    ["เด็ก ๆ และอื่น ๆ", 5, ["เด็ก ๆ", "และ", "อื่น ๆ"]],
    ["0123456789", 4, ["0123", "4567", "89"]],
  ])("[S11] a line of Thai with %s keeps each word together", (text, width, lines) => {
    expect(wrap(text, (line) => widthOf(line) <= width)).toEqual(lines);
  });

  test("[S11] a long line has its amount at the right edge of its last line", () => {
    const lines = columnLines("1 × แพ็กครอบครัวสองวันและสองชั่วโมง", "800.00", 24);
    expect(lines.length).toBeGreaterThan(1);
    expect(widthOf(lines.at(-1) ?? "")).toBe(24);
    expect(lines.at(-1)).toMatch(/ 800\.00$/);
  });

  test("[S11] a line is centred by its visible letters", () => {
    expect(centerLine("น้ำ", 10)).toBe("    น้ำ");
  });
});
