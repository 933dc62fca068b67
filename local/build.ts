/** The build: bundles the Worker as Cloudflare does, into dist/, together with the assets. */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, type Plugin, stop } from "esbuild";

export const root = join(import.meta.dirname, "..");

/** Bundles one Worker entry (a path from the root) and returns the path of the bundle. */
export async function bundle(entry: string, outfile: string, plugins: Plugin[] = []): Promise<string> {
  const file = join(root, outfile);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    write: false,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    sourcemap: "linked",
    minify: true,
    keepNames: true,
    logLevel: "silent",
    plugins,
  });
  await stop();
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
  return file;
}

/** Replaces a file in one step, so that a concurrent reader gets the old or the new file whole. */
function replaceFile(path: string, contents: Uint8Array): void {
  const written = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(written, contents);
  renameSync(written, path);
}

/** Bundles a client with its rules into one file that runs anywhere, and returns its sources. */
export async function buildClient(
  name: "gate" | "live",
  outfile = `dist/clients/${name}.js`,
): Promise<{ file: string; inputs: string[] }> {
  const file = resolve(root, outfile);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`clients/${name}/index.ts`],
    outfile: file,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2024",
    charset: "utf8",
    metafile: true,
    logLevel: "silent",
  });
  await stop();
  return { file, inputs: Object.keys(metafile.inputs) };
}

export function copyAssets(): void {
  execFileSync(process.execPath, [join(root, "tools/assets.mjs")]);
}

export async function buildWorker(): Promise<string> {
  copyAssets();
  return bundle("local/worker.ts", "dist/worker.js");
}
