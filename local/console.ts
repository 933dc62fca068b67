/** The console's build: dist/admin follows the files that it is made of, and is replaced in one step. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./build.ts";
import { ensureClient } from "./console-client.ts";

export const CONSOLE_FOLDER = join(root, "dist/admin");

const INPUTS = ["admin", "clients/live", "contract/openapi.json", "package-lock.json", "package.json"];

/** The stamp lies outside the folder that browsers read. */
const stamp = `${CONSOLE_FOLDER}.stamp`;

/** A hash of everything that the console is made of. */
function consoleInputs(): string {
  const hash = createHash("sha256");
  for (const input of INPUTS) {
    for (const path of filesOf(input))
      hash
        .update(path)
        .update("\0")
        .update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

function isConsoleStale(): boolean {
  return !existsSync(stamp) || !existsSync(CONSOLE_FOLDER) || readFileSync(stamp, "utf8") !== consoleInputs();
}

/** Builds the console if its files changed since the last build, and tells so. */
export async function ensureConsole(tell: (text: string) => void): Promise<void> {
  if (!isConsoleStale()) return;
  const started = Date.now();
  tell("Building the console …");
  await buildConsole();
  tell(`Building the console … ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Generates the client and bundles the console. A run that breaks off leaves the last build as it was. */
async function buildConsole(): Promise<void> {
  const wanted = consoleInputs();
  await ensureClient();
  const { build } = await import("vite");
  const fresh = `${CONSOLE_FOLDER}.${process.pid}`;
  try {
    await build({ configFile: join(root, "admin/vite.config.ts"), build: { outDir: fresh }, logLevel: "warn" });
    rmSync(stamp, { force: true });
    rmSync(CONSOLE_FOLDER, { recursive: true, force: true });
    renameSync(fresh, CONSOLE_FOLDER);
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The files of one input from the root, in one order; the generated client follows from the contract. */
function filesOf(input: string): string[] {
  if (statSync(join(root, input)).isFile()) return [input];
  const names = readdirSync(join(root, input), { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => !path.startsWith("admin/src/client/"))
    .sort();
}
