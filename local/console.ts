/** The console's build: dist/admin follows the files that it is made of, and is replaced in one step. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./build.ts";
import { CommandError } from "./command-error.ts";
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

/** Builds the console if its files changed since the last build, and tells each step. */
export async function ensureConsole(tell: (text: string) => void): Promise<void> {
  if (!isConsoleStale()) return;
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  tell("Building the console: the client of the API …");
  await ensureClient();
  tell(`Building the console: its pages … ${seconds()}`);
  await buildPages(consoleInputs());
  tell(`Building the console: done in ${seconds()}`);
}

/** Bundles the pages. A run that breaks off leaves the last build as it was; of two at once, one stays whole. */
async function buildPages(inputs: string): Promise<void> {
  const fresh = `${CONSOLE_FOLDER}.${process.pid}`;
  try {
    await runVite(["build", "admin", "--config", "admin/vite.config.ts", "--outDir", fresh, "--logLevel", "warn"]);
    replaceFolder(fresh);
    writeFileSync(stamp, inputs);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Vite runs in a process of its own, so that a test's environment makes no build for development. */
async function runVite(args: string[]): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const env = { ...process.env, NODE_ENV: "production" };
  try {
    await promisify(execFile)(process.execPath, [vite, ...args], { cwd: root, env });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new CommandError(`The console cannot be built; correct what Vite reports:\n${stdout}${stderr}`);
  }
}

function replaceFolder(fresh: string): void {
  rmSync(stamp, { force: true });
  rmSync(CONSOLE_FOLDER, { recursive: true, force: true });
  try {
    renameSync(fresh, CONSOLE_FOLDER);
  } catch (error) {
    // Another command built the same at the same moment.
    if (!existsSync(join(CONSOLE_FOLDER, "index.html"))) throw error;
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
