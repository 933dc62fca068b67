/** Words and limits of pictures (rule P10). */

import { DAY_MS } from "../../../../shared/time.ts";

export const PICTURE_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

export const MOST_BYTES = 300_000;
export const MOST_PX = 1_200;

/** A picture that nothing uses is removed after this time. */
export const UNUSED_MS = DAY_MS;
/** The file of a removed picture stays as long as the oldest backup that may name it. */
export const REMOVED_KEPT_MS = 40 * DAY_MS;

/**
 * Why bytes are refused. `metadata`: a part beside the pixels, such as place and time, a colour profile or a text.
 * `trailing`: bytes after the picture's end.
 */
const PICTURE_FAULTS = [
  "too_large",
  "unknown_type",
  "another_type",
  "too_wide",
  "metadata",
  "animated",
  "trailing",
  "broken",
] as const;
export type PictureFault = (typeof PICTURE_FAULTS)[number];

export interface Size {
  width: number;
  height: number;
}
