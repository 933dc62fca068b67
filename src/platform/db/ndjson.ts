/** Files of rows: compressed lines of JSON, and the hash that identifies a file. */

import { hex, sha256 } from "../crypto/secrets.ts";

/** Packs rows, one per line. */
export function packRows(rows: readonly object[]): Promise<ArrayBuffer> {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
}

/** The rows that were packed. */
export async function unpackRows<Row>(packed: ArrayBuffer): Promise<Row[]> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const lines = (await new Response(stream).text()).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Row);
}

/** The SHA-256 of a file in hex. */
export async function fileHash(bytes: ArrayBuffer): Promise<string> {
  return hex(await sha256(bytes));
}
