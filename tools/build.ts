/** Bundles the Worker as Cloudflare would, into dist/, with the assets beside it. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { build, stop } from "esbuild";

export const root = join(import.meta.dirname, "..");

/** Bundles one Worker entry, a path from the root, and returns the path of the bundle. */
export async function bundle(entry: string, outfile: string): Promise<string> {
  const file = join(root, outfile);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    sourcemap: "linked",
    keepNames: true,
    logLevel: "silent",
  });
  await stop();
  return file;
}

export function copyAssets(): void {
  execFileSync(process.execPath, [join(root, "tools/assets.mjs")]);
}

export async function buildWorker(): Promise<string> {
  copyAssets();
  return bundle("src/worker.ts", "dist/worker.js");
}
