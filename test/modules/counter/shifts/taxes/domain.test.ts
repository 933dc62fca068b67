/** A day's tax by rate is the tax of its sales less voids and refunds, plus surcharges (rule R2). */

import { describe, expect, test } from "vitest";
import { surchargeShare, taxSurcharges } from "../../../../../src/modules/counter/payments/domain/surcharges.ts";
import { entryOf as refundEntry } from "../../../../../src/modules/counter/refunds/domain/entry.ts";
import { leftOf, type PaidLine } from "../../../../../src/modules/counter/refunds/domain/left.ts";
import {
  type DecidedRefund,
  decideRefund,
  type RefundTerms,
} from "../../../../../src/modules/counter/refunds/domain/refund.ts";
import { refundTaxes } from "../../../../../src/modules/counter/refunds/domain/taxes.ts";
import { entryOf as saleEntry } from "../../../../../src/modules/counter/sales/domain.ts";
import { totalDay } from "../../../../../src/modules/counter/shifts/domain/day.ts";
import { type Entry, undoEntry } from "../../../../../src/modules/counter/shifts/domain/entries.ts";
import { countDrawer, countLate, totalTakings } from "../../../../../src/modules/counter/shifts/domain/totals.ts";
import { paidUnits } from "../../../../../src/modules/offer/pricing/domain/paid.ts";
import { priceCart } from "../../../../../src/modules/offer/pricing/domain/price.ts";
import { refundOf } from "../../../../../src/modules/offer/pricing/domain/refund.ts";
import { taxInside } from "../../../../../src/modules/offer/pricing/domain/tax.ts";
import { sumTaxes, taxShare } from "../../../../../src/shared/taxes.ts";
import { fc } from "../../../../support/properties.ts";
import { cart, tariff } from "../../../offer/pricing/arbitrary.ts";

const RATE = 700;

interface Line {
  line_no: number;
  qty: number;
  total: number;
  tax_total: number;
  tax: { rate_bps: number };
}

interface Sold {
  sale_id: string;
  lines: Line[];
  subtotal: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  grand_total: number;
  /** The surcharge of its one card payment. */
  surcharge: number;
}

function paidLine({ line_no, qty, total, tax_total }: Line): PaidLine {
  const units = { lines: [{ line_no, paid_units: paidUnits(qty, total, tax_total) }], rounding: 0 };
  return {
    ...{ line_no, qty, total, tax_total, ticket_ids: null, priceOf: () => ({ total: 0, tax_total: 0 }) },
    worthOf: (asked, before) => {
      const worth = refundOf(units, [{ line_no, qty: before }], asked > 0 ? [{ line_no, qty: asked }] : []);
      return worth.ok ? worth.value : { total: 0, tax_total: 0 };
    },
  };
}

/** The entries of a sale and of the acts that follow it, which numbers describe. */
function livesOf(sale: Sold, fate: { voided: boolean; shares: readonly number[]; whole: boolean }): Entry[] {
  const surcharge_tax_total = taxInside(sale.surcharge, { rate_bps: RATE });
  const money = { surcharge_total: sale.surcharge, surcharge_tax_total, surcharge_rate_bps: RATE };
  const brought = { by_method: { card: sale.grand_total + sale.surcharge }, cash: 0 };
  const sold = saleEntry({ ...sale, ...money }, brought);
  if (fate.voided) {
    const who = { reason: null, actor_id: null, approver_id: null };
    return [sold, { ...undoEntry(sold), entry_id: `void ${sale.sale_id}`, kind: "void", ...who }];
  }
  const [payment] = taxSurcharges([{ surcharge: sale.surcharge }], surcharge_tax_total, RATE);
  const paid = { grand_total: sale.grand_total, lines: sale.lines.map(paidLine) };
  const given: DecidedRefund[] = [];
  let surcharges = 0;
  const back = (ask: RefundTerms, surcharge: number): Entry[] => {
    const decided = decideRefund(leftOf(paid, given), ask);
    if (!decided.ok || !payment) return [];
    const shares = surcharge > 0 ? [surchargeShare(payment, surcharge, surcharges)] : [];
    given.push(decided.value);
    surcharges += surcharge;
    const { amount, tax_total, rounding, lines } = decided.value;
    const who = { requested_by: "who", approved_by: null };
    const payments = [{ payment_no: 1, method: "card", amount, surcharge }];
    const refund_id = `${sale.sale_id} ${given.length}`;
    const taxes = refundTaxes(sale.lines, lines, shares);
    return [
      refundEntry({ refund_id, sale_id: sale.sale_id, amount, tax_total, taxes, rounding, payments, ...who }, "cash"),
    ];
  };
  const parts = fate.shares.flatMap((share) => {
    const left = leftOf(paid, given).amount_left;
    const amount = Math.floor((left * share) / 100);
    return amount > 0 ? back({ amount }, Math.floor(((sale.surcharge - surcharges) * share) / 100)) : [];
  });
  return [sold, ...parts, ...(fate.whole ? back({}, sale.surcharge - surcharges) : [])];
}

