/** Places of a party are refunded one by one up to the ticket's price; the ticket stays valid with the rest. */

import { describe, expect, test } from "vitest";
import { decidePlaces } from "../../../../../src/modules/admission/tickets/domain/changes.ts";
import type { Usage } from "../../../../../src/modules/admission/tickets/domain/words.ts";
import { leftOf, type PaidLine } from "../../../../../src/modules/counter/refunds/domain/left.ts";
import {
  type DecidedRefund,
  decideRefund,
  type RefundTerms,
} from "../../../../../src/modules/counter/refunds/domain/refund.ts";
import { fc } from "../../../../support/properties.ts";
import { paidLine } from "../arbitrary.ts";

/** A party ticket A1 with some places. */
function party(places: number, total: number, tax_total: number) {
  const line: PaidLine = { ...paidLine(1, 1, total, tax_total, "A"), partyOf: () => places };
  return { grand_total: total, lines: [line] };
}

function after(sale: ReturnType<typeof party>, asks: readonly RefundTerms[]): DecidedRefund[] {
  const refunds: DecidedRefund[] = [];
  for (const ask of asks) {
    const decided = decideRefund(leftOf(sale, refunds), ask);
    if (!decided.ok) throw new Error(decided.refusal.reason);
    refunds.push(decided.value);
  }
  return refunds;
}
const places = (count: number): RefundTerms => ({ places: [{ ticket_id: "A1", places: count }] });

test("[A4] [P5] three of ten places of a party of 1,000.05 give 300.03, and the last seven end it with the whole rest", () => {
  const given = after(party(10, 100_005, 6_542), [places(3), places(7)]);
  expect(given).toMatchObject([
    { amount: 30_003, ticket_ids: [], lines: [{ qty: 0, parts: [{ ticket_id: "A1", amount: 30_003, places: 3 }] }] },
    { amount: 70_002, ticket_ids: ["A1"], lines: [{ qty: 1 }] },
  ]);
  expect(given[0]?.tax_total).toBe(1_963);
  expect(given[1]?.tax_total).toBe(6_542 - 1_963);
});

test("[A4] [P5] any mix of places, amounts and the rest of a party adds up to the paid sum, and never exceeds it", () => {
  const step = fc.oneof(
    fc.integer({ min: 1, max: 12 }).map(places),
    fc.integer({ min: 1, max: 40_000 }).map((amount): RefundTerms => ({ amount })),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.nat(200_000),
      fc.array(step, { maxLength: 15 }),
      (count, total, steps) => {
        const sale = party(count, total, Math.round((total * 7) / 107));
        const refunds: DecidedRefund[] = [];
        for (const ask of [...steps, {}]) {
          const decided = decideRefund(leftOf(sale, refunds), ask);
          if (decided.ok) refunds.push(decided.value);
          const sum = refunds.reduce((all, { amount }) => all + amount, 0);
          expect(sum).toBeLessThanOrEqual(total);
          const parts = refunds.flatMap(({ lines }) => lines.flatMap((line) => line.parts ?? []));
          expect(parts.reduce((all, part) => all + (part.places ?? 0), 0)).toBeLessThan(count);
        }
        expect(leftOf(sale, refunds).amount_left).toBe(0);
        expect(refunds.reduce((all, { tax_total }) => all + tax_total, 0)).toBe(sale.lines[0]?.tax_total);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("[A4] too many places, a ticket that is not of a party, and a ticket listed twice are refused with the field", () => {
  const sale = party(10, 100_000, 0);
  const refused = (ask: RefundTerms, from = sale) => {
    const decided = decideRefund(leftOf(from, after(from, [])), ask);
    return decided.ok ? null : decided.refusal;
  };
  expect(refused(places(11))).toEqual({ reason: "over", path: "places.0.places", left: 10 });
  const single = { grand_total: 100, lines: [paidLine(1, 1, 100, 0, "A")] };
  expect(refused(places(1), single)).toEqual({ reason: "no_party", path: "places.0.ticket_id" });
  const twice = { ticket_ids: ["A1"], ...places(1) };
  expect(refused(twice)).toEqual({ reason: "twice", path: "places.0.ticket_id" });
});

describe("a party's ticket", () => {
  const fresh: Usage = { status: "active", used: 0, first_pass: null, last_pass_at: null, presence: [] };
  const take = (usage: Usage, refund_id: string, count: number, fields = {}) =>
    decidePlaces({ quota_or_minutes: 10 }, usage, {
      ...{ kind: "refund_places" as const, refund_id, places: count, only_unused: true, at: 1, ...fields },
    });

  test("[A4] a party's ticket gives only unused places, unless the park refunds used ones, and each refund takes them once", () => {
    const used = { ...fresh, used: 8 };
    expect(take(used, "a", 3)).toEqual({ ok: false, refusal: "used" });
    const both = take(used, "a", 2);
    expect(both).toMatchObject({ ok: true, value: { places_refunded: { a: 2 }, status: "active" } });
    expect(take(used, "a", 3, { only_unused: false }).ok).toBe(true);
    if (both.ok) expect(take(both.value, "a", 2)).toEqual({ ok: false, refusal: "done" });
    if (both.ok) expect(take(both.value, "b", 1)).toEqual({ ok: false, refusal: "used" });
  });

  test("[A4] a party's ticket has its places again when the refund is cancelled, and that refund takes none any more", () => {
    const undone = take({ ...fresh, places_refunded: { a: 2 } }, "a", 2, { kind: "unrefund_places" });
    expect(undone).toMatchObject({ ok: true, value: { places_refunded: { a: 0 } } });
    if (undone.ok) expect(take(undone.value, "a", 2)).toEqual({ ok: false, refusal: "status" });
    expect(take({ ...fresh, status: "cancelled" }, "a", 2)).toEqual({ ok: false, refusal: "status" });
  });

  test("[A4] a reissued party's ticket gives no places and gets none back: its replacement does", () => {
    const reissued = { ...fresh, status: "revoked" as const, places_refunded: { a: 2 } };
    expect(take(reissued, "b", 1)).toEqual({ ok: false, refusal: "status" });
    expect(take(reissued, "a", 2, { kind: "unrefund_places" })).toEqual({ ok: false, refusal: "status" });
  });
});
