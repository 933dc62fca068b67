/** Aligned columns for terminals: Thai vowels and tone marks above and below a letter have no width. */

/** The width of a text in a terminal, for scripts without double-width letters. */
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
