/** Texts are compared as they read, however they were typed; what is stored stays as it was typed (rule C2). */

/** What cannot be seen: marks of direction, of joining, of width. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu;
const DASHES = /[\p{Pd}\u2212]/gu;
const APOSTROPHES = /[\u2018\u2019\u02BC\u00B4\u0060]/g;

const SARA_E_TWICE = /\u0E40\u0E40/g;
const SARA_AE = "\u0E41";
/** It looks like sara aa. */
const LAKKHANGYAO = /\u0E45/g;
const SARA_AA = "\u0E32";
/** What stands above or below a consonant: vowels, tone marks, thanthakhat, nikhahit. */
const MARK = "\\u0E31\\u0E34-\\u0E3A\\u0E47-\\u0E4E";
const MARKS = new RegExp(`[${MARK}]{2,}`, "g");
/** These vowels bear no mark: one behind them belongs before them. */
const BARE_VOWELS = /[\u0E30\u0E32]/g;
const VOWELS_AND_MARKS = new RegExp(`[\\u0E30\\u0E32][\\u0E30\\u0E32${MARK}]+`, "g");
const VOWEL_MARK = /[\u0E31\u0E34-\u0E3A\u0E47]/;
const NIKHAHIT = "\u0E4D";

/**
 * A text in the one form in which it is compared, in the case in which it was typed: nothing unseen, one blank between words,
 * 0 to 9 for the digits of any script, one sign for all dashes, and Thai marks in one order, each once.
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

/** Vowels, then tone marks, then nikhahit, as the parts of a sara am that was typed in order stand. */
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

/** Each script's ten digits stand in a row of their own. */
function digitOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  let zero = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
