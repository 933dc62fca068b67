/** Columns that line up for the eye: Thai vowels and tone marks above and below a letter take no place of their own. */

/** How many places a text takes in a terminal, for scripts without double-width letters. */
export function widthOf(text: string): number {
  return text.replaceAll(/\p{Mn}|\p{Me}|\p{Cf}/gu, "").length;
}

export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Prints one line of cells, each with its width; a negative width aligns to the right. */
export function printColumns(cells: readonly (readonly [text: string, width: number])[]): void {
  const padded = cells.map(([text, width]) =>
    width < 0 ? " ".repeat(Math.max(0, -width - widthOf(text))) + text : padTo(text, width),
  );
  console.log(`  ${padded.join("  ")}`.trimEnd());
}
