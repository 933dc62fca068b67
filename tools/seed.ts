/** `npm run seed`: fills a new data folder with the demo park and believable days until now. */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CommandError, exitWithError } from "../local/command-error.ts";
import { writePrivateFile } from "../local/data-folder.ts";
import { newPast, type PastOptions, SIZES } from "../local/demo-days.ts";
import type { Progress } from "../local/fill.ts";
import { makeFolder } from "../local/server.ts";
import type { Env } from "../src/env.ts";

const usage = "npm run seed -- [--days 60] [--size small|large] [--data .playpark] [--seed 1]";
const MOST_DAYS = 730;
/** How often a log without a terminal gets a line. */
const LINE_EVERY_MS = 10_000;
const LEAST_SHARE = 0.03;

for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, interrupted);

const { data_dir, ...options } = readOptions();
const started = performance.now();
let filling_since = started;
let shown_at = 0;

try {
  await seed();
  process.exit(0);
} catch (error) {
  exitWithError(error);
}

async function seed(): Promise<void> {
  show("Making the park …");
  const past = newPast({ ...options, progress, summing: () => show("Summing the reports …") });
  let sold = 0;
  await makeFolder<Env>({
    data_dir,
    async seed(env) {
      const park = await past.seed(env);
      writePrivateFile(join(data_dir, "demo.json"), `${JSON.stringify({ base_url: "", ...park }, null, 2)}\n`);
      filling_since = performance.now();
    },
    async fill(file) {
      sold = await past.fill(file);
    },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  show(`${sold.toLocaleString("en")} sales on ${options.days} days and today, in ${seconds} s.`, true);
  console.log(`\nStart it with: PLAYPARK_DATA='${data_dir}' npm start`);
}

function progress({ date, sales, share }: Progress): void {
  const now = performance.now();
  if (now - shown_at < (process.stdout.isTTY ? 200 : LINE_EVERY_MS)) return;
  shown_at = now;
  const passed_s = (now - filling_since) / 1000;
  // The first days say too little about the rest.
  const left = share > LEAST_SHARE ? `, about ${Math.round((passed_s * (1 - share)) / share)} s left` : "";
  show(`${date}  ${sales.toLocaleString("en")} sales, ${Math.round(sales / passed_s)} a second${left}`);
}

function show(text: string, last = false): void {
  process.stdout.write(process.stdout.isTTY ? `\r${text}\x1b[K${last ? "\n" : ""}` : `${text}\n`);
}

function interrupted(): void {
  console.error(`\nStopped. ${data_dir} is unfinished: the next seed or start deletes these days and begins again.`);
  process.exit(130);
}

function readOptions(): PastOptions & { data_dir: string } {
  try {
    const { values } = parseArgs({
      options: {
        days: { type: "string", default: "60" },
        size: { type: "string", default: "small" },
        data: { type: "string", default: process.env.PLAYPARK_DATA || ".playpark" },
        seed: { type: "string", default: "1" },
      },
    });
    const size = SIZES.find((name) => name === values.size);
    if (!size) throw new Error(`--size is "${values.size}"; use ${SIZES.join(" or ")}.`);
    const data_dir = resolve(values.data);
    return {
      days: wholeNumber("days", values.days, 1, MOST_DAYS),
      size,
      seed: wholeNumber("seed", values.seed, 0, 2 ** 31),
      data_dir,
      now: Date.now(),
    };
  } catch (error) {
    exitWithError(new CommandError(`${(error as Error).message}\n${usage}`));
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new Error(`--${name} is "${text}"; use a whole number from ${least} to ${most}.`);
  return number;
}
