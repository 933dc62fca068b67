/** The kinds of a setting's value: each checks a value, and describes it to clients as JSON Schema. */

import { holdsCardNumber } from "../../../../shared/cards.ts";
import { isThaiTaxId } from "../../../../shared/thai-ids.ts";

/** Never null: null means that a level sets no value. */
export type SettingValue = string | number | boolean;

export interface ValueKind<Value extends SettingValue> {
  readonly schema: Readonly<Record<string, unknown>>;
  /** The message for a caller who sent another value. */
  readonly must: string;
  fits(value: unknown): value is Value;
  /** Reads a stored value that an older definition allowed. */
  read?(value: unknown): unknown;
}

export function oneOf<const Choice extends SettingValue>(...choices: readonly Choice[]): ValueKind<Choice> {
  return {
    schema: { enum: choices },
    must: `must be one of ${choices.join(", ")}`,
    fits: (value): value is Choice => choices.includes(value as Choice),
  };
}

export const yesOrNo: ValueKind<boolean> = {
  schema: { type: "boolean" },
  must: "must be true or false",
  fits: (value) => typeof value === "boolean",
};

export function wholeNumber(minimum: number, maximum: number): ValueKind<number> {
  return {
    schema: { type: "integer", minimum, maximum },
    must: `must be a whole number from ${minimum} to ${maximum}`,
    fits: (value): value is number => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
  };
}

/** A whole number with a raised minimum: a stored lower value counts as the minimum. */
export function wholeNumberAbove(minimum: number, maximum: number): ValueKind<number> {
  const read = (value: unknown) => (typeof value === "number" && value < minimum ? minimum : value);
  return { ...wholeNumber(minimum, maximum), read };
}

/** One printed line; empty for nothing to print. */
export function line(maxLength: number): ValueKind<string> {
  return {
    schema: { type: "string", maxLength },
    must: `must be one line of at most ${maxLength} characters, with no space around it and no card number in it`,
    fits: (value): value is string =>
      typeof value === "string" &&
      value.length <= maxLength &&
      value === value.trim() &&
      !/\p{Cc}/u.test(value) &&
      !holdsCardNumber(value),
  };
}

export const branchCode: ValueKind<string> = {
  schema: { type: "string", pattern: "^\\d{5}$" },
  must: "must be 5 digits; 00000 is the head office",
  fits: (value): value is string => typeof value === "string" && /^\d{5}$/.test(value),
};

/** Empty, or an address that mail reaches. */
export const emailAddress: ValueKind<string> = {
  schema: { type: "string", maxLength: 254 },
  must: "must be an e-mail address, or empty",
  fits: (value): value is string =>
    value === "" ||
    (typeof value === "string" && value.length <= 254 && /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(value)),
};

/** Empty, or a page that every browser can open. */
export const publicAddress: ValueKind<string> = {
  schema: { type: "string", maxLength: 300 },
  must: "must be an address that begins with https://, or empty",
  fits: (value): value is string =>
    value === "" ||
    (typeof value === "string" && value.length <= 300 && /^https:\/\/[^\s"'<>@/]+\.[^\s"'<>@]+$/.test(value)),
};

/** Empty if not registered for VAT. */
export const taxId: ValueKind<string> = {
  schema: { type: "string", pattern: "^(\\d{13})?$" },
  must: "must be a Thai tax id: 13 digits with a correct last check digit",
  fits: (value): value is string => value === "" || (typeof value === "string" && isThaiTaxId(value)),
};
