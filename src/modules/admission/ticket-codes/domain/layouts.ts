/** Keyboard layouts: map each character back to the key that a scanner pressed on a computer of another layout. */

/** The keys that our codes need, as a US keyboard names them; a row of a layout below has as many characters. */
const KEYS = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM";

interface Keyboard {
  /** The characters of the keys, alone and with shift. No character is at two keys, so each reads in one way only. */
  rows: readonly string[];
  /** The keys of further characters, from variants of the layout. */
  kin?: Readonly<Record<string, string>>;
  /** The characters of the hyphen and full stop keys. People group a typed code with them. */
  dashes: string;
}

/** The printed form, also in the full-width letters of East Asian input. */
const US: Keyboard = {
  rows: [KEYS, "１２３４５６７８９０ＱＷＥＲＴＹＵＩＯＰＡＳＤＦＧＨＪＫＬＺＸＣＶＢＮＭ"],
  dashes: "-.",
};

const GERMAN: Keyboard = {
  rows: ["1234567890QWERTZUIOPASDFGHJKLYXCVBNM", '!"§$%&/()=QWERTZUIOPASDFGHJKLYXCVBNM'],
  dashes: "ß?.:",
};

const FRENCH: Keyboard = {
  rows: ["1234567890AZERTYUIOPQSDFGHJKLWXCVBN?", "&é\"'(-è_çàAZERTYUIOPQSDFGHJKLWXCVBN,"],
  dashes: ")°:/",
};

/** The Czech layout differs in two characters, at the same keys. */
const SLOVAK: Keyboard = {
  rows: ["1234567890QWERTZUIOPASDFGHJKLYXCVBNM", "+ľščťžýáíéQWERTZUIOPASDFGHJKLYXCVBNM"],
  kin: { ě: "2", ř: "5" },
  dashes: "=%.:",
};

/** Apple's variant has the underscore at the key where others have the hyphen. */
const THAI_KEDMANEE: Keyboard = {
  rows: ["ๅ/-ภถุึคตจๆไำพะัีรนยฟหกดเ้่าสผปแอิืท", '+๑๒๓๔ู฿๕๖๗๐"ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ()ฉฮฺ์?'],
  kin: { _: "3" },
  dashes: "ข๘ใฬ",
};

export interface Layout {
  /** The key of each character in both cases, since caps lock changes no key. */
  key_of: ReadonlyMap<string, string>;
  /** Characters that group what people type. */
  dashes: ReadonlySet<string>;
  /** Finds a code of ours that was typed in this layout. */
  pattern: RegExp;
}

export const PRINTED = layoutOf(US);
/** Layouts that readers undo; Thai is the last. */
export const THAI = layoutOf(THAI_KEDMANEE);
export const OTHER_LAYOUTS: readonly Layout[] = [...[GERMAN, FRENCH, SLOVAK].map(layoutOf), THAI];
/** The beginning of our codes in any layout. A text that does not contain it has no code of ours. */
export const OPENING = openingOf([PRINTED, ...OTHER_LAYOUTS]);

function layoutOf({ rows, kin = {}, dashes }: Keyboard): Layout {
  const typed = rows.flatMap((row) => [...row].map((char, place): [string, string] => [char, KEYS[place] ?? ""]));
  const key_of = new Map<string, string>();
  for (const [char, key] of [...typed, ...Object.entries(kin)])
    for (const cased of [char, char.toLowerCase(), char.toUpperCase()]) key_of.set(cased, key);
  return { key_of, dashes: new Set(dashes), pattern: patternOf(key_of) };
}

/**
 * No letter or digit touches a code, except before it: a symbology prefix (`]Q1`), an ECI marker (`\000026`) or a
 * percent-encoded character of an address (`%2F`). Its length is fixed and it begins after a character of another kind,
 * so the search takes time in proportion to the text.
 */
function patternOf(key_of: ReadonlyMap<string, string>): RegExp {
  const oneOf = (keys: RegExp) => charsOf(key_of, keys);
  const [any, first, coded] = [oneOf(/./), oneOf(/P/), oneOf(/[^ILOU]/)];
  const symbology = `[^${any}][${oneOf(/[A-Z]/)}][${oneOf(/\d/)}]`;
  const eci = `[^${any}][${oneOf(/\d/)}]{6}`;
  const begins = `(?<=(?:[^${any}]|^(?:${symbology})?(?:${eci})?|%[0-9A-Fa-f]{2})[${first}])`;
  const rest = `[${first}][${oneOf(/1/)}][${coded}]{2}[${oneOf(/[0-7]/)}][${coded}]{51}`;
  return new RegExp(`[${first}]${begins}${rest}(?![${any}])`);
}

function openingOf(layouts: readonly Layout[]): RegExp {
  const oneOf = (keys: RegExp) => layouts.map(({ key_of }) => charsOf(key_of, keys)).join("");
  return new RegExp(`[${oneOf(/P/)}]{2}[${oneOf(/1/)}]`);
}

/** The characters of some keys, escaped for the brackets of a regular expression. */
function charsOf(key_of: ReadonlyMap<string, string>, keys: RegExp): string {
  const chars = [...key_of].filter(([, key]) => keys.test(key)).map(([char]) => char);
  return chars.join("").replaceAll(/[\\\]^-]/g, String.raw`\$&`);
}
