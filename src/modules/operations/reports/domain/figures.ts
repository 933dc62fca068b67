/** Figures of reports: each report's measures from the sums of its kinds (rules R1, R2). */

import type { Figures, Report } from "./measures.ts";
import type { Kind, KindSums } from "./sums.ts";

/** The kinds that play the part of sale, void and refund: of whole sales, of drawers, or of one package. */
type Parts = Record<"sale" | "void" | "refund" | "payment", Kind>;

const WHOLE: Parts = { sale: "sale", void: "void", refund: "refund", payment: "payment" };
const OF_DRAWERS: Parts = {
  ...{ sale: "drawer_sale", void: "drawer_void", refund: "drawer_refund", payment: "drawer_payment" },
};
/** A package has no part in surcharges and rounding; later payments pay whole sales. */
const OF_PACKAGE = { sale: "package", void: "package_void", refund: "package_refund" } as const;

/** The kinds of each report's figures. */
export const FIGURE_KINDS: Readonly<Record<Report, readonly Kind[]>> = {
  sales: Object.values(WHOLE),
  shifts: [
    ...Object.values(OF_DRAWERS),
    ...(["drawer_moved", "drawer_adjusted", "drawer_no_sale"] as const),
    ...(["cash_expected", "cash_counted", "cash_diff", "outside"] as const),
  ],
  tickets: [
    ...(["ticket", "ticket_bundled", "ticket_void", "ticket_refund", "ticket_redeemed"] as const),
    ...(["ticket_reprint", "other"] as const),
  ],
  corrections: ["act_reprint", "act_reissue", "act_void", "act_refund"],
  gate: ["pass", "fail", "forced", "act_annul", "conflict"],
  fraud: [],
};

/** The kinds of a sales report over one package. */
export const PACKAGE_KINDS: readonly Kind[] = Object.values(OF_PACKAGE);

function money(sums: KindSums, parts: Partial<Parts> & Omit<Parts, "payment">) {
  const [sale, undone, refund] = [sums.of(parts.sale), sums.of(parts.void), sums.of(parts.refund)];
  const payment = parts.payment && sums.of(parts.payment);
  const sales_total = sale.total - undone.total;
  const surcharge_total =
    sale.surcharge_total - undone.surcharge_total - refund.surcharge_total + (payment?.surcharge_total ?? 0);
  const takings = sales_total - refund.total + surcharge_total;
  const tax_total = sale.tax_total - undone.tax_total - refund.tax_total + (payment?.tax_total ?? 0);
  const rounding_total = sale.rounding - undone.rounding - refund.rounding;
  return {
    sales_count: sale.count,
    quantity: sale.quantity - undone.quantity,
    gross: sale.gross - undone.gross,
    discount_total: sale.discount_total - undone.discount_total,
    sales_total,
    ...{ voids_count: undone.count, voids_total: undone.total },
    ...{ refunds_count: refund.count, refunds_total: refund.total },
    surcharge_total,
    takings,
    tax_total,
    net: takings - tax_total - rounding_total,
    rounding_total,
  };
}

export function salesFigures(sums: KindSums): Figures<"sales"> {
  return money(sums, WHOLE);
}

/** The figures of one package: its lines, less its voided and refunded ones. */
export function packageFigures(sums: KindSums): Figures<"sales"> {
  return money(sums, OF_PACKAGE);
}

export function shiftFigures(sums: KindSums): Figures<"shifts"> {
  const { quantity: _, ...sold } = money(sums, OF_DRAWERS);
  return {
    ...sold,
    cash_sales: sums.of("drawer_sale").cash - sums.of("drawer_void").cash,
    cash_refunds: sums.of("drawer_refund").cash,
    cash_payments: sums.of("drawer_payment").cash,
    cash_moved: sums.of("drawer_moved").cash,
    cash_adjusted: sums.of("drawer_adjusted").cash,
    no_sale_count: sums.of("drawer_no_sale").count,
    shifts_count: sums.of("cash_counted").count,
    cash_expected: sums.of("cash_expected").cash,
    cash_counted: sums.of("cash_counted").cash,
    cash_diff: sums.of("cash_diff").cash,
    outside_total: sums.of("outside").total,
  };
}

export function ticketFigures(sums: KindSums): Figures<"tickets"> {
  const [ticket, undone, refund] = [sums.of("ticket"), sums.of("ticket_void"), sums.of("ticket_refund")];
  const redeemed = sums.of("ticket_redeemed").count;
  const ticket_takings = ticket.total - undone.total - refund.total;
  const other_takings = sums.of("other").total;
  return {
    issued: ticket.count,
    issued_total: ticket.total,
    bundled: sums.of("ticket_bundled").count,
    redeemed,
    redemption_rate: share(redeemed, ticket.count),
    reprinted: sums.of("ticket_reprint").count,
    ...{ tickets_voided: undone.count, tickets_voided_total: undone.total },
    ...{ tickets_refunded: refund.count, tickets_refunded_total: refund.total },
    ...{ ticket_takings, other_takings, takings: ticket_takings + other_takings },
  };
}

export function correctionFigures(sums: KindSums): Figures<"corrections"> {
  return {
    reprints_count: sums.of("act_reprint").count,
    reissues_count: sums.of("act_reissue").count,
    voids_count: sums.of("act_void").count,
    voids_total: sums.of("act_void").total,
    refunds_count: sums.of("act_refund").count,
    refunds_total: sums.of("act_refund").total,
  };
}

export function gateFigures(sums: KindSums): Figures<"gate"> {
  const [pass, fail, annulled] = [sums.of("pass"), sums.of("fail"), sums.of("act_annul")];
  const attempts = pass.count + fail.count;
  return {
    attempts,
    pass: pass.count,
    fail: fail.count,
    pass_rate: share(pass.count, attempts),
    guests: pass.quantity - annulled.quantity,
    forced: sums.of("forced").count,
    annulled: annulled.count,
    conflicts: sums.of("conflict").count,
  };
}

/** A part of a whole, to four decimals; null when the whole is nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;
}
