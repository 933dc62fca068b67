/** Builds a refund slip: the receipt, the paid sum, the refunded sum and its tax (rules S10, R2). */

import { formatBaht } from "../../../../shared/money.ts";
import type { TaxShare } from "../../../../shared/taxes.ts";
import {
  both,
  centered,
  columns,
  dateOf,
  left,
  type Names,
  one,
  type ReceiptDocument,
  type ReceiptFacts,
  type Row,
  sellerRows,
  taxRows,
} from "./document.ts";
import { ROUNDING_NAME } from "./words.ts";

/** The facts of a slip; amounts are satang, times epoch ms. */
export interface SlipFacts extends Pick<ReceiptFacts, "language" | "look" | "seller" | "store" | "till" | "cashier"> {
  approver: string | null;
  refund: {
    sale_id: string;
    slip_no: string;
    completed_at: number;
    rounding: number;
    surcharge: number;
    /** The sum that the guest gets, surcharges included. */
    total: number;
    taxes: readonly TaxShare[];
    /** The typed reason, or the name of the park's reason. */
    reason: string | Names | null;
  };
  receipt: { receipt_no: string; sold_at: number; paid: number };
  /** `qty` 0: a part of the price of a unit that stays, as some `places` of a party. */
  lines: readonly { name: Names; qty: number; places: number; amount: number }[];
  payments: readonly { name: Names; amount: number; opens_drawer: boolean }[];
}

const WORDS = {
  slip: { en: "Refund slip", th: "ใบคืนเงิน" },
  number: { en: "No.", th: "เลขที่" },
  date: { en: "Date", th: "วันที่" },
  receipt: { en: "For receipt", th: "อ้างอิงใบเสร็จเลขที่" },
  receipt_date: { en: "Receipt of", th: "ใบเสร็จวันที่" },
  till: { en: "Till", th: "จุดขาย" },
  cashier: { en: "Cashier", th: "พนักงาน" },
  approver: { en: "Approved by", th: "ผู้อนุมัติ" },
  part_of: { en: "Part of", th: "คืนบางส่วนของ" },
  place_of: { en: "place of", th: "ที่ของ" },
  rounding: ROUNDING_NAME,
  surcharge: { en: "Payment surcharge", th: "ค่าธรรมเนียมชำระเงิน" },
  paid: { en: "Paid", th: "ยอดที่ชำระไว้" },
  given_back: { en: "Given back", th: "คืนเงินครั้งนี้" },
  reason: { en: "Reason", th: "เหตุผล" },
  signature: { en: "Received by", th: "ผู้รับเงิน" },
} satisfies Record<string, Names>;

/** Makes the rows of a slip; the same facts make the same slip. */
export function slipDocument(facts: SlipFacts): ReceiptDocument {
  const { look, refund } = facts;
  return {
    sale_id: refund.sale_id,
    receipt_no: refund.slip_no,
    copy: 0,
    page: 1,
    pages: 1,
    paper_width_mm: look.paper_width_mm,
    logo_url: look.logo_url,
    opens_drawer: facts.payments.some(({ opens_drawer }) => opens_drawer),
    rows: [
      ...look.header_lines.map((line) => centered(line)),
      ...sellerRows(facts, WORDS.slip),
      ...headRows(facts),
      ...moneyRows(facts),
    ],
  };
}

function headRows({ refund, receipt, store, till, cashier, approver, language }: SlipFacts): Row[] {
  const say = (word: Names) => both(word, language);
  const date = (at: number) => dateOf(at, store.time_zone, language);
  return [
    { kind: "separator" },
    left(`${say(WORDS.number)} ${refund.slip_no}`),
    left(`${say(WORDS.date)} ${date(refund.completed_at)}`),
    left(`${say(WORDS.receipt)} ${receipt.receipt_no}`),
    left(`${say(WORDS.receipt_date)} ${date(receipt.sold_at)}`),
    ...(till === "" ? [] : [left(`${say(WORDS.till)} ${till}`)]),
    left(`${say(WORDS.cashier)} ${cashier}`),
    ...(approver === null ? [] : [left(`${say(WORDS.approver)} ${approver}`)]),
    { kind: "separator" },
  ];
}

function moneyRows({ refund, receipt, lines, payments, language }: SlipFacts): Row[] {
  const say = (word: Names) => both(word, language);
  return [
    ...lines.map(({ name, qty, places, amount }) => {
      const of = qty > 0 ? `${qty} ×` : places > 0 ? `${places} × ${say(WORDS.place_of)}` : say(WORDS.part_of);
      return columns(`${of} ${one(name, language)}`, formatBaht(amount));
    }),
    ...(refund.rounding === 0 ? [] : [columns(say(WORDS.rounding), formatBaht(refund.rounding))]),
    ...(refund.surcharge === 0 ? [] : [columns(say(WORDS.surcharge), formatBaht(refund.surcharge))]),
    { kind: "separator" },
    columns(say(WORDS.paid), formatBaht(receipt.paid)),
    columns(say(WORDS.given_back), formatBaht(refund.total), { weight: "bold" }),
    ...taxRows(refund.taxes, language),
    ...payments.map(({ name, amount }) => columns(one(name, language), formatBaht(amount))),
    ...(refund.reason === null
      ? []
      : [
          left(
            `${say(WORDS.reason)} ${typeof refund.reason === "string" ? refund.reason : one(refund.reason, language)}`,
          ),
        ]),
    { kind: "separator" },
    left(""),
    left(`${say(WORDS.signature)} ______________________`),
  ];
}
