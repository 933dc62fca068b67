/** Reads a JPEG segment by segment: tables, frame and scans are allowed, any other segment is not (rule P10). */

import type { PictureFault, Size } from "./words.ts";

const MARK = 0xff;
const END = 0xd9;
const SCAN = 0xda;
/** The first application segment; it is allowed as JFIF without a thumbnail. */
const APP0 = 0xe0;
const JFIF_BYTES = 16;
const JFIF = [0x4a, 0x46, 0x49, 0x46, 0x00];
/** Baseline, extended and progressive frames. */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** Tables of colours and letters, and the interval of restarts. */
const TABLES = [0xdb, 0xc4, 0xdd];

export function jpegOf(bytes: Uint8Array): Size | PictureFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: Size | undefined;
  let scans = 0;
  for (let at = 2; at + 2 <= bytes.length; ) {
    if (bytes[at] !== MARK) return "broken";
    const marker = bytes[at + 1] ?? 0;
    if (marker === END) {
      if (size === undefined || scans === 0) return "broken";
      return at + 2 === bytes.length ? size : "trailing";
    }
    if (at + 4 > bytes.length) return "broken";
    const length = view.getUint16(at + 2);
    const next = at + 2 + length;
    if (length < 2 || next > bytes.length) return "broken";
    if (FRAMES.includes(marker)) {
      const frame = frameOf(view, at, length);
      if (size !== undefined || frame === undefined) return "broken";
      size = frame;
    } else if (marker === APP0) {
      if (!isPlainJfif(bytes, at, length)) return "metadata";
    } else if (marker !== SCAN && !TABLES.includes(marker)) return isMetadata(marker) ? "metadata" : "broken";
    if (marker === SCAN && size === undefined) return "broken";
    if (marker === SCAN) scans += 1;
    at = marker === SCAN ? endOfScan(bytes, next) : next;
  }
  return "broken";
}

function frameOf(view: DataView, at: number, length: number): Size | undefined {
  const components = length >= 8 ? view.getUint8(at + 9) : 0;
  const known = (components === 1 || components === 3) && length === 8 + 3 * components && view.getUint8(at + 4) === 8;
  return known ? { width: view.getUint16(at + 7), height: view.getUint16(at + 5) } : undefined;
}

/** The last two bytes are the size of a thumbnail. */
function isPlainJfif(bytes: Uint8Array, at: number, length: number): boolean {
  return (
    length === JFIF_BYTES &&
    JFIF.every((byte, index) => bytes[at + 4 + index] === byte) &&
    bytes[at + 16] === 0 &&
    bytes[at + 17] === 0
  );
}

/** Application segments and comments. */
function isMetadata(marker: number): boolean {
  return (marker > APP0 && marker <= 0xef) || marker === 0xfe;
}

/** Where the next segment begins: in a scan a mark is followed by 0 or by the number of a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === MARK && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += bytes[at] === MARK ? 2 : 1;
  }
  return at;
}
