/** QR codes: one library draws a symbol, and another reads it from the pixels. */

import jsqr from "jsqr";
import { encode } from "uqr";

const SCALE = 4;
const WHITE = 255;

// jsqr is a CommonJS module whose function some loaders hand over inside `default`.
const read = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr;

/** Draws a code at level M with its quiet zone and reads it; returns the symbol's version and the text. */
export function printAndRead(code: string): { version: number; text: string | undefined } {
  const { data: modules, size: count, version } = encode(code, { ecc: "M", border: 4 });
  const size = count * SCALE;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(WHITE);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = (y * size + x) * 4;
      if (modules[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)]) pixels.fill(0, at, at + 3);
    }
  }
  return { version, text: read(pixels, size, size)?.data };
}
