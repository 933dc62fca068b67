/** Steps of a longer run: each runs one command and prints its result. */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { root } from "../local/build.ts";

export interface StepResult {
  name: string;
  passed: number;
  failed: number;
  duration_ms: number;
}

interface Command {
  command: string;
  args: string[];
}

interface Check extends Command {
  name: string;
}

const path = `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH}`;

export const checks: Check[] = [
  { name: "types", command: "tsc", args: ["--noEmit"] },
  { name: "types of the console", command: "tsc", args: ["--noEmit", "-p", "admin"] },
  { name: "lint", command: "biome", args: ["ci", "--colors=off"] },
  { name: "dead code", command: "knip", args: ["--no-config-hints"] },
];

/** Counts a command as one test. */
export async function runCheck(check: Check): Promise<StepResult> {
  const started = Date.now();
  const { code, output } = await run(check, "kept");
  const duration_ms = Date.now() - started;
  if (code !== 0) console.log(output.trim());
  const result = { name: check.name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, duration_ms };
  printResult(result);
  return result;
}

export function printResult({ name, passed, failed, duration_ms }: StepResult): void {
  const counts = passed + failed === 1 ? "" : `${passed} passed${failed ? `, ${failed} failed` : ""}`;
  const mark = failed ? "FAIL" : "ok";
  console.log(
    `  ${mark.padEnd(4)}  ${name.padEnd(19)} ${(duration_ms / 1000).toFixed(1).padStart(6)} s  ${counts}`.trimEnd(),
  );
}

/** Runs a command with the installed packages first on its path; the command ends with this process. */
export function run(
  { command, args }: Command,
  output_is: "kept" | "shown",
): Promise<{ code: number; output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; output: string }>();
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ["ignore", output_is === "kept" ? "pipe" : "inherit", output_is === "kept" ? "pipe" : "inherit"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const kill = () => child.kill();
  process.once("exit", kill);
  child.on("error", reject);
  child.on("close", (code) => {
    process.off("exit", kill);
    resolve({ code: code ?? 1, output });
  });
  return promise;
}
