/** `npm test`: runs every check and every suite; the last line is their sum. */
import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { copyAssets } from "../local/build.ts";
import { ensureConsole } from "../local/console.ts";
import { ensureClient } from "../local/console-client.ts";
import { PROJECTS, type Project } from "../test/projects.ts";
import { findBrowser } from "./browser.ts";
import { useMemoryFolder } from "./memory-folder.ts";
import { checks, printResult, run, runCheck, type StepResult } from "./step.ts";

interface VitestReport {
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

/** Projects at once. Vitest runs one workerd at a time, and a project waits a part of its time, so there is one more than cores. */
const LANES = Math.min(Math.max(availableParallelism(), 2) + 1, 4);

useMemoryFolder();

/** One seed for all processes of this run; each prints it. */
process.env.PLAYPARK_SEED ??= String(randomInt(2 ** 31));

await ensureClient();
const filters = process.argv.slice(2);
const results: StepResult[] = [];
if (filters.length === 0) {
  console.log("Types, lint, dead code and a browser …");
  results.push(...(await Promise.all([...checks.map(runCheck), runBrowserStep()])));
}
console.log("Suites …");
copyAssets();
await ensureConsole(console.log);
if (filters.length) results.push(await runSuites("suites", filters));
else {
  const next = PROJECTS.values();
  await Promise.all(Array.from({ length: LANES }, () => runProjects(next)));
}

const sum = (count: "passed" | "failed") => results.reduce((total, result) => total + result[count], 0);
const failed = sum("failed") || (sum("passed") === 0 ? 1 : 0);
console.log("");
for (const result of results) printResult(result);
console.log(`PLAYPARK_SEED=${process.env.PLAYPARK_SEED} draws the same again.`);
console.log(`${sum("passed")} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

async function runBrowserStep(): Promise<StepResult> {
  const started = Date.now();
  const error = await findBrowser().then(
    () => null,
    (reason: Error) => reason,
  );
  if (error) console.log(error.message);
  const result = { name: "browser", passed: error ? 0 : 1, failed: error ? 1 : 0, duration_ms: Date.now() - started };
  printResult(result);
  return result;
}

/** Takes the next project while there is one. */
async function runProjects(next: Iterator<Project>): Promise<void> {
  for (let { value, done } = next.next(); !done; { value, done } = next.next())
    results.push(await runSuites(value.name, ["--project", value.name]));
}

async function runSuites(name: string, vitest_args: string[]): Promise<StepResult> {
  const started = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "playpark-test-"));
  const report_file = join(folder, "report.json");
  const { code } = await run(
    {
      command: "vitest",
      args: [
        "run",
        "--silent=passed-only",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report_file}`,
        ...vitest_args,
      ],
    },
    "shown",
  );
  const { passed, failed } = count(report_file);
  rmSync(folder, { recursive: true });
  return {
    name,
    passed,
    // Vitest also fails on an error outside of tests.
    failed: failed || (code === 0 ? 0 : 1),
    duration_ms: Date.now() - started,
  };
}

/** Counts tests. A file that could not be loaded has no tests, and counts as one failed test. */
function count(report_file: string): { passed: number; failed: number } {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(report_file, "utf8"));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const unloaded = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: tests.filter((test) => test.status === "failed").length + unloaded.length,
  };
}
