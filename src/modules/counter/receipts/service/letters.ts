/** Spells letters that a font lacks with letters that it has, so that a Russian or Chinese name stays readable. */

import type { Row } from "../domain/document.ts";

const ASCII_END = 0x7f;
/** Marks and signs that are invisible on their own. */
const UNSEEN = /^[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;

/** Returns rows with only letters that `has` accepts. The tables of all scripts are loaded at the first missing letter. */
export async function spelled(rows: readonly Row[], has: (letter: string) => boolean): Promise<Row[]> {
  const isMissing = (letter: string) => (letter.codePointAt(0) ?? 0) >= ASCII_END && !has(letter);
  const lacks = (text: string) => [...text.normalize("NFC")].some(isMissing);
  if (!rows.some((row) => textsOf(row).some(lacks))) return [...rows];
  const { default: inAscii } = await import("any-ascii");
  const spell = (text: string) =>
    [...text.normalize("NFC")]
      .map((letter) => {
        if (!isMissing(letter)) return letter;
        return inAscii(letter) || (UNSEEN.test(letter) ? "" : "?");
      })
      .join("");
  return rows.map((row) => withTexts(row, spell));
}

function textsOf(row: Row): string[] {
  switch (row.kind) {
    case "text":
      return [row.text];
    case "columns":
      return [row.left, row.right];
    case "separator":
      return [];
    case "qr":
      return row.caption;
  }
}

function withTexts(row: Row, change: (text: string) => string): Row {
  switch (row.kind) {
    case "text":
      return { ...row, text: change(row.text) };
    case "columns":
      return { ...row, left: change(row.left), right: change(row.right) };
    case "separator":
      return row;
    case "qr":
      return { ...row, caption: row.caption.map(change) };
  }
}
