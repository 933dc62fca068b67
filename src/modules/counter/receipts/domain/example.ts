/** The example sale of previews and test prints: the same sale in every park, with the park's own seller and look. */

import type { TaxShare } from "../../../../shared/taxes.ts";
import { centered, type Paper, type ReceiptFacts, receiptDocument } from "./document.ts";
import type { Language } from "./words.ts";

/** The id of the example sale, which no sale has. */
const EXAMPLE_ID = "00000000000000000000000000";
/** A code of the form of a ticket's, which no key signed. */
const EXAMPLE_CODE = "PP1.EXAMPLE";

const VAT = { rate_bps: 700, mode: "inclusive" } as const;
const TAXES: TaxShare[] = [{ rate_bps: 700, gross: 71_550, net: 66_869, tax_total: 4_681 }];

/** The park's own part of an example. */
export type ExampleFrame = Pick<ReceiptFacts, "look" | "seller" | "store" | "till" | "cashier"> & {
  language: Language;
  /** Epoch ms. */
  sold_at: number;
};

/** The receipt of the example sale. */
export function exampleReceipt({ sold_at, ...frame }: ExampleFrame) {
  return receiptDocument({
    ...frame,
    copy: 0,
    page: 1,
    sale: {
      sale_id: EXAMPLE_ID,
      receipt_no: "EX-000042",
      sold_at,
      offline: false,
      voided_at: null,
      note: null,
      subtotal: 79_500,
      discount_total: 7_950,
      rounding: 0,
      surcharge_total: 0,
      grand_total: 71_550,
      taxes: TAXES,
      change: 28_450,
    },
    lines: [
      {
        name: { en: "Day pass", th: "บัตรผ่านรายวัน" },
        qty: 2,
        unit_price: 35_000,
        gross: 70_000,
        total: 63_000,
        tax_total: 4_122,
        tax: VAT,
        applied: [{ name: { en: "Low season", th: "ลดช่วงโลว์ซีซัน" }, amount: 7_000 }],
      },
      {
        name: { en: "Swimming cap", th: "หมวกว่ายน้ำ" },
        qty: 1,
        unit_price: 9_500,
        gross: 9_500,
        total: 8_550,
        tax_total: 559,
        tax: VAT,
        applied: [{ name: { en: "Low season", th: "ลดช่วงโลว์ซีซัน" }, amount: 950 }],
      },
    ],
    payments: [{ name: { en: "Cash", th: "เงินสด" }, opens_drawer: false, amount_tendered: 100_000, reference: null }],
    later: { total: 0, taxes: [] },
    refunds: [],
    tickets: [
      {
        name: { en: "Day pass", th: "บัตรผ่านรายวัน" },
        short_code: "EXAMPLE00",
        qr_token: EXAMPLE_CODE,
        valid_to: sold_at,
      },
    ],
  });
}

/** The printer that a test print names on its paper. */
export interface TestedPrinter {
  name: string;
  code_table: number;
}

/** Every Thai mark and letter height, so that a wrong table is seen at once. */
const THAI_LETTERS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ ปู่ ผู้ น้ำ กี๋ ที่ ๐๑๒๓๔๕๖๗๘๙";

/** A test print: the example's receipt below the printer's name, its table and letters. It never opens the drawer. */
export function testPaper(frame: ExampleFrame, { name, code_table }: TestedPrinter): Paper {
  const receipt = exampleReceipt(frame);
  const head = [
    centered("TEST ทดสอบ", "title"),
    centered(`${name} · ${frame.look.paper_width_mm} mm · ${code_table}`),
    centered(THAI_LETTERS),
  ];
  return { ...receipt, receipt_no: "TEST", opens_drawer: false, rows: [...head, ...receipt.rows] };
}
