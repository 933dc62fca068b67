/** Fills dist/assets with the files of the pages at /docs and /redoc, so that they load nothing from another host, and with the font of receipts. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tools = dirname(fileURLToPath(import.meta.url));
const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const target = join(dirname(tools), "dist/assets/docs");

mkdirSync(target, { recursive: true });
for (const file of ["swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"]) {
  copyFileSync(join(swagger, file), join(target, file));
}
copyFileSync(join(tools, "docs-init.js"), join(target, "init.js"));
const redocly = dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json"));
// ReDoc fetches its logo from its own host, and this page may load nothing from another.
const redoc = readFileSync(join(redocly, "lib/chunks/redoc.standalone.js"), "utf8");
writeFileSync(
  join(target, "redoc.standalone.js"),
  redoc.replaceAll(/https:\/\/cdn\.redoc\.ly\/[\w/.-]+/g, "/docs/favicon-32x32.png"),
);
copyFileSync(join(tools, "redoc-init.js"), join(target, "redoc-init.js"));

const font = dirname(createRequire(import.meta.url).resolve("@expo-google-fonts/sarabun/package.json"));
const fonts = join(dirname(tools), "dist/assets/fonts");
mkdirSync(fonts, { recursive: true });
copyFileSync(join(font, "400Regular/Sarabun_400Regular.ttf"), join(fonts, "Sarabun-Regular.ttf"));
copyFileSync(join(font, "700Bold/Sarabun_700Bold.ttf"), join(fonts, "Sarabun-Bold.ttf"));
copyFileSync(join(font, "LICENSE_FONT"), join(fonts, "Sarabun-LICENSE.txt"));

const web_font = dirname(createRequire(import.meta.url).resolve("@fontsource/sarabun/package.json"));
for (const face of ["thai-400", "thai-700", "latin-400", "latin-700"]) {
  copyFileSync(join(web_font, `files/sarabun-${face}-normal.woff2`), join(fonts, `sarabun-${face}.woff2`));
}
