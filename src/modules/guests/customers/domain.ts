/** A guest is found however the name or number is written, and points are what the ledger says (rules C2, C1). */

import { readAlike } from "../../../shared/alike.ts";
import { defineRace, errors } from "../../../shared/errors.ts";

/** A customer was changed, merged or erased between the look and the commit: look again. */
export const CUSTOMER_CHANGED = defineRace("a customer is changed", errors.conflict);

export { customerErrors } from "../../../shared/errors/guests.ts";

/** Why a customer's sums changed: what was bought, undone or given back, points earned with it, spent, or put right by hand. */
export const CUSTOMER_ENTRY_KINDS = ["sale", "void", "burn", "unburn", "refund", "adjust", "merge"] as const;

/** A stored number of which only the first two digits and the last four are told: 08x-xxx-5678. It is no number to be stored. */
export function maskPhone(phone: string): string {
  const dialled = phone.replace(/^\+66/, "0");
  const hidden = "x".repeat(Math.max(2, dialled.length - 6));
  return `${dialled.slice(0, 2)}${hidden.slice(0, 1)}-${hidden.slice(1)}-${dialled.slice(-4)}`;
}

/** An address of which only the first letter and the domain are told: w•••@guests.test. It is no address to be stored. */
export function maskEmail(email: string): string {
  return `${[...email][0] ?? ""}•••${email.slice(email.lastIndexOf("@"))}`;
}

/** Text as it is compared: as it reads, and in small letters. */
export function fold(text: string): string {
  return readAlike(text).toLowerCase();
}

const GRAM_LETTERS = 3;

/** Each three letters in a row of a folded text, once; none of a shorter one. */
export function gramsOf(folded: string): string[] {
  const letters = [...folded];
  const starts = letters.slice(GRAM_LETTERS - 1).keys();
  return [...new Set([...starts].map((at) => letters.slice(at, at + GRAM_LETTERS).join("")))];
}

/** What of a guest is searched by its parts. */
interface Known {
  name: string;
  email: string | null;
  phone: string | null;
}

const TAIL_DIGITS = 4;

/** The key of the last digits of a number, by which guests name it; it is no gram of a text. */
export function keyOfTail(phone: string): string {
  return `#${phone.slice(-TAIL_DIGITS)}`;
}

/** The keys under which a guest is found: the grams of name and address, and the last digits of the number. */
export function keysOfCustomer({ name, email, phone }: Known): string[] {
  const tail = phone === null ? [] : [keyOfTail(phone)];
  return [...new Set([name, email ?? ""].flatMap((text) => gramsOf(fold(text)))), ...tail];
}

/** Whether a guest's name or e-mail address has this folded text as a part. */
export function isFoundBy({ name, email }: Pick<Known, "name" | "email">, sought: string): boolean {
  return [name, email ?? ""].some((text) => fold(text).includes(sought));
}

/** The points that a purchase of `spend` satang earns, one for each whole `satang_per_point`; 0 earns none. */
export function pointsFor(spend: number, satang_per_point: number): number {
  return satang_per_point === 0 ? 0 : Math.floor(Math.max(0, spend) / satang_per_point);
}

/** Why a customer may not be merged into the other, or null: only an active other one takes it. */
export function refuseMerge(
  into: { customer_id: string; active: boolean } | undefined,
  customer_id: string,
): "itself" | "unknown" | "inactive" | null {
  if (!into) return "unknown";
  if (into.customer_id === customer_id) return "itself";
  return into.active ? null : "inactive";
}
