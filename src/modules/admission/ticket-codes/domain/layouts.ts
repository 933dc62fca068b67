/** A scanner types keys, and the computer's keyboard layout makes characters of them: here each character tells its key again. */

/** The keys that our codes need, as a US keyboard names them; a row of a layout below has as many characters. */
const KEYS = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM";

interface Keyboard {
  /** Rows of what the keys give alone and with shift. No character stands at two keys, so that none is read in two ways. */
  rows: readonly string[];
  /** What further characters of a layout's kin stand for. */
  kin?: Readonly<Record<string, string>>;
  /** What the keys of the hyphen and the full stop give, with which people group a code that they type. */
  dashes: string;
}

/** As it is printed: also in the wide letters of East Asian input. */
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

/** Two characters of the Czech layout stand at the same keys. */
const SLOVAK: Keyboard = {
  rows: ["1234567890QWERTZUIOPASDFGHJKLYXCVBNM", "+ľščťžýáíéQWERTZUIOPASDFGHJKLYXCVBNM"],
  kin: { ě: "2", ř: "5" },
  dashes: "=%.:",
};

/** Apple's has the low line where others have the hyphen. */
const THAI_KEDMANEE: Keyboard = {
  rows: ["ๅ/-ภถุึคตจๆไำพะัีรนยฟหกดเ้่าสผปแอิืท", '+๑๒๓๔ู฿๕๖๗๐"ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ()ฉฮฺ์?'],
  kin: { _: "3" },
  dashes: "ข๘ใฬ",
};

export interface Layout {
  /** The key of each character, by either case: caps lock changes no key. */
  key_of: ReadonlyMap<string, string>;
  /** Characters that group what people type. */
  dashes: ReadonlySet<string>;
  /** Finds a code of ours that was typed in this layout. */
  pattern: RegExp;
}

export const PRINTED = layoutOf(US);
/** Layouts that are undone. */
export const OTHER_LAYOUTS: readonly Layout[] = [GERMAN, FRENCH, SLOVAK, THAI_KEDMANEE].map(layoutOf);
/** How a code of ours begins, in one layout or another: what does not hold this holds none. */
export const OPENING = openingOf([PRINTED, ...OTHER_LAYOUTS]);

function layoutOf({ rows, kin = {}, dashes }: Keyboard): Layout {
  const typed = rows.flatMap((row) => [...row].map((char, place): [string, string] => [char, KEYS[place] ?? ""]));
  const key_of = new Map<string, string>();
  for (const [char, key] of [...typed, ...Object.entries(kin)])
    for (const cased of [char, char.toLowerCase(), char.toUpperCase()]) key_of.set(cased, key);
  return { key_of, dashes: new Set(dashes), pattern: patternOf(key_of) };
}

/**
 * A code stands apart from other letters and digits, but for what stands before it: a symbology prefix (`]Q1`), an ECI
 * marker (`\000026`), a character of an address by its number (`%2F`). Its length is fixed and it begins after a character
 * of another kind, so that searching takes work in proportion to the text.
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

/** The characters that some keys give, as they stand between the brackets of an expression. */
function charsOf(key_of: ReadonlyMap<string, string>, keys: RegExp): string {
  const chars = [...key_of].filter(([, key]) => keys.test(key)).map(([char]) => char);
  return chars.join("").replaceAll(/[\\\]^-]/g, String.raw`\$&`);
}
