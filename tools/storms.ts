/**
 * `npm run storms`: the long form of what `npm test` does shortly. Guesses, races, kill -9 and simulators of every suite, then
 * 50 days of gates, ten crashes and 20,000 hostile requests. `PLAYPARK_SEED=7 npm run storms` draws the same again.
 */
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { copyAssets, root } from "../local/build.ts";
import { useMemoryFolder } from "./memory-folder.ts";
import { printResult, run, type StepResult } from "./step.ts";

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

useMemoryFolder();

process.env.PLAYPARK_SEED ??= String(1 + randomInt(1_000_000));
const seed = process.env.PLAYPARK_SEED;
process.env.PLAYPARK_STORMS = "long";

const tool = (name: string, ...args: string[]) => ({
  command: process.execPath,
  args: [join(root, "tools", `${name}.ts`), ...args],
});

const STORMS = [
  { name: "suites", command: "vitest", args: ["run", "--project", "storms", "--project", "server storms"] },
  { name: "gates", ...tool("simulate", "--seeds", "50", "--from", seed) },
  { name: "crashes", ...tool("simulate", "--rounds", "10", "--seed", seed) },
  { name: "hostile requests", ...tool("fuzz", "--seed", seed) },
];

copyAssets();
const results: StepResult[] = [];
for (const { name, command, args } of STORMS) {
  console.log(`\n${name} …`);
  const started = Date.now();
  const { code } = await run({ command, args }, "shown");
  const passed = code === 0;
  results.push({ name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, duration_ms: Date.now() - started });
}
console.log("");
for (const result of results) printResult(result);
console.log(`PLAYPARK_SEED=${seed} draws the same again.`);
process.exit(results.some(({ failed }) => failed) ? 1 : 0);
