/** Cash is refunded in whole coins, points as points, surcharges by policy; all refunds of a sale end at exactly the paid sum. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { inCoins } from "../../../../../src/modules/counter/refunds/domain/coins.ts";
import { leftOf } from "../../../../../src/modules/counter/refunds/domain/left.ts";
import {
  type DecidedRefund,
  decideRefund,
  type RefundTerms,
} from "../../../../../src/modules/counter/refunds/domain/refund.ts";
import { type SurchargePolicy, withSurcharges } from "../../../../../src/modules/counter/refunds/domain/surcharges.ts";
import { pointsBack, splitRefund } from "../../../../../src/modules/counter/refunds/domain/tenders.ts";
import type { RefundPayment } from "../../../../../src/modules/counter/refunds/domain/words.ts";
import { pointsFor } from "../../../../../src/modules/guests/customers/domain.ts";
import { fc } from "../../../../support/properties.ts";
import { askOf, type Paid, paidLine, sold, step } from "../arbitrary.ts";

interface Payment {
  payment_no: number;
  method: string;
  cash: boolean;
  owed: boolean;
  let_go: boolean;
  status: string;
  amount: number;
  surcharge: number;
}
type Given = DecidedRefund & { payments: RefundPayment[] };
interface Terms {
  coin: number;
  policy: SurchargePolicy;
}

/** A refund as the service makes it: rest, refund, payments, coins, surcharges. */
function give(sale: Paid, payments: readonly Payment[], before: readonly Given[], ask: RefundTerms, terms: Terms) {
  const parts = before.flatMap((each) => each.payments);
  const sumOf = (payment_no: number, of: (part: RefundPayment) => number) =>
    parts.reduce((sum, part) => (part.payment_no === payment_no ? sum + of(part) : sum), 0);
  const standing = payments.map((payment) => {
    const refunded = sumOf(payment.payment_no, ({ amount }) => amount);
    return { ...payment, refunded, left: payment.amount - refunded };
  });
  const left = leftOf(sale, before);
  const decided = decideRefund(left, ask);
  if (!decided.ok) return undefined;
  const { amount, rounding } = decided.value;
  const split = splitRefund(amount, standing);
  if (!split.ok) throw new Error(`payments have ${split.refusal.left} left for ${amount}`);
  const takes_rest = amount === left.amount_left;
  const coins = inCoins(split.value, standing, takes_rest ? 0 : terms.coin);
  const given = new Map(payments.map(({ payment_no }) => [payment_no, sumOf(payment_no, (one) => one.surcharge ?? 0)]));
  const back = withSurcharges(coins.parts, standing, given, { policy: terms.policy, takes_rest });
  const refund = { ...decided.value, amount: amount - coins.carried, rounding: rounding - coins.carried };
  return { takes_rest, refund: { ...refund, payments: back } };
}

const of = (refunds: readonly Given[], what: (part: RefundPayment) => number, payment_no?: number) =>
  refunds
    .flatMap(({ payments }) => payments)
    .filter((part) => payment_no === undefined || part.payment_no === payment_no)
    .reduce((sum, part) => sum + what(part), 0);

/** Tenders of a sale: cash pays the rest of the others, which is in whole coins by rule P7. */
function paidBy({ grand_total }: Paid, shares: readonly number[], coin: number): Payment[] {
  let left = grand_total;
  const others = shares.map((share, index) => {
    const part = Math.floor((left * share) / 100);
    const amount = coin > 0 ? part - (part % coin) : part;
    left -= amount;
    const surcharge = Math.floor((amount * share) / 1000);
    return {
      payment_no: index + 1,
      method: `card ${index}`,
      cash: false,
      owed: false,
      let_go: false,
      amount,
      surcharge,
    };
  });
  const cash = {
    payment_no: shares.length + 1,
    method: "cash",
    cash: true,
    owed: false,
    let_go: false,
    amount: left,
    surcharge: 0,
  };
  return [...others, cash].map((payment) => ({ ...payment, status: "captured" }));
}

/** The satang of one point, for the first tender that is not cash; its refund returns points. */
const SATANG_A_POINT = 75;

