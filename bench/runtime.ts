/** The bench's workerd: the product and the control, with all their data in a folder that is deleted at the end. */

import "../local/runtime-guard.ts";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Readable } from "node:stream";
import { Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { bundle, root } from "../local/build.ts";
import { migrate } from "../local/migrate.ts";
import type { Env } from "../src/env.ts";

const ENTRIES = {
  product: "local/worker.ts",
  control: "bench/control.ts",
  auth: "bench/auth-worker.ts",
  counted: "bench/counted-worker.ts",
  unsealed: "bench/unsealed-worker.ts",
} as const;

type WorkerName = keyof typeof ENTRIES;

/** The tickets of each database's one tenant for the measure of growth (B5). */
export const SIZES = [1_000, 100_000, 1_000_000] as const;
export type Size = (typeof SIZES)[number];

/** A Worker's log line about a request. */
export interface PrintedLine {
  request_id: string;
  rows_read: number;
  rows_written: number;
}

export interface Runtime {
  ports: Record<WorkerName, number>;
  env: Env;
  /** The bindings of the Worker without linking of the audit. */
  unsealed: Env;
  /** Counted Workers, each with its own database. */
  grown: Record<Size, { port: number; env: Env }>;
  /** A counted Worker with its own database, whose endpoints may be on loopback. */
  news: { port: number; env: Env };
  /** Log lines of requests whose id starts with `rows-`. */
  printed: PrintedLine[];
  /** The Workers' last error lines. */
  complaints: string[];
}

export async function startRuntime(): Promise<Runtime> {
  const folder = mkdtempSync(join(tmpdir(), "playpark-bench-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", removeFolder);

  const { workerOptions } = unstable_getMiniflareWorkerOptions(
    unstable_readConfig({ config: join(root, "wrangler.toml") }),
  );
  const { assets: _, ...product } = workerOptions;
  const files: Record<string, string> = {};
  for (const [name, entry] of Object.entries(ENTRIES))
    files[name] = await bundle(entry, join(relative(root, folder), `${name}.js`));

  const key = () => randomBytes(32).toString("base64");
  const secrets = {
    ENVIRONMENT: "production",
    AUTH_KEYS: JSON.stringify({ a1: key() }),
    TICKET_KEYS: JSON.stringify({ 1: key() }),
    PIN_PEPPER: key(),
    SECRET_KEYS: JSON.stringify({ s1: key() }),
  };
  const worker = (name: string, entry: WorkerName) => ({
    name,
    compatibilityDate: product.compatibilityDate,
    modulesRoot: folder,
    modules: [{ type: "ESModule" as const, path: files[entry] ?? "" }],
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  });
  const [drains, deliveries] = ["playpark-outbox", "playpark-webhooks"].map((queue) => {
    const consumer = (product.queueConsumers as Record<string, object> | undefined)?.[queue];
    if (!consumer) throw new Error(`wrangler.toml has no consumer of ${queue}`);
    return consumer;
  });
  const beside = (name: string, entry: WorkerName) => ({
    ...product,
    ...worker(name, entry),
    bindings: secrets,
    queueProducers: { OUTBOX: { queueName: name }, WEBHOOKS: { queueName: `${name}-webhooks` } },
    queueConsumers: { [name]: drains as object, [`${name}-webhooks`]: deliveries as object },
  });
  const printed: PrintedLine[] = [];
  const complaints: string[] = [];

  const mf = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    workers: [
      { ...product, ...worker("product", "product"), bindings: secrets },
      beside("counted", "counted"),
      ...SIZES.map((size) => ({ ...beside(grownName(size), "counted"), d1Databases: { DB: grownName(size) } })),
      { ...beside("unsealed", "unsealed"), d1Databases: { DB: "unsealed" } },
      {
        ...beside("news", "counted"),
        d1Databases: { DB: "news" },
        bindings: { ...secrets, ENVIRONMENT: "development", RESOLVER_URL: "" },
      },
      {
        ...worker("auth", "auth"),
        bindings: secrets,
        d1Databases: product.d1Databases,
        durableObjects: { DEVICE: { className: "DeviceObject", useSQLite: true } },
      },
      {
        ...worker("control", "control"),
        d1Databases: { DB: "control" },
        durableObjects: { ROWS: { className: "RowObject", useSQLite: true } },
      },
    ],
    d1Persist: join(folder, "d1"),
    durableObjectsPersist: join(folder, "objects"),
    cf: false,
    log: new Log(LogLevel.WARN),
    logRequests: false,
    telemetry: { enabled: false },
    handleRuntimeStdio(stdout: Readable, stderr: Readable) {
      eachLine(stdout, (line) => {
        if (line.includes('"request_id":"rows-')) printed.push(JSON.parse(line));
      });
      eachLine(stderr, (line) => {
        complaints.push(line);
        if (complaints.length > 20) complaints.shift();
      });
    },
  });
  // Added after Miniflare's own listener: exit listeners run in order, and Miniflare's ends workerd.
  process.off("exit", removeFolder).once("exit", removeFolder);

  const port = async (name: string) => Number((await mf.unsafeGetDirectURL(name)).port);
  const envOf = async (name: string) => {
    await migrate(await mf.getD1Database("DB", name), folder);
    return mf.getBindings<Env & Record<string, unknown>>(name);
  };
  const grow = async (size: Size) => ({ port: await port(grownName(size)), env: await envOf(grownName(size)) });
  const control = await mf.getD1Database("DB", "control");
  await control.exec("CREATE TABLE rows (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID");
  return {
    ports: {
      product: await port("product"),
      control: await port("control"),
      auth: await port("auth"),
      counted: await port("counted"),
      unsealed: await port("unsealed"),
    },
    env: await envOf("product"),
    unsealed: await envOf("unsealed"),
    grown: { 1000: await grow(1_000), 100000: await grow(100_000), 1000000: await grow(1_000_000) },
    news: { port: await port("news"), env: await envOf("news") },
    printed,
    complaints,
  };
}

const grownName = (size: Size) => `grown-${size}`;

function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
