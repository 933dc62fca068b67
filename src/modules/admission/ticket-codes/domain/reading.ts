/** Reads codes: undoes what scanners, keyboards, wallets and typing do to a code (rules G13, G15). */

import { plainDigits } from "../../../../shared/alike.ts";
import { isShortCode } from "./codes.ts";
import { type Layout, OPENING, OTHER_LAYOUTS, PRINTED } from "./layouts.ts";

/** Control and invisible characters: marks of direction, joining and width. No code has any. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const WHITE_SPACE = /\s+/g;
/** The most characters of a QR symbol, unless all are digits. */
const MAX_SYMBOL = 4_296;

/** The codes that a text may contain. */
export interface CodeReading {
  /** The text without invisible characters, in capitals. */
  text: string;
  /** Texts with the shape of our codes: as printed, then at most one per layout. The signature decides among them. */
  tokens: readonly string[];
  /** True when no text has our shape, but it looks like one of our codes typed in an unknown layout. */
  is_garbled: boolean;
}

/** Reads the text of a symbol, or a code inside a wallet's address or JSON. The named issuer does not matter. */
export function readCode(raw: string): CodeReading {
  if (raw.length > MAX_SYMBOL) return { text: raw.toUpperCase(), tokens: [], is_garbled: false };
  const { spaced, bare } = strip(raw);
  // Without white space, a code that a line break splits is whole. If that finds none, white space may bound a code.
  const unbroken = tokensIn(bare);
  const tokens = unbroken.length > 0 || spaced === bare ? unbroken : tokensIn(spaced);
  return { text: bare.toUpperCase(), tokens, is_garbled: tokens.length === 0 && isGarbled(bare) };
}

/** The text without invisible characters: `spaced` with white space, `bare` without. */
export function strip(raw: string): { spaced: string; bare: string } {
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

/** Some programs split the Thai sara am into two characters; no keyboard does. */
export function joined(text: string): string {
  return text.replaceAll("\u0e4d\u0e32", "\u0e33");
}

function keysOf({ key_of }: Layout, text: string): string {
  return [...text].map((char) => key_of.get(char) ?? " ").join("");
}

const GARBLED_CHARS = { least: 50, most: 68 };

/** In any layout, a code begins with one key twice, then another key. Some of its characters are not A-Z or 0-9. */
function isGarbled(text: string): boolean {
  if (text.length < GARBLED_CHARS.least || text.length > GARBLED_CHARS.most) return false;
  const [first, second, third] = text.toUpperCase();
  return first === second && second !== third && /[^0-9A-Z]/i.test(text);
}

/** Longer than a short code with all separators that people type. */
const MAX_TYPED = 64;
const SHORT_CHARS = /^[2-9A-HJKMNP-Z]*$/;
const DASHES = /[\p{Pd}\u2212._·•・。,/:]+/gu;

/**
 * A typed short code in its stored form; undefined for a wrong length, character or check. It undoes a layout only when
 * a character cannot be part of a short code, so a typing mistake stays a mistake.
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

/** The code of a scan in one form, however it was read or typed. Equal forms are equal codes. */
export function readAsPrinted({ qr_token, short_code = "" }: { qr_token?: string; short_code?: string }): string {
  if (qr_token === undefined) return normalizeShortCode(short_code) ?? readCode(short_code).text;
  return asPrinted(readCode(qr_token));
}

/** A read text in the same one form. */
export function asPrinted({ tokens, text }: Pick<CodeReading, "tokens" | "text">): string {
  return tokens[0] ?? text;
}