test("[A4] [P5] [P7] any refunds in any tenders, with places, points, coins and surcharges, end at exactly the paid sum and never exceed it", () => {
  const terms = fc.record({
    coin: fc.constantFrom(0, 25, 100),
    policy: fc.constantFrom<SurchargePolicy>("whole", "proportional", "never"),
  });
  const tenders = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 3 });
  fc.assert(
    fc.property(sold, tenders, terms, fc.array(step, { maxLength: 12 }), (sale, shares, terms, steps) => {
      const payments = paidBy(sale, shares, terms.coin);
      const refunds: Given[] = [];
      const in_points = payments.length > 1 && payments[0] ? payments[0].amount : 0;
      const burnt = { points: Math.ceil(in_points / SATANG_A_POINT), amount: in_points };
      const take = (ask: RefundTerms) => {
        const given = give(sale, payments, refunds, ask, terms);
        if (!given) return;
        refunds.push(given.refund);
        const cash = of([given.refund], ({ amount }) => amount, payments.length);
        if (terms.coin > 0 && !given.takes_rest) expect(cash % terms.coin).toBe(0);
        expect(given.refund.amount).toBe(of([given.refund], ({ amount }) => amount));
        for (const { payment_no, amount, surcharge } of payments) {
          expect(of(refunds, (part) => part.amount, payment_no)).toBeLessThanOrEqual(amount);
          expect(of(refunds, (part) => part.surcharge ?? 0, payment_no)).toBeLessThanOrEqual(surcharge);
        }
      };
      for (const next of steps) {
        if (next.kind === "give_up") refunds.splice(next.start % (refunds.length + 1), 1);
        else if (next.kind !== "use" && next.kind !== "goodwill") take(askOf(leftOf(sale, refunds), next));
      }
      take({});
      expect(leftOf(sale, refunds).amount_left).toBe(0);
      const sums = { tax_total: 0, rounding: 0 };
      for (const { tax_total, rounding } of refunds) {
        sums.tax_total += tax_total;
        sums.rounding += rounding;
      }
      expect(sums).toEqual({ tax_total: sale.tax_total, rounding: sale.rounding });
      expect(of(refunds, ({ amount }) => amount)).toBe(sale.grand_total);
      let before = 0;
      const points = refunds.map((refund) => {
        const amount = in_points > 0 ? of([refund], (part) => part.amount, 1) : 0;
        const back = amount > 0 ? pointsBack(burnt, before, amount) : 0;
        before += amount;
        return back;
      });
      expect(points.reduce((sum, back) => sum + back, 0)).toBe(burnt.points);
      expect(Math.min(0, ...points)).toBe(0);
      expect(excessPlaces(sale, refunds)).toEqual([]);
      const surcharges = payments.reduce((sum, { surcharge }) => sum + surcharge, 0);
      expect(of(refunds, ({ surcharge = 0 }) => surcharge)).toBe(terms.policy === "never" ? 0 : surcharges);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

/** Tickets with more refunded places than were sold, or with refunded places after their end. */
function excessPlaces({ lines }: Paid, refunds: readonly Given[]): string[] {
  const given = refunds.flatMap((refund) => refund.lines.flatMap(({ parts = [] }) => parts));
  return lines.flatMap(({ ticket_ids, partyOf }) =>
    (ticket_ids ?? []).filter((ticket_id) => {
      const places = given.filter((part) => part.ticket_id === ticket_id).map((part) => part.places ?? 0);
      return places.reduce((sum, count) => sum + count, 0) >= (partyOf?.(ticket_id) ?? 1);
    }),
  );
}

test("[A4] [P5] named tickets and places give the same refund in any order of the lines", () => {
  fc.assert(
    fc.property(sold, fc.array(step, { maxLength: 8 }), (sale, steps) => {
      const turned = { ...sale, lines: sale.lines.toReversed() };
      const refunds: DecidedRefund[] = [];
      const of_turned: DecidedRefund[] = [];
      for (const next of [...steps.filter(({ kind }) => kind === "tickets" || kind === "places"), undefined]) {
        const ask = next ? askOf(leftOf(sale, refunds), next) : {};
        const [one, other] = [decideRefund(leftOf(sale, refunds), ask), decideRefund(leftOf(turned, of_turned), ask)];
        expect(other.ok).toBe(one.ok);
        if (!one.ok || !other.ok) continue;
        expect(sumsOf(other.value)).toEqual(sumsOf(one.value));
        refunds.push(one.value);
        of_turned.push(other.value);
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);

const sumsOf = ({ amount, tax_total, rounding, ticket_ids }: DecidedRefund) => {
  return { amount, tax_total, rounding, ticket_ids: ticket_ids.toSorted() };
};

const satang = z.string().transform((baht) => Math.round(Number(baht) * 100));
const whole = z.string().transform(Number);
const Worked = z.strictObject({
  sale: z.string(),
  units: z.array(satang),
  bundle: satang.optional(),
  parties: z.record(z.string(), whole).default({}),
  tax: whole.default(0),
  point_per: satang.optional(),
  coin: satang.default(0),
  surcharges: z.enum(["whole", "proportional", "never"]).default("whole"),
  paid: z.array(z.strictObject({ method: z.string(), amount: satang, surcharge: satang.default(0) })),
  refunds: z.array(
    z.strictObject({
      unit: z.string().optional(),
      amount: satang.optional(),
      rest: z.string().optional(),
      places: whole.optional(),
      tax: satang.optional(),
      points: whole.optional(),
      gives: z.record(z.string(), satang),
      surcharge: satang.default(0),
    }),
  ),
  because: z.string(),
});
const worked = z
  .array(Worked)
  .parse(parse(readFileSync(join(import.meta.dirname, "../carts.yaml"), "utf8"), { schema: "failsafe" }));

const ALPHABET = "ABCDEFGHIJ";

/** Each unit is a line of its own; the units of a bundle share one line, by their prices. */
function linesOf({ units, bundle, parties, tax }: z.infer<typeof Worked>) {
  const taxIn = (price: number) => Math.round((price * tax) / (100 + tax));
  if (bundle !== undefined) return [paidLine(1, units.length, bundle, taxIn(bundle), "bundle ", units)];
  return units.map((price, index) => {
    const letter = ALPHABET[index] ?? "";
    return paidLine(index + 1, 1, price, taxIn(price), letter, [1], parties[letter] ?? null);
  });
}

test.each(worked)("[A4] [P7] $sale", (working) => {
  const { units, bundle, coin, surcharges: policy, paid, refunds, point_per } = working;
  const lines = linesOf(working);
  const worth = bundle ?? units.reduce((sum, price) => sum + price, 0);
  const grand_total = paid.reduce((sum, { amount }) => sum + amount, 0);
  const sale = { grand_total, tax_total: 0, rounding: grand_total - worth, lines };
  const payments = paid.map((payment, index) => {
    const { method } = payment;
    const standing = { cash: method === "cash", owed: false, let_go: method === "rounding", status: "captured" };
    return { ...payment, payment_no: index + 1, ...standing };
  });
  const given: Given[] = [];
  const idOf = (unit: string) => (bundle === undefined ? `${unit}1` : `bundle ${ALPHABET.indexOf(unit) + 1}`);
  for (const { unit, places, amount, gives, surcharge, tax, points } of refunds) {
    const named = unit === undefined ? undefined : idOf(unit);
    const ask: RefundTerms =
      named === undefined
        ? { amount }
        : places === undefined
          ? { ticket_ids: [named] }
          : { places: [{ ticket_id: named, places }] };
    const back = give(sale, payments, given, ask, { coin, policy });
    if (!back) throw new Error("nothing goes back");
    const parts = back.refund.payments.filter((part) => part.amount > 0);
    const by_method = Object.fromEntries(parts.map((part) => [part.method, part.amount]));
    const on_top = of([back.refund], (part) => part.surcharge ?? 0);
    expect({ gives: by_method, surcharge: on_top }).toEqual({ gives, surcharge });
    if (tax !== undefined) expect(back.refund.tax_total).toBe(tax);
    given.push(back.refund);
    const kept = grand_total - of(given, (part) => part.amount);
    if (points !== undefined && point_per !== undefined) expect(pointsFor(kept, point_per)).toBe(points);
  }
});
