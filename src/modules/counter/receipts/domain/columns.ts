/** Sets text in columns of printer letters: Thai vowels and marks above and below a letter have no width. */

const TAKES_NO_PLACE = /\p{Mn}|\p{Me}|\p{Cf}/u;
/** A letter that may begin a line without a space before it. */
const THAI_BEGINNING = /^[\u0E01-\u0E2E\u0E40-\u0E44]/;
const segmenter = new Intl.Segmenter("th", { granularity: "word" });

/** The printed width of a text in letters. */
export function widthOf(text: string): number {
  return [...text].filter((letter) => !TAKES_NO_PLACE.test(letter)).length;
}

/**
 * Breaks a text into lines that `fits` accepts, at spaces and between Thai words, which have no spaces. A word that is longer
 * than a line is broken between letters.
 */
export function wrap(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text)) {
    for (const piece of fits(word.trimEnd()) ? [word] : lettersOf(word)) {
      if (line !== "" && !fits((line + piece).trimEnd())) {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else line += piece;
    }
  }
  return line.trimEnd() === "" && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}

/** Splits a text into words with the spaces and signs after them: % stays with its number, ฯ and ๆ with their word. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const before = words.at(-1);
    const begins =
      before === undefined ||
      (/\s/.test(before.at(-1) ?? "") && /^[^\sฯๆ]/.test(segment)) ||
      THAI_BEGINNING.test(segment);
    if (begins) words.push(segment);
    else words.push(words.pop() + segment);
  }
  return words;
}

/** Splits a text into letters with their marks. */
function lettersOf(text: string): string[] {
  return [...new Intl.Segmenter("th", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);
}

/** Lines of `width` letters with a text on the left and an amount on the right of the last line; a long text wraps. */
export function columnLines(left: string, right: string, width: number): string[] {
  const room = width - (right === "" ? 0 : widthOf(right) + 1);
  const lines = wrap(left, (line) => widthOf(line) <= room);
  return lines.map((line, index) => {
    if (index < lines.length - 1 || right === "") return line;
    return line + " ".repeat(Math.max(1, width - widthOf(line) - widthOf(right))) + right;
  });
}

export function centerLine(text: string, width: number): string {
  return " ".repeat(Math.max(0, Math.floor((width - widthOf(text)) / 2))) + text;
}
