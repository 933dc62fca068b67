/** A refund as a person chooses it, and its amount by the server's own figures. Satang. */
import type { Refundable, RefundRequest } from "#client";
import { sumToApprove } from "#kit/refundable.ts";

export type Way = "all" | "parts" | "amount";

export interface Choice {
  way: Way;
  ticket_ids: ReadonlySet<string>;
  /** Units of lines without tickets, by line number. */
  units: ReadonlyMap<number, number>;
  /** As typed. */
  baht: number | string;
  /** Refund to this method only; null for all methods of the sale. */
  method: string | null;
}

export const NOTHING: Choice = { way: "all", ticket_ids: new Set(), units: new Map(), baht: "", method: null };

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** The sum of a choice that an approver sees; null while nothing is chosen or the typed sum is more than what is left. */
export function amountOf(choice: Choice, left: Refundable): number | null {
  const amount = partOf(choice, left);
  return amount === null ? null : sumToApprove(amount, left);
}

function partOf({ way, ticket_ids, units, baht }: Choice, left: Refundable): number | null {
  if (way === "all") return left.amount_left;
  if (way === "amount") {
    const satang = Math.round(Number(baht) * 100);
    return satang > 0 && satang <= left.amount_left ? satang : null;
  }
  const of_lines = left.lines.map((line) =>
    sum([
      ...line.tickets.filter(({ ticket_id }) => ticket_ids.has(ticket_id)).map(({ amount_left }) => amount_left),
      ...line.units.slice(0, units.get(line.line_no) ?? 0),
    ]),
  );
  return sum(of_lines) || null;
}

/** The most that goes back from here by the chosen method, or by all methods; satang, without surcharges. */
export function mostOf({ method }: Pick<Choice, "method">, { amount_here, payments }: Refundable): number {
  if (method === null) return amount_here;
  return sum(
    payments.filter((payment) => payment.method === method && payment.refused === null).map(({ left }) => left),
  );
}

/** The parts of the request's body that say which part of the sale goes back. */
export function partsOf({ way, ticket_ids, units, baht, method }: Choice): Omit<RefundRequest, "sale_id"> {
  const lines = [...units].filter(([, qty]) => qty > 0).map(([line_no, qty]) => ({ line_no, qty }));
  return {
    ...(way === "amount" && { amount: Math.round(Number(baht) * 100) }),
    ...(way === "parts" && ticket_ids.size > 0 && { ticket_ids: [...ticket_ids].toSorted() }),
    ...(way === "parts" && lines.length > 0 && { lines }),
    ...(method && { method }),
  };
}
