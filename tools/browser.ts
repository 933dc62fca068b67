/** Finds a Chromium for the test of the page at /docs, and installs one if there is none. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { CommandError } from "../local/command-error.ts";
import { run } from "./step.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

export async function findBrowser(): Promise<string> {
  const present = installed();
  if (present) return present;
  for (const install of [installFromSystem, installFromPlaywright]) {
    console.log("  Installing Chromium …");
    await install();
    const path = installed();
    if (path) return path;
  }
  throw new CommandError("No Chromium was found and none could be installed; install one and set CHROMIUM_PATH to it.");
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const on_path = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.CHROMIUM_PATH ?? "", ...on_path, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );
}

async function installFromSystem(): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  await run({ command: "apt-get", args: ["update"] }, "kept");
  await run({ command: "apt-get", args: ["install", "-y", "--no-install-recommends", "chromium"] }, "kept");
}

async function installFromPlaywright(): Promise<void> {
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  await run({ command: process.execPath, args: [cli, "install", "chromium"] }, "kept");
}
