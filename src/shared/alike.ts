/** Comparison of texts: equal-looking texts are equal, however they were typed; stored texts stay as typed (rule C2). */

/** Invisible characters: marks of direction, of joining, of width. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const DASHES = /[\p{Pd}\u2212]/gu;
const APOSTROPHES = /[\u2018\u2019\u02BC\u00B4\u0060]/g;

const SARA_E_TWICE = /\u0E40\u0E40/g;
const SARA_AE = "\u0E41";
/** A letter that looks like sara aa. */
const LAKKHANGYAO = /\u0E45/g;
const SARA_AA = "\u0E32";
/** Signs above or below a consonant: vowels, tone marks, thanthakhat, nikhahit. */
const MARK = "\\u0E31\\u0E34-\\u0E3A\\u0E47-\\u0E4E";
const MARKS = new RegExp(`[${MARK}]{2,}`, "g");
/** These vowels carry no mark: a mark after them belongs before them. */
const BARE_VOWELS = /[\u0E30\u0E32]/g;
const VOWELS_AND_MARKS = new RegExp(`[\\u0E30\\u0E32][\\u0E30\\u0E32${MARK}]+`, "g");
const VOWEL_MARK = /[\u0E31\u0E34-\u0E3A\u0E47]/;
const NIKHAHIT = "\u0E4D";

/**
 * A text in its form for comparison, with its case unchanged. It has no invisible characters, one blank between words,
 * 0 to 9 for digits of any script and one sign for all dashes. Thai marks are in one order, each once.
 */
export function readAlike(text: string): string {
  return plainDigits(text.replaceAll(UNSEEN, "").replaceAll(APOSTROPHES, "'").normalize("NFKC"))
    .replaceAll(DASHES, "-")
    .replaceAll(SARA_E_TWICE, SARA_AE)
    .replaceAll(LAKKHANGYAO, SARA_AA)
    .replaceAll(VOWELS_AND_MARKS, marksFirst)
    .replaceAll(MARKS, inOrder)
    .replaceAll(/\s+/g, " ")
    .trim();
}

function marksFirst(run: string): string {
  return run.replaceAll(BARE_VOWELS, "") + (run.match(BARE_VOWELS) ?? []).join("");
}

/** Puts marks in order: vowels, tone marks, nikhahit. That is the order of a correctly typed sara am. */
function inOrder(marks: string): string {
  return [...new Set(marks)].sort((one, other) => placeOf(one) - placeOf(other) || (one < other ? -1 : 1)).join("");
}

function placeOf(mark: string): number {
  if (VOWEL_MARK.test(mark)) return 0;
  return mark === NIKHAHIT ? 2 : 1;
}

/** The digits of any script as 0 to 9. */
export function plainDigits(text: string): string {
  return text.replaceAll(/[^\P{Nd}0-9]/gu, digitOf);
}

/** The digit 0 to 9 of a character: each script has its ten digits in one row. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
