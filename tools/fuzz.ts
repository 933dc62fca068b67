/**
 * `npm run fuzz`: sends 20,000 hostile requests to every operation, by each role. `-- --requests 5000 --seed 7` repeats
 * one seed. Fails if an answer is 5xx, a refusal takes longer than 2 s, or the database grows beyond its budget.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { callersOf, type Login, poolOf } from "../fuzz/callers.ts";
import type { Document } from "../fuzz/requests.ts";
import { type FuzzResult, growthProblem, runFuzz, type Target } from "../fuzz/run.ts";
import { CommandError, exitWithError } from "../local/command-error.ts";
import type { Park, Provider } from "../local/park.ts";
import { openHost } from "../simulator/gates/host.ts";
import { order } from "../simulator/gates/park.ts";
import { bundleSimulation } from "../simulator/planted.ts";
import { makeDataFolder } from "../simulator/server.ts";
import { failWith } from "./violations.ts";

/** The requests to one park: some of them end its people, its devices or the park itself. */
const REQUESTS_A_PARK = 500;
const SHOWN = 200;

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => process.exit(1));

try {
  const { requests, seed } = readOptions();
  await fuzz(requests, seed);
} catch (error) {
  exitWithError(error);
}
process.exit();

async function fuzz(requests: number, seed: number): Promise<void> {
  const folder = makeDataFolder();
  const host = await openHost(await bundleSimulation(), folder.path);
  const document = (await (await fetch(`${host.url}/openapi.json`)).json()) as Document;
  const totals: FuzzResult = { requests: 0, answers: {}, violations: [], grown_bytes: 0, slowest_refusal_ms: 0 };
  console.log(`${requests} hostile requests to every operation, by each role, from seed ${seed}.`);
  const started = Date.now();
  for (let at = 0; at < requests; at += REQUESTS_A_PARK) {
    const park_seed = seed + at / REQUESTS_A_PARK;
    const target = await openTarget(host.url, folder.path, `fuzz-${park_seed}-${started}`);
    const result = await runFuzz(document, target, park_seed, Math.min(REQUESTS_A_PARK, requests - at));
    totals.requests += result.requests;
    totals.grown_bytes += result.grown_bytes;
    totals.slowest_refusal_ms = Math.max(totals.slowest_refusal_ms, result.slowest_refusal_ms);
    totals.violations.push(...result.violations.map((violation) => `seed ${park_seed}, ${violation}`));
    for (const [status, count] of Object.entries(result.answers))
      totals.answers[Number(status)] = (totals.answers[Number(status)] ?? 0) + count;
    if (at % (REQUESTS_A_PARK * 4) === 0)
      console.log(`  ${totals.requests} sent, ${totals.violations.length} violations`);
  }
  totals.violations.push(...[growthProblem(totals) ?? []].flat());
  totals.violations.push(...host.complaints().map((line) => `the server complained: ${line.slice(0, SHOWN)}`));
  await host.stop();
  const answers = Object.entries(totals.answers).map(([status, count]) => `${status}: ${count}`);
  console.log(`${totals.requests} requests in ${Math.round((Date.now() - started) / 1000)} s. ${answers.join(", ")}`);
  console.log(
    `Slowest refusal ${Math.round(totals.slowest_refusal_ms)} ms; ${Math.round(totals.grown_bytes / totals.requests)} bytes stored per request.`,
  );
  failWith(totals.violations, seed, folder, `npm run fuzz -- --requests ${requests} --seed ${seed}`);
  console.log("No violation.");
}

async function openTarget(url: string, data_dir: string, name: string): Promise<Target> {
  const { provider, ...park } = await order<Park & { provider: Provider }>(url, "parks", { name, with_provider: true });
  const send: Target["send"] = async ({ method, path, headers, body }) => {
    const ask = () => fetch(url + path, { method, headers, body });
    const sent_at = performance.now();
    // A server may close an idle connection at this very moment, so a failed request is sent once more.
    const response = await ask().catch(ask);
    const text = await response.text();
    return { status: response.status, text, took_ms: performance.now() - sent_at };
  };
  const login: Login = async (path, body, token) => {
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (token) headers.authorization = `Bearer ${token}`;
    const { text } = await send({ method: "POST", path: `/v1${path}`, headers, body: JSON.stringify(body) });
    return text.startsWith("{") ? (JSON.parse(text).data?.access_token ?? null) : null;
  };
  return {
    send,
    callers: callersOf(park, provider, login),
    pool: poolOf(park),
    size: async () => bytesIn(join(data_dir, "state/d1")),
  };
}

/** The bytes of the server's database on disk. */
function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files.reduce((sum, file) => (file.isFile() ? sum + sizeOf(join(file.parentPath, file.name)) : sum), 0);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readOptions(): { requests: number; seed: number } {
  const type = { type: "string" } as const;
  const { values } = parseArgs({ options: { requests: type, seed: type } });
  const options = { requests: Number(values.requests ?? 20_000), seed: Number(values.seed ?? Date.now() % 1e6) };
  if (Object.values(options).every((value) => Number.isSafeInteger(value) && value > 0)) return options;
  throw new CommandError("Give whole numbers, for example: npm run fuzz -- --requests 5000 --seed 7");
}
