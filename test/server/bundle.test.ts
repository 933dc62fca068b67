/** The deployed bundle: the committed wrangler.toml deploys unchanged, and the upload stays small. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { bundle, root } from "../../local/build.ts";
import { finish, makeDataFolder, pinned_node } from "./support.ts";

/**
 * Limits of the code for every request, and of the whole upload. Loaded when needed are the libraries for PDFs, foreign
 * letters, telephone numbers, CSV and archives, the document, and the texts of guides and policies.
 */
const limit_bytes = { every_request: 500_000, whole: 1_400_000 };
/** The modules that a dynamic import loads. */
const LATER =
  /\/pdf\.ts$|\/text\/phones\.ts$|^any-ascii$|^papaparse$|^fflate$|\/http\/(examples|openapi)\.ts$|\/domain\/(guides|policies)\.ts$/;
const folder = makeDataFolder();

afterAll(folder.remove);

test("wrangler deploy bundles the Worker below 1.4 MB", async () => {
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  const child = spawn(pinned_node, [wrangler, "deploy", "--dry-run", "--outdir", join(folder.path, "out")], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false", XDG_CONFIG_HOME: folder.path },
  });
  const { code, output } = await finish(child);
  expect(code, output).toBe(0);
  expect(zippedSize(join(folder.path, "out/worker.js"))).toBeLessThan(limit_bytes.whole);
});

test("the Worker's code for every request stays below 500 kB", async () => {
  const file = await bundle("src/worker.ts", "dist/every-request/worker.js", [
    {
      name: "every-request",
      setup: ({ onResolve }) => onResolve({ filter: LATER }, ({ path }) => ({ path, external: true })),
    },
  ]);
  expect(zippedSize(file)).toBeLessThan(limit_bytes.every_request);
});

function zippedSize(file: string): number {
  return gzipSync(readFileSync(file)).length;
}