const sold: fc.Arbitrary<Sold> = fc
  .tuple(cart, tariff, fc.nat(10_000), fc.uuid())
  .map(([given, terms, surcharge, id]) => {
    const { lines, ...totals } = priceCart(given, terms);
    return { ...totals, lines: lines.map((line, index) => ({ ...line, line_no: index + 1 })), surcharge, sale_id: id };
  });

const life = fc
  .tuple(
    sold,
    fc.record({
      voided: fc.constantFrom(true, false, false, false),
      shares: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 3 }),
      whole: fc.boolean(),
    }),
  )
  .map(([sale, fate]) => ({ sale, fate, entries: livesOf(sale, fate) }));

describe("the tax of a day", () => {
  test("[R2] the tax of any day reconciles: sales less refunds plus surcharges are net, tax and rounding, and so for each rate", () => {
    fc.assert(
      fc.property(fc.array(life, { maxLength: 6 }), fc.nat(12), (lives, late_from) => {
        const entries = lives.flatMap(({ entries: own }) => own);
        const totals = totalTakings(entries.slice(0, late_from));
        const shift = { ...countDrawer(0, totals, 0), totals, late: null };
        const day = totalDay([{ ...shift, late: countLate(shift, entries.slice(late_from)) }]);
        const { sales_total, refunds_total, surcharge_total, net, tax_total, rounding_total, taxes } = day;
        expect(net + tax_total + rounding_total).toBe(sales_total - refunds_total + surcharge_total);
        expect(taxes.every((share) => share.gross === share.net + share.tax_total)).toBe(true);
        const sum = (name: "net" | "tax_total") => taxes.reduce((all, share) => all + share[name], 0);
        expect([sum("net"), sum("tax_total")]).toEqual([net, tax_total]);
        // By line: the sold sum at each rate less the refunded sum.
        const goods = entries.reduce((all, entry) => all + entry.tax_total, 0);
        expect(tax_total - day.surcharge_tax_total).toBe(goods);
        expect(day.by_method.card ?? 0).toBe(sales_total - refunds_total + surcharge_total);
      }),
      { numRuns: 300 },
    );
  });

  test("[P5] the tax of a sale that was voided or fully refunded in any parts is zero at every rate", () => {
    fc.assert(
      fc.property(life, ({ entries, fate, sale }) => {
        const { taxes, net, tax_total, rounding_total, surcharge_total } = totalTakings(entries);
        if (fate.voided || (fate.whole && sale.grand_total > 0))
          expect({ taxes, net, tax_total, rounding_total, surcharge_total }).toEqual({
            ...{ taxes: [], net: 0, tax_total: 0, rounding_total: 0, surcharge_total: 0 },
          });
      }),
      { numRuns: 300 },
    );
  });

  test("[R2] the tax of 500.00 sold and 175.00 refunded is 21.26, and its net 303.74", () => {
    const line = { line_no: 1, qty: 2, total: 50_000, tax_total: 3_271, tax: { rate_bps: RATE } };
    const sale = {
      ...{ sale_id: "sale", lines: [line], subtotal: 50_000, discount_total: 0, rounding: 0, surcharge: 0 },
      ...{ tax_total: 3_271, grand_total: 50_000 },
    };
    const totals = totalTakings(livesOf(sale, { voided: false, shares: [35], whole: false }));
    expect(totals).toMatchObject({
      ...{ sales_total: 50_000, refunds_total: 17_500, refunds_tax_total: 1_145, tax_total: 2_126, net: 30_374 },
      taxes: [{ rate_bps: RATE, gross: 32_500, net: 30_374, tax_total: 2_126 }],
    });
  });

  test("[P6] the tax of a card sale of 107.00 with 3.21 surcharge is 7.21: the surcharge has the tax inside it", () => {
    const line = { line_no: 1, qty: 1, total: 10_700, tax_total: 700, tax: { rate_bps: RATE } };
    const sale = {
      ...{ sale_id: "sale", lines: [line], subtotal: 10_700, discount_total: 0, rounding: 0, surcharge: 321 },
      ...{ tax_total: 700, grand_total: 10_700 },
    };
    const totals = totalTakings(livesOf(sale, { voided: false, shares: [], whole: false }));
    expect(totals).toMatchObject({ tax_total: 721, net: 10_300, surcharge_tax_total: 21, surcharge_total: 321 });
    expect(totals.taxes).toEqual([taxShare(RATE, 11_021, 721)]);
  });

  test("[R2] the tax is listed by rate, highest first and unknown last, without zero sums", () => {
    const shares = [taxShare(null, 5, 1), taxShare(0, 100, 0), taxShare(700, 107, 7), taxShare(1_000, 110, 10)];
    expect(sumTaxes([...shares, taxShare(0, -100, 0)])).toEqual([shares[3], shares[2], shares[0]]);
  });
});
