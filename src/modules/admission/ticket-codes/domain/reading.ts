/** The one reader of codes: what scanners, keyboards, wallets and fingers make of a code is undone here (rules G13, G15). */

import { plainDigits } from "../../../../shared/alike.ts";
import { isShortCode } from "./codes.ts";
import { type Layout, OPENING, OTHER_LAYOUTS, PRINTED } from "./layouts.ts";

/** Controls and what cannot be seen: marks of direction, of joining and of width. No code holds any. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const WHITE_SPACE = /\s+/g;
/** A QR symbol holds no more characters, unless they are all digits. */
const MAX_SYMBOL = 4_296;

/** What a text may be as a code. */
export interface ReadCode {
  /** The text without what cannot be seen, in capitals. */
  text: string;
  /** The codes that have the shape of ours: as printed, then by each layout, at most one a layout. The signature decides. */
  tokens: readonly string[];
  /** Nothing has our shape, but the text looks as if a layout that is not known here had made it of one of our codes. */
  is_garbled: boolean;
}

/** Reads the text of a symbol, or a code inside a wallet's address or JSON; who that says it comes from counts for nothing. */
export function readCode(raw: string): ReadCode {
  if (raw.length > MAX_SYMBOL) return { text: raw.toUpperCase(), tokens: [], is_garbled: false };
  const { spaced, bare } = strip(raw);
  // A break inside a code is taken out; where that finds none, white space may be what a code stands between.
  const unbroken = tokensIn(bare);
  const tokens = unbroken.length > 0 || spaced === bare ? unbroken : tokensIn(spaced);
  return { text: bare.toUpperCase(), tokens, is_garbled: tokens.length === 0 && isGarbled(bare) };
}

/** The text without what cannot be seen, with white space and without. */
function strip(raw: string): { spaced: string; bare: string } {
  const spaced = raw.replaceAll(WHITE_SPACE, " ").replaceAll(UNSEEN, "");
  return { spaced, bare: spaced.replaceAll(" ", "") };
}

function tokensIn(text: string): string[] {
  if (!OPENING.test(text)) return [];
  const whole = joined(text);
  const read = [PRINTED, ...OTHER_LAYOUTS].map((layout) => {
    const [found] = layout.pattern.exec(whole) ?? [];
    return found === undefined ? undefined : keysOf(layout, found);
  });
  return [...new Set(read)].filter((token) => token !== undefined);
}

/** Some programs part the Thai sara am in two, which no keyboard does of itself. */
function joined(text: string): string {
  return text.replaceAll("\u0e4d\u0e32", "\u0e33");
}

function keysOf({ key_of }: Layout, text: string): string {
  return [...text].map((char) => key_of.get(char) ?? " ").join("");
}

const GARBLED_CHARS = { least: 50, most: 68 };

/** Whatever the layout: a code begins with one key twice and then another, and not all of it is letters and digits of ours. */
function isGarbled(text: string): boolean {
  if (text.length < GARBLED_CHARS.least || text.length > GARBLED_CHARS.most) return false;
  const [first, second, third] = text.toUpperCase();
  return first === second && second !== third && /[^0-9A-Z]/i.test(text);
}

/** Longer than a short code with all that people put between its characters. */
const MAX_TYPED = 64;
const SHORT_CHARS = /^[2-9A-HJKMNP-Z]*$/;
const DASHES = /[\p{Pd}\u2212._·•・。,/:]+/gu;

/**
 * A typed short code in its stored form, or undefined when it cannot be one: wrong length, character or check. A layout is
 * undone only where a character can be none of a short code, so that a slip of the fingers stays one.
 */
export function normalizeShortCode(text: string): string | undefined {
  if (text.length > MAX_TYPED) return undefined;
  const { bare } = strip(text);
  const typed = plainDigits(bare.normalize("NFKC")).replaceAll(DASHES, "").toUpperCase();
  if (SHORT_CHARS.test(typed)) return isShortCode(typed) ? typed : undefined;
  const chars = [...joined(bare)];
  return OTHER_LAYOUTS.map((layout) => keysOf(layout, chars.filter((char) => !layout.dashes.has(char)).join(""))).find(
    isShortCode,
  );
}

/** The code of a scan in its one form, however it was read or typed: equal forms are equal codes. */
export function readAsPrinted({ qr_token, short_code = "" }: { qr_token?: string; short_code?: string }): string {
  if (qr_token === undefined) return normalizeShortCode(short_code) ?? readCode(short_code).text;
  return asPrinted(readCode(qr_token));
}

/** What a text was read as, in the one form. */
export function asPrinted({ tokens, text }: Pick<ReadCode, "tokens" | "text">): string {
  return tokens[0] ?? text;
}
