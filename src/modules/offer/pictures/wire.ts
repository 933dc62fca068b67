/** The shapes of pictures on the wire. */

import * as z from "zod";
import { id, time } from "../../../platform/http/fields.ts";
import { MOST_BYTES, MOST_PX, PICTURE_TYPES } from "./domain/words.ts";

/** One more than the most bytes is still read, so that the refusal says what is wrong. */
const CONTENT_CHARS = 600_000;
export const UPLOAD_BYTES = CONTENT_CHARS + 10_000;

const content_type = z.enum(PICTURE_TYPES);

export const PictureUpload = z
  .strictObject({
    content_type,
    content: z
      .string()
      .min(1)
      .max(CONTENT_CHARS)
      .describe(`the bytes in base64, at most ${MOST_BYTES / 1_000} kB, ${MOST_PX} pixels a side, without metadata`)
      .meta({ examples: ["iVBORw0KGgo="] }),
  })
  .meta({ id: "PictureUpload" });

export const Picture = z
  .object({
    picture_id: id,
    url: z.string().describe("its path; a package takes it as image_url, a receipt template as logo_url"),
    content_type,
    width: z.number().int(),
    height: z.number().int(),
    bytes: z.number().int(),
    added_at: time,
  })
  .meta({ id: "Picture" });

export const PictureParams = z.object({ tenant_id: id, picture_id: id });
