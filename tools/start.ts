/** `npm start`: the whole API on one port, with a demo park and its last two weeks in a new data folder, or with nothing. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CommandError, exitWithError } from "../local/command-error.ts";
import { ensureConsole } from "../local/console.ts";
import { writePrivateFile } from "../local/data-folder.ts";
import { newPast } from "../local/demo-days.ts";
import { mailsFile } from "../local/mailbox.ts";
import type { DemoPark } from "../local/park.ts";
import { MORE_CASHIERS } from "../local/seeded-park.ts";
import { type LocalServer, startLocalServer } from "../local/server.ts";
import type { Env } from "../src/env.ts";

const stop_limit_ms = 4_000;
const DEMO_DAYS = "14";
const MOST_DAYS = 60;

let server: LocalServer | undefined;
process.on("SIGINT", stop).on("SIGTERM", stop).on("disconnect", stop);

try {
  await start();
} catch (error) {
  exitWithError(error);
}

async function start(): Promise<void> {
  const host = process.env.HOST || "127.0.0.1";
  const port = readPort(process.env.PORT || "48080");
  const data_dir = resolve(process.env.PLAYPARK_DATA || ".playpark");
  const demo_file = join(data_dir, "demo.json");
  const writeDemo = (base_url: string, park: DemoPark) =>
    writePrivateFile(demo_file, `${JSON.stringify(Object.assign({ base_url }, park, { base_url }), null, 2)}\n`);

  await ensureConsole((text) => console.log(text));
  const { days, empty } = readArguments();
  const empty_file = join(data_dir, "empty");
  if (empty && existsSync(demo_file))
    throw new CommandError(
      `The data folder ${data_dir} holds the demo park already; choose another folder with PLAYPARK_DATA, or delete it.`,
    );
  const past = newPast({ days, size: "small", seed: 1, now: Date.now() });
  server = await startLocalServer<Env>({
    host,
    port,
    data_dir,
    ...(empty
      ? { seed: async () => writePrivateFile(empty_file, "This folder began without a park.\n") }
      : {
          seed: async (env) => writeDemo("", await past.seed(env)),
          fill: async (database_file) => {
            await past.fill(database_file);
          },
        }),
  });
  if (existsSync(empty_file)) {
    printEmpty(server.url, data_dir);
    console.log("ready");
    return;
  }
  if (!existsSync(demo_file)) {
    throw new CommandError(
      `The data folder ${data_dir} holds a park but no demo.json; put the file back or choose another folder with PLAYPARK_DATA.`,
    );
  }
  const park: DemoPark = JSON.parse(readFileSync(demo_file, "utf8"));
  writeDemo(server.url, park);
  printPark(server.url, park, demo_file);
  console.log("ready");
}

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), stop_limit_ms).unref();
  await server?.stop();
  process.exit(0);
}

/** The days before today of a new folder's park: `--days 0` makes a park without a past, `--empty` no park at all. */
function readArguments(): { days: number; empty: boolean } {
  const { values } = parseArgs({
    options: { days: { type: "string", default: DEMO_DAYS }, empty: { type: "boolean", default: false } },
  });
  const days = Number(values.days);
  if (/^\d+$/.test(values.days) && days <= MOST_DAYS) return { days, empty: values.empty };
  throw new CommandError(`--days is "${values.days}"; use a whole number up to ${MOST_DAYS}.`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new CommandError(`PORT is "${text}"; set it to a number from 1 to 65535.`);
  }
  return port;
}

function printEmpty(url: string, data_dir: string): void {
  printTable([
    ["Set up a park", `${url}/admin/onboarding`],
    ["Console", `${url}/admin/`],
    ["API", `${url}/v1`],
    ["Docs", `${url}/docs`],
  ]);
  console.log(`\n  There is no park yet. Mails with codes are printed here, and kept in ${mailsFile(data_dir)}\n`);
}

function printPark(url: string, park: DemoPark, demo_file: string): void {
  const { owner } = park.employees;
  printTable([
    ["Console", `${url}/admin/`, owner ? `sign in as ${owner.email} with PIN ${owner.pin}` : ""],
    ["API", `${url}/v1`],
    ["Docs", `${url}/docs`],
    ["OpenAPI", `${url}/openapi.json`],
  ]);
  console.log("\nDemo park");
  // A folder of an earlier release has no provider.
  const people = { ...park.employees, ...(park.provider && { provider: park.provider }) };
  const roles = Object.entries(people).filter(([role]) => !role.startsWith(MORE_CASHIERS));
  printTable(roles.map(([role, { email, pin }]) => [role, email, `PIN ${pin}`]));
  printTable(Object.entries(park.devices).map(([name, { device_id }]) => [name, device_id]));
  console.log(`  Device tokens, packages, the other cashiers and the second tenant: ${demo_file}\n`);
}

function printTable(rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
  }
}
