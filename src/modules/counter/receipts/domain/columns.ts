/** Text in columns of a printer's letters: Thai vowels and marks above and below a letter take no place of their own. */

const TAKES_NO_PLACE = /\p{Mn}|\p{Me}|\p{Cf}/u;
/** A letter that may begin a line without a space before it. */
const THAI_BEGINNING = /^[\u0E01-\u0E2E\u0E40-\u0E44]/;
const segmenter = new Intl.Segmenter("th", { granularity: "word" });

/** How many letters wide a text is printed. */
export function widthOf(text: string): number {
  return [...text].filter((letter) => !TAKES_NO_PLACE.test(letter)).length;
}

/**
 * Breaks a text into lines that `fits` accepts, at spaces and between Thai words, which have none; a word that is too long by
 * itself is broken between letters.
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

/** Words with the spaces and signs behind them: a percent sign stays with its number, ฯ and ๆ with their word. */
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

/** Letters with the marks that belong to them. */
function lettersOf(text: string): string[] {
  return [...new Intl.Segmenter("th", { granularity: "grapheme" }).segment(text)].map(({ segment }) => segment);
}

/** A text and an amount at both ends of lines of `width` letters; a long text goes on below, the amount stands with its end. */
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
