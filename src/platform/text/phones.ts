/** Telephone numbers: all spellings of a number are equal, in the country of its store (rule C2). */

import { AsYouType, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { readAlike } from "../../shared/alike.ts";
import type { PhoneRegion } from "./phone-regions.ts";

/** A country code and two digits; fewer would match half of all guests. */
const LEAST_OF_PREFIX = /^\+\d{4,15}$/;
const TAIL_DIGITS = 4;
/** Longer than any number with separators. */
const MOST_CHARS = 64;

/** The stored form of a number: `081-234-5678` is +66812345678 in TH. Undefined for no valid number, or one with an extension. */
export function normalizePhone(text: string, region: PhoneRegion): string | undefined {
  const written = asWritten(text);
  if (written === undefined) return undefined;
  for (const form of new Set([written, written.replace(/^00/, "+")])) {
    const phone = parsePhoneNumberFromString(form, { defaultCountry: region, extract: false });
    if (phone?.ext) return undefined;
    if (phone?.isValid()) return phone.number;
  }
  // A range that the library does not know yet: it needs a country code and a valid length.
  const digits = dialled(written) ?? "";
  const phone = digits.startsWith("+") ? parsePhoneNumberFromString(digits) : undefined;
  return phone?.isPossible() ? phone.number : undefined;
}

/** A search for a partly typed number. */
export interface PhonePart {
  /** Possible beginnings of stored numbers, the likeliest first. */
  prefixes: string[];
  /** Their possible end: at least four digits. */
  tail: string | undefined;
}

/** Where a part of a number may occur in stored numbers; nowhere for a text with letters. */
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

/** Typed text with digits of any script as 0 to 9, without invisible characters; undefined without a digit or if too long. */
function asWritten(text: string): string | undefined {
  if (text.length > MOST_CHARS) return undefined;
  const written = readAlike(text).replace(/^tel:/i, "");
  return /\d/.test(written) ? written : undefined;
}

/** The digits, with a plus if the country code is given; undefined if there is anything else. */
function dialled(written: string): string | undefined {
  const digits = written.replaceAll(/[\s().\-/~]/g, "").replace(/^00/, "+");
  return /^\+?\d+$/.test(digits) ? digits : undefined;
}
