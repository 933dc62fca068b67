/** The console's client: types, calls and query options, generated from the contract whenever it changes. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { root } from "./build.ts";

const contract = join(root, "contract/openapi.json");
const folder = join(root, "admin/src/client");
const stamp = join(folder, "STAMP");

/** Generates admin/src/client, unless it was made of this contract by this file and these packages. */
export async function ensureClient(): Promise<void> {
  const hash = createHash("sha256");
  for (const file of [contract, import.meta.filename, join(root, "package-lock.json")]) hash.update(readFileSync(file));
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await generateClient();
  writeFileSync(stamp, wanted);
}

/** The generator needs TypeScript as a library. */
async function generateClient(): Promise<void> {
  const library = new URL("../tools/typescript-library.ts", import.meta.url).href;
  registerHooks({ resolve: (name, context, next) => next(name === "typescript" ? library : name, context) });
  const { createClient } = await import("@hey-api/openapi-ts");
  await createClient({
    input: contract,
    output: { path: folder, importFileExtension: ".ts" },
    plugins: [
      "@hey-api/typescript",
      { name: "@hey-api/sdk" },
      { name: "@hey-api/client-fetch", baseUrl: "/", throwOnError: true },
      { name: "@tanstack/react-query", queryKeys: { tags: false }, infiniteQueryOptions: false },
    ],
    logs: { level: "warn", file: false },
  });
}
