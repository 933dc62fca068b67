/** Decides whether bytes are a picture of their declared type, and nothing beside it (rule P10). */

import { jpegOf } from "./jpeg.ts";
import { pngOf } from "./png.ts";
import { webpOf } from "./webp.ts";
import { MOST_BYTES, MOST_PX, PICTURE_TYPES, type PictureFault, type PictureType, type Size } from "./words.ts";

const READERS: Readonly<Record<PictureType, (bytes: Uint8Array) => Size | PictureFault>> = {
  "image/png": pngOf,
  "image/jpeg": jpegOf,
  "image/webp": webpOf,
};

/** The first bytes of each type; null stands for any byte. */
const MAGIC: Readonly<Record<PictureType, readonly (number | null)[]>> = {
  "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "image/jpeg": [0xff, 0xd8, 0xff],
  "image/webp": [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50],
};

/** The picture's size in pixels, or why it is refused. */
export function checkPicture(bytes: Uint8Array, declared: PictureType): Size | PictureFault {
  if (bytes.length > MOST_BYTES) return "too_large";
  const found = PICTURE_TYPES.find((type) => MAGIC[type].every((byte, at) => byte === null || bytes[at] === byte));
  if (found === undefined) return "unknown_type";
  if (found !== declared) return "another_type";
  const size = READERS[found](bytes);
  if (typeof size === "string") return size;
  if (size.width < 1 || size.height < 1) return "broken";
  return size.width > MOST_PX || size.height > MOST_PX ? "too_wide" : size;
}
