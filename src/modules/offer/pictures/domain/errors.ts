/** Errors of pictures, and what is wrong with a refused one. */

import { MOST_BYTES, MOST_PX, type PictureFault } from "./words.ts";

export { pictureErrors } from "../../../../shared/errors/offer.ts";

export const FAULT_MESSAGES: Readonly<Record<PictureFault, string>> = {
  too_large: `has more than ${MOST_BYTES / 1_000} kB`,
  unknown_type: "is no PNG, JPEG or WebP",
  another_type: "is another type than content_type says",
  too_wide: `has a side of more than ${MOST_PX} pixels`,
  metadata: "has a part beside the pixels, such as EXIF, a colour profile or a text: save it without",
  animated: "is animated: send a still picture",
  trailing: "has bytes after the picture's end",
  broken: "is cut off or damaged",
};
