/** Reads a PNG part by part: only pixels, palette and plain colour facts are allowed (rule P10). */

import type { PictureFault, Size } from "./words.ts";

const SIGNATURE_BYTES = 8;
/** Length, name and checksum of a part. */
const FRAME_BYTES = 12;
const HEADER_BYTES = 13;

/** The allowed parts beside the first and the last, each with its most bytes. */
const ALLOWED: Readonly<Record<string, number>> = {
  PLTE: 768,
  tRNS: 256,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  sBIT: 4,
  bKGD: 6,
  pHYs: 9,
  IDAT: Number.POSITIVE_INFINITY,
};
const ANIMATED = ["acTL", "fcTL", "fdAT"];
/** The colour types, each with its bit depths. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

export function pngOf(bytes: Uint8Array): Size | PictureFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: Size | undefined;
  let pixels = 0;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length; ) {
    const length = view.getUint32(at);
    const end = at + FRAME_BYTES + length;
    if (end > bytes.length) return "broken";
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (view.getUint32(end - 4) !== crcOf(bytes.subarray(at + 4, end - 4))) return "broken";
    if (size === undefined) {
      if (name !== "IHDR" || length !== HEADER_BYTES) return "broken";
      size = headerOf(view, at + 8);
      if (size === undefined) return "broken";
    } else if (name === "IEND") {
      if (length !== 0 || pixels === 0) return "broken";
      return end === bytes.length ? size : "trailing";
    } else {
      const most = ALLOWED[name];
      if (most === undefined) return ANIMATED.includes(name) ? "animated" : "metadata";
      if (length > most) return "broken";
      if (name === "IDAT") pixels += length;
    }
    at = end;
  }
  return "broken";
}

function headerOf(view: DataView, at: number): Size | undefined {
  const [depth, colours, compression, filter, interlace] = [8, 9, 10, 11, 12].map((offset) =>
    view.getUint8(at + offset),
  );
  const known = DEPTHS[colours ?? -1]?.includes(depth ?? -1) && compression === 0 && filter === 0;
  if (!known || (interlace !== 0 && interlace !== 1)) return undefined;
  return { width: view.getUint32(at), height: view.getUint32(at + 4) };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
