/**
 * `npm run contract`: writes contract/openapi.json, lints it with Redocly and Spectral, and generates
 * the TypeScript client. It refuses a change of shape without its line in CHANGELOG.md.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { root } from "../local/build.ts";
import { describeApi } from "../src/app.ts";
import { changesBetween, fingerprintOf, isLogged } from "./contract-shape.ts";
import { run } from "./step.ts";

const file = join(root, "contract/openapi.json");
const document = await describeApi();

requireLine();
mkdirSync(join(root, "contract"), { recursive: true });
writeFileSync(file, `${JSON.stringify(document, null, 1)}\n`);
for (const [command, ...args] of [
  ["redocly", "lint", file, "--config", join(root, "contract/redocly.yaml"), "--format=summary"],
  ["spectral", "lint", file, "--ruleset", join(root, "contract/spectral.yaml"), "--display-only-failures"],
] as const) {
  const { code } = await run({ command, args }, "shown");
  if (code !== 0) process.exit(1);
}
await generate();
process.exit(0);

/** Stops if the shape differs from the committed copy and CHANGELOG.md does not name the change. */
function requireLine(): void {
  const older = JSON.parse(readFileSync(file, "utf8"));
  const mark = fingerprintOf(document);
  if (mark === fingerprintOf(older)) return;
  const changes = changesBetween(older, document);
  for (const { breaking, text } of changes) console.log(`${breaking ? "BREAKING " : ""}${text}`);
  const is_breaking = changes.some(({ breaking }) => breaking);
  if (isLogged(readFileSync(join(root, "CHANGELOG.md"), "utf8"), mark, is_breaking)) return;
  console.error(
    `Add a first line to CHANGELOG.md that names \`${mark}\`${is_breaking ? " and says **Breaking**" : ""}.`,
  );
  process.exit(1);
}

/** Writes clients/generated. The generator needs TypeScript as a library. */
async function generate(): Promise<void> {
  const library = new URL("typescript-library.ts", import.meta.url).href;
  registerHooks({ resolve: (name, context, next) => next(name === "typescript" ? library : name, context) });
  const { createClient } = await import("@hey-api/openapi-ts");
  await createClient({
    input: file,
    output: { path: join(root, "clients/generated"), importFileExtension: ".ts" },
    plugins: ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"],
    logs: { level: "warn", file: false },
  });
  writeFileSync(join(root, "clients/generated/FINGERPRINT"), `${fingerprintOf(document)}\n`);
}
