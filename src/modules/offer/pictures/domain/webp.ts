/** Reads a WebP part by part: one still picture and its transparency are allowed (rule P10). */

import type { PictureFault, Size } from "./words.ts";

const HEAD_BYTES = 12;
const PART_BYTES = 8;
const EXTENDED_BYTES = 10;
/** Bits of the extended head. */
const ANIMATION = 0x02;
const ALPHA = 0x10;

export function webpOf(bytes: Uint8Array): Size | PictureFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD_BYTES + PART_BYTES) return "broken";
  const said = view.getUint32(4, true) + PART_BYTES;
  if (said !== bytes.length) return said < bytes.length ? "trailing" : "broken";
  let canvas: Size | undefined;
  let frame: Size | undefined;
  for (let at = HEAD_BYTES; at < bytes.length; ) {
    if (at + PART_BYTES > bytes.length) return "broken";
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const from = at + PART_BYTES;
    const end = from + length;
    if (end > bytes.length || (length % 2 === 1 && bytes[end] !== 0)) return "broken";
    if (frame !== undefined) return name.startsWith("VP8") ? "trailing" : "metadata";
    if (name === "VP8X" && at === HEAD_BYTES && length === EXTENDED_BYTES) {
      const bits = view.getUint8(from);
      if (bits & ANIMATION) return "animated";
      if (bits & ~ALPHA) return "metadata";
      canvas = { width: threeBytes(view, from + 4) + 1, height: threeBytes(view, from + 7) + 1 };
    } else if (name === "VP8 ") frame = lossyOf(view, from, length);
    else if (name === "VP8L") frame = losslessOf(view, from, length);
    else if (name !== "ALPH" || canvas === undefined) return name === "ANIM" ? "animated" : "metadata";
    if (name !== "VP8X" && name !== "ALPH" && frame === undefined) return "broken";
    at = end + (length % 2);
  }
  if (frame === undefined) return "broken";
  const alike = canvas === undefined || (canvas.width === frame.width && canvas.height === frame.height);
  return alike ? frame : "broken";
}

function threeBytes(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
}

/** A key frame begins with a zero bit, and its sizes have 14 bits. */
function lossyOf(view: DataView, at: number, length: number): Size | undefined {
  if (length < 10 || view.getUint8(at) & 1) return undefined;
  if (view.getUint16(at + 3) !== 0x9d01 || view.getUint8(at + 5) !== 0x2a) return undefined;
  return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff };
}

function losslessOf(view: DataView, at: number, length: number): Size | undefined {
  if (length < 5 || view.getUint8(at) !== 0x2f) return undefined;
  const bits = view.getUint32(at + 1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
