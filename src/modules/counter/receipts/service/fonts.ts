/** Reads Sarabun (SIL Open Font License) from the assets. It keeps the bytes and never a promise, whose request may end early. */

import type { Context } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import type { FontFiles } from "./pdf.ts";

async function readFont(ctx: Context, name: string): Promise<ArrayBuffer> {
  const response = await ctx.env.ASSETS.fetch(`https://assets.internal/fonts/${name}`);
  if (!response.ok) throw new Error(`no font ${name}: ${response.status}`);
  return response.arrayBuffer();
}

let files: FontFiles | undefined;

/** The two weights that a PDF embeds. */
export async function fontFiles(ctx: Context): Promise<FontFiles> {
  if (files) return files;
  const [regular, bold] = await Promise.all(
    ["Sarabun-Regular.ttf", "Sarabun-Bold.ttf"].map((name) => readFont(ctx, name)),
  );
  if (!regular || !bold) throw new Error("the fonts were not read");
  files = { regular, bold };
  return files;
}

/** The fonts of a page: two weights of two scripts, each for its own letters, 57 kB as text. */
const FACES = [400, 700].flatMap((weight) => [
  { weight, script: "thai", letters: "U+0E01-0E5B,U+200C-200D,U+25CC" },
  { weight, script: "latin", letters: "U+0000-00FF,U+2000-206F,U+20AC,U+2122,U+2212,U+FEFF,U+FFFD" },
]);

export function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

let faces: string | undefined;

/** The style rules with a page's font; empty if the font cannot be read, because a receipt in another font is still valid. */
export async function fontFaces(ctx: Context): Promise<string> {
  if (faces !== undefined) return faces;
  try {
    const rules = await Promise.all(
      FACES.map(async ({ weight, script, letters }) => {
        const bytes = new Uint8Array(await readFont(ctx, `sarabun-${script}-${weight}.woff2`));
        const source = `url(data:font/woff2;base64,${base64(bytes)}) format("woff2")`;
        return `@font-face { font-family: Sarabun; font-weight: ${weight}; src: ${source}; unicode-range: ${letters} }`;
      }),
    );
    faces = rules.join("\n");
    return faces;
  } catch (error) {
    logTrouble("error", "a receipt was drawn without its font", error, { tenant_id: ctx.tenant_id });
    return "";
  }
}
