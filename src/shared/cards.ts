/** Card numbers: they are never stored, and text with one is refused (rule T6). */

import { plainDigits } from "./alike.ts";

interface Issuer {
  /** First and last prefix, of equal length. */
  from: string;
  to: string;
  /** The possible numbers of digits. */
  lengths: readonly number[];
}

/** The prefixes of each issuer and the lengths of its numbers. */
const ISSUERS: readonly Issuer[] = [
  // Visa no longer uses 13 digits, and a Thai id has 13 digits.
  { from: "4", to: "4", lengths: [16, 19] },
  // Mastercard
  { from: "51", to: "55", lengths: [16] },
  { from: "2221", to: "2720", lengths: [16] },
  // American Express
  { from: "34", to: "34", lengths: [15] },
  { from: "37", to: "37", lengths: [15] },
  // UnionPay; its references at banks have 18 digits.
  { from: "62", to: "62", lengths: [16, 19] },
  { from: "81", to: "81", lengths: [16, 19] },
  // JCB
  { from: "3528", to: "3589", lengths: [16] },
  // Diners Club
  { from: "300", to: "305", lengths: [14] },
  { from: "36", to: "36", lengths: [14] },
  { from: "38", to: "38", lengths: [14] },
  // Discover
  { from: "6011", to: "6011", lengths: [16] },
  { from: "644", to: "649", lengths: [16] },
  { from: "65", to: "65", lengths: [16] },
];

/** How cards print their numbers in groups: 16 digits and the 15 of American Express. */
const GROUPINGS: readonly (readonly number[])[] = [
  [4, 4, 4, 4],
  [4, 6, 5],
];
const LEAST_GROUPS = 3;
const MOST_GROUPS = 4;
const SHORTEST = 14;
const LONGEST = 19;
const DIGITS = /\p{Nd}+/gu;
const SEPARATOR = /[\s\p{Pd}]/u;

/**
 * Whether a text has a card number: in one block, or as 4-4-4-4 or 4-6-5 with one space or hyphen between groups. The
 * text is read once, from left to right.
 */
export function holdsCardNumber(text: string): boolean {
  let groups: string[] = [];
  let ended_at = 0;
  for (const { 0: group, index } of text.matchAll(DIGITS)) {
    const linked = index === ended_at + 1 && SEPARATOR.test(text.charAt(ended_at));
    if (!linked && groups.length > 0) groups = [];
    ended_at = index + group.length;
    // A digit of some scripts takes two places.
    const digits = group.length > 2 * LONGEST ? "" : plainDigits(group.normalize("NFKC"));
    if (isCardNumber(digits)) return true;
    groups.push(digits);
    if (groups.length > MOST_GROUPS) groups.shift();
    if (groups.length < LEAST_GROUPS) continue;
    for (const sizes of GROUPINGS) {
      const from = groups.length - sizes.length;
      if (sizes.every((size, at) => groups[from + at]?.length === size) && isCardNumber(groups.slice(from).join("")))
        return true;
    }
  }
  return false;
}

function isCardNumber(digits: string): boolean {
  if (digits.length < SHORTEST || digits.length > LONGEST) return false;
  const issued = ISSUERS.some(({ from, to, lengths }) => {
    const prefix = digits.slice(0, from.length);
    return lengths.includes(digits.length) && prefix >= from && prefix <= to;
  });
  return issued && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}
