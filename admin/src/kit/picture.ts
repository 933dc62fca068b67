/** Pictures for the API: a chosen file is drawn anew in the browser, smaller and without metadata, as the server takes it. */

import { withoutProfile } from "./profile.ts";

/** What the server takes at most. */
const MOST_BYTES = 300_000;
/** A larger file is not even opened. */
const MOST_FILE_BYTES = 30_000_000;

export type PictureUse = "package" | "logo";

interface Form {
  side: number;
  content_type: "image/webp" | "image/jpeg" | "image/png";
  quality: number;
}

/** The forms to try, until one is small enough. A logo is for paper and PDF, which have no WebP; 576 dots are 72 mm. */
const FORMS: Readonly<Record<PictureUse, readonly Form[]>> = {
  package: [1_200, 1_200, 800, 500].flatMap((side, at) =>
    (["image/webp", "image/jpeg"] as const).map((content_type) => ({
      side,
      content_type,
      quality: at === 0 ? 0.85 : 0.6,
    })),
  ),
  logo: [576, 384, 200].map((side) => ({ side, content_type: "image/png", quality: 1 })),
};

/** The picture in base64 with its type; undefined for a file that no browser draws, or that stays too large. */
export async function drawPicture(
  file: File,
  use: PictureUse,
): Promise<{ content: string; content_type: Form["content_type"] } | undefined> {
  if (file.size > MOST_FILE_BYTES) return undefined;
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) return undefined;
  try {
    for (const form of FORMS[use]) {
      const bytes = await drawn(bitmap, form);
      if (bytes && bytes.length <= MOST_BYTES) return { content: base64Of(bytes), content_type: form.content_type };
    }
    return undefined;
  } finally {
    bitmap.close();
  }
}

/** Undefined where the browser does not write this type. */
async function drawn(bitmap: ImageBitmap, { side, content_type, quality }: Form): Promise<Uint8Array | undefined> {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return undefined;
  if (content_type === "image/jpeg") {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, content_type, quality));
  if (blob?.type !== content_type) return undefined;
  return withoutProfile(new Uint8Array(await blob.arrayBuffer()), content_type);
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
