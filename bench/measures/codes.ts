/** The cost of reading a code before any I/O: ten kilobytes of the worst known junk (B16). */

import { readCode } from "../../src/modules/admission/ticket-codes/domain/reading.ts";
import { type Row, row } from "../report.ts";

const JUNK_BYTES = 10_240;
const READ_MOST_MS = 0.2;
const ROUNDS = 40;
const CALLS = 20;

/** Pieces that are costly to read: beginnings of codes in each layout, marks to strip, wide letters. */
const PIECES = [
  ...["9", "PP1", "-PP1", "PP1\n", "ยยๅ ยย+", "&é PP&", "\u0e4d\u0e32", "a\u200b", "\u200b", "Ａ", "🎟️", "]Q1\\000026"],
  ...["https://a.b/c?d=%2F", `-PP1${"0".repeat(53)}`],
];

/** B16: the slowest piece, with the fastest of several rounds each. Texts fill a symbol or ten kilobytes. */
export function measureCodes(): Row[] {
  const texts = PIECES.flatMap((piece) => [filled(piece, JUNK_BYTES), filled(piece, 4_000)]);
  const found = texts.map((text) => ({ text, ms: leastOf(() => readCode(text)) }));
  const slowest = found.reduce((most, one) => (one.ms > most.ms ? one : most));
  const detail = { slowest: slowest.text.slice(0, 12), chars: slowest.text.length };
  const target = `≤ ${READ_MOST_MS} ms`;
  const ok = slowest.ms <= READ_MOST_MS;
  return [row({ id: "B16", name: "10 kB of junk read as a code", unit: "ms", figure: slowest.ms, target, ok, detail })];
}

/** A text of ten kilobytes in UTF-8, and of at most `chars` characters. */
function filled(piece: string, chars: number): string {
  const most = Math.min(chars, Math.floor((JUNK_BYTES * piece.length) / Buffer.byteLength(piece)));
  return piece.repeat(Math.ceil(most / piece.length)).slice(0, most);
}

function leastOf(work: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    for (let call = 0; call < CALLS; call++) work();
    return (performance.now() - before) / CALLS;
  });
  return Math.min(...rounds);
}
