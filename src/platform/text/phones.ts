/** A telephone number is the same however it is written, in the country where its store is (rule C2). */

import { AsYouType, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { readAlike } from "../../shared/alike.ts";
import type { PhoneRegion } from "./phone-regions.ts";

/** A country and two digits: fewer would find half of all guests. */
const LEAST_OF_PREFIX = /^\+\d{4,15}$/;
const TAIL_DIGITS = 4;
/** Longer than a number with all that people put between its digits. */
const MOST_CHARS = 64;

/** A number as it is stored: `081-234-5678` is +66812345678 in TH. Undefined when it cannot be one, or has an extension. */
export function normalizePhone(text: string, region: PhoneRegion): string | undefined {
  const written = asWritten(text);
  if (written === undefined) return undefined;
  for (const form of new Set([written, written.replace(/^00/, "+")])) {
    const phone = parsePhoneNumberFromString(form, { defaultCountry: region, extract: false });
    if (phone?.ext) return undefined;
    if (phone?.isValid()) return phone.number;
  }
  // Of a range that the library does not know yet: written with its country, and as long as numbers there are.
  const digits = dialled(written) ?? "";
  const phone = digits.startsWith("+") ? parsePhoneNumberFromString(digits) : undefined;
  return phone?.isPossible() ? phone.number : undefined;
}

/** What is looked for while a number is typed. */
export interface PhonePart {
  /** How stored numbers may begin, the likeliest first. */
  prefixes: string[];
  /** How they may end: at least four digits. */
  tail: string | undefined;
}

/** Where a part of a number may stand in stored ones; nowhere for what holds letters. */
export function readPhonePart(text: string, region: PhoneRegion): PhonePart {
  const digits = dialled(asWritten(text) ?? "");
  if (digits === undefined) return { prefixes: [], tail: undefined };
  const typing = new AsYouType(region);
  typing.input(digits);
  const at_home = typing.getNumberValue() ?? "";
  const abroad = /^[1-9]/.test(digits) ? `+${digits}` : "";
  const forms = digits.startsWith(getCountryCallingCode(region)) ? [abroad, at_home] : [at_home, abroad];
  const prefixes = forms.filter((prefix) => LEAST_OF_PREFIX.test(prefix));
  const tail = new RegExp(`^\\d{${TAIL_DIGITS},15}$`).test(digits) ? digits : undefined;
  return { prefixes: [...new Set(prefixes)], tail };
}

/** Signs of a number and nothing else: digits of any script are 0 to 9, what cannot be seen is gone. */
function asWritten(text: string): string | undefined {
  if (text.length > MOST_CHARS) return undefined;
  const written = readAlike(text).replace(/^tel:/i, "");
  return /\d/.test(written) ? written : undefined;
}

/** The digits alone, with a plus where the country is named; undefined where anything else is among them. */
function dialled(written: string): string | undefined {
  const digits = written.replaceAll(/[\s().\-/~]/g, "").replace(/^00/, "+");
  return /^\+?\d+$/.test(digits) ? digits : undefined;
}
