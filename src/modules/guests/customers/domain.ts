/** Decides search keys, masks, points and merges of customers (rules C1, C2). */

import { readAlike } from "../../../shared/alike.ts";
import { defineRace, errors } from "../../../shared/errors.ts";

/** A customer was changed, merged or erased between read and commit, so it is read again. */
export const CUSTOMER_CHANGED = defineRace("a customer is changed", errors.conflict);

export { customerErrors } from "../../../shared/errors/guests.ts";

/** The kinds of ledger entries: sale, void, points used and returned, refund, points by hand, merge. */
export const CUSTOMER_ENTRY_KINDS = ["sale", "void", "burn", "unburn", "refund", "adjust", "merge"] as const;

/** Masks a stored number; only its first two and last four digits stay: 08x-xxx-5678. The result must not be stored. */
export function maskPhone(phone: string): string {
  const dialled = phone.replace(/^\+66/, "0");
  const hidden = "x".repeat(Math.max(2, dialled.length - 6));
  return `${dialled.slice(0, 2)}${hidden.slice(0, 1)}-${hidden.slice(1)}-${dialled.slice(-4)}`;
}

/** Masks an address; only its first letter and the domain stay: w•••@guests.test. The result must not be stored. */
export function maskEmail(email: string): string {
  return `${[...email][0] ?? ""}•••${email.slice(email.lastIndexOf("@"))}`;
}

/** The compared form of a text: look-alike forms unified, in small letters. */
export function fold(text: string): string {
  return readAlike(text).toLowerCase();
}

const GRAM_LETTERS = 3;

/** The runs of three letters in a folded text, each once; none for a shorter text. */
export function gramsOf(folded: string): string[] {
  const letters = [...folded];
  const starts = letters.slice(GRAM_LETTERS - 1).keys();
  return [...new Set([...starts].map((at) => letters.slice(at, at + GRAM_LETTERS).join("")))];
}

/** The fields of a customer that are searched by their parts. */
interface SearchedFields {
  name: string;
  email: string | null;
  phone: string | null;
}

const TAIL_DIGITS = 4;

/** The search key for the last digits of a number; it is never a gram of a text. */
export function keyOfTail(phone: string): string {
  return `#${phone.slice(-TAIL_DIGITS)}`;
}

/** The search keys of a customer: the grams of name and address, and the last digits of the number. */
export function keysOfCustomer({ name, email, phone }: SearchedFields): string[] {
  const tail = phone === null ? [] : [keyOfTail(phone)];
  return [...new Set([name, email ?? ""].flatMap((text) => gramsOf(fold(text)))), ...tail];
}

/** Whether a customer's name or e-mail address contains this folded text. */
export function isFoundBy({ name, email }: Pick<SearchedFields, "name" | "email">, sought: string): boolean {
  return [name, email ?? ""].some((text) => fold(text).includes(sought));
}

/** The points for a purchase of `spend` satang, one for each whole `satang_per_point`; 0 gives none. */
export function pointsFor(spend: number, satang_per_point: number): number {
  return satang_per_point === 0 ? 0 : Math.floor(Math.max(0, spend) / satang_per_point);
}

/** Why a customer may not be merged into another, or null: the other must be active and a different customer. */
export function refuseMerge(
  into: { customer_id: string; active: boolean } | undefined,
  customer_id: string,
): "itself" | "unknown" | "inactive" | null {
  if (!into) return "unknown";
  if (into.customer_id === customer_id) return "itself";
  return into.active ? null : "inactive";
}
