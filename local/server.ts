/** The local server: runs the bundled Worker with the bindings of wrangler.toml and keeps all its state in one folder. */
import "./runtime-guard.ts";
import { globSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { CoreHeaders, Log, LogLevel, Miniflare } from "miniflare";
import { type Unstable_Config, unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { buildWorker, root } from "./build.ts";
import { CommandError } from "./command-error.ts";
import { CONSOLE_FOLDER } from "./console.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { openMailbox } from "./mailbox.ts";
import { listMigrations, migrate } from "./migrate.ts";

export interface LocalServerOptions<Env> {
  host: string;
  /** The port; 0 for any free one. */
  port: number;
  data_dir: string;
  /** A bundled Worker; without it, local/worker.ts is bundled first. */
  worker_file?: string;
  /** Discards the Worker's output. */
  quiet?: boolean;
  /** Fills a new data folder before the port opens. A seed that a crash interrupted starts again from nothing. */
  seed?(env: Env): Promise<void>;
  /** Further rows of a new folder, written into the file of the database after `seed`, while no runtime has it open. */
  fill?(database_file: string): Promise<void>;
}

export interface LocalServer {
  url: string;
  mf: Miniflare;
  stop(): Promise<void>;
}

interface Runtime {
  config: Unstable_Config;
  script_path: string;
  folder: DataFolder;
  data_dir: string;
  quiet: boolean;
}

const assets_worker = "assets";
const minute_ms = 60_000;
const first_tick_ms = 1_000;

export async function startLocalServer<Env>(options: LocalServerOptions<Env>): Promise<LocalServer> {
  const folder = openDataFolder(options.data_dir);
  try {
    await checkPort(options.host, options.port);
    const config = unstable_readConfig({ config: join(root, "wrangler.toml") });
    const crons = config.triggers.crons ?? [];
    checkCrons(crons);
    const script_path = options.worker_file ?? (await buildWorker());
    const runtime = { config, script_path, folder, data_dir: options.data_dir, quiet: options.quiet ?? false };

    await prepare(runtime, options);
    const sockets = [{ host: options.host, port: options.port }];
    const mf = await withSocketAddresses(() => createMiniflare(runtime, sockets));
    const { port } = await mf.unsafeGetDirectURL(config.name);
    const stopTicks = startTicks(mf, crons);
    let stopped: Promise<void> | undefined;
    return {
      url: urlOf(options.host, port),
      mf,
      stop() {
        stopTicks();
        stopped ??= mf.dispose().then(folder.close);
        return stopped;
      },
    };
  } catch (error) {
    folder.close();
    throw error;
  }
}

/**
 * Migrates and seeds the state, with a runtime of its own: workerd listens as soon as it runs, and nobody is served
 * before. A state that is known to have this release's schema needs neither.
 */
async function prepare<Env>(
  runtime: Runtime,
  { data_dir, seed, fill }: Pick<LocalServerOptions<Env>, "data_dir" | "seed" | "fill">,
): Promise<void> {
  const { folder } = runtime;
  const schema = listMigrations()
    .map(({ name }) => name)
    .join(" ");
  const is_new = folder.beginSeed();
  if (!is_new && folder.schema() === schema) return;
  const preparing = createMiniflare(runtime, []);
  try {
    await migrate(await preparing.getD1Database("DB"), data_dir);
    if (is_new) await seed?.(await preparing.getBindings<Env & Record<string, unknown>>());
  } finally {
    await preparing.dispose();
  }
  if (is_new) {
    await fill?.(databaseFile(folder));
    folder.finishSeed();
  }
  folder.noteSchema(schema);
}

/** The file in which the local D1 keeps the database. */
export function databaseFile({ state_dir }: Pick<DataFolder, "state_dir">): string {
  const files = globSync(join(state_dir, "d1/**/*.sqlite")).filter((file) => basename(file) !== "metadata.sqlite");
  const [file] = files;
  if (!file || files.length > 1) throw new Error(`${state_dir} has ${files.length} databases, and not one`);
  return file;
}

/**
 * Makes a new data folder without serving it. Error: CommandError for a folder that has a park already, or is in use.
 */
export async function makeFolder<Env>(
  options: Pick<LocalServerOptions<Env>, "data_dir" | "seed" | "fill">,
): Promise<void> {
  const { data_dir } = options;
  const folder = openDataFolder(data_dir);
  try {
    if (folder.isMade())
      throw new CommandError(
        `The data folder ${data_dir} has a park already; choose another with --data, or delete it.`,
      );
    const config = unstable_readConfig({ config: join(root, "wrangler.toml") });
    await prepare({ config, script_path: await buildWorker(), folder, data_dir, quiet: true }, options);
  } finally {
    folder.close();
  }
}

function createMiniflare(
  { config, script_path, folder, data_dir, quiet }: Runtime,
  public_sockets: { host: string; port: number }[],
): Miniflare {
  const { assets, ...worker } = unstable_getMiniflareWorkerOptions(config).workerOptions;
  // Without a build the console's pages are missing; the API serves all the same.
  mkdirSync(CONSOLE_FOLDER, { recursive: true });
  const mailbox = openMailbox(data_dir, (text) => quiet || console.log(text));
  return withoutSignalHandlers(
    () =>
      new Miniflare({
        // The public sockets lead directly to our Worker: on its own port Miniflare puts another Worker in front.
        host: "127.0.0.1",
        port: 0,
        unsafeTriggerHandlers: true,
        workers: [
          {
            ...worker,
            name: config.name,
            modules: [
              { type: "ESModule", path: join(dirname(script_path), "front.js"), contents: front(script_path) },
              { type: "ESModule", path: script_path },
            ],
            bindings: {
              ...worker.bindings,
              ENVIRONMENT: "development",
              RESOLVER_URL: "",
              BOOTSTRAP_TOKEN: process.env.BOOTSTRAP_TOKEN ?? "",
              METRICS_TOKEN: process.env.METRICS_TOKEN ?? "",
              ONBOARDING: process.env.ONBOARDING ?? "",
              OFFLINE_AFTER_S: process.env.OFFLINE_AFTER_S ?? "120",
              ...folder.secrets,
            },
            // Miniflare serves one folder of assets only, so the console's is a plain folder.
            serviceBindings: {
              ...worker.serviceBindings,
              ASSETS: assets_worker,
              CONSOLE: { disk: { path: CONSOLE_FOLDER } },
              MAILBOX: mailbox,
            },
            unsafeDirectSockets: public_sockets,
          },
          // Separate, because Miniflare sends every request of a Worker with assets through two more Workers.
          {
            name: assets_worker,
            compatibilityDate: worker.compatibilityDate,
            modules: true,
            script: "export default {}",
            assets: assets && { ...assets, routerConfig: { has_user_worker: false } },
          },
        ],
        d1Persist: join(folder.state_dir, "d1"),
        durableObjectsPersist: join(folder.state_dir, "objects"),
        r2Persist: join(folder.state_dir, "files"),
        cf: false,
        log: new Log(LogLevel.WARN),
        logRequests: false,
        telemetry: { enabled: false },
        handleRuntimeStdio(stdout: Readable, stderr: Readable) {
          if (quiet) stdout.resume();
          else stdout.pipe(process.stdout, { end: false });
          stderr.pipe(process.stderr, { end: false });
        },
      }),
  );
}

/**
 * The front of the Worker: as at Cloudflare, the receiver of a request sets its address, and a client's own header for it
 * is dropped. A request without a socket, such as a cron's, has no address.
 */
const front = (worker_file: string) => `
import worker from "./${basename(worker_file)}";
export * from "./${basename(worker_file)}";
export default {
  ...worker,
  fetch(request, env, ctx) {
    const headers = new Headers(request.headers);
    const socket = /^\\[?(.+?)\\]?:\\d+$/.exec(request.cf?.clientIp ?? "");
    if (socket) headers.set("cf-connecting-ip", socket[1]);
    else headers.delete("cf-connecting-ip");
    return worker.fetch(new Request(request, { headers }), env, ctx);
  },
};
`;

/**
 * Miniflare makes its sockets trust a client's header with its address. Without a name for that header, workerd uses the
 * socket's own address.
 */
async function withSocketAddresses(create: () => Miniflare): Promise<Miniflare> {
  const named: { CF_BLOB: string | undefined } = CoreHeaders;
  const name = named.CF_BLOB;
  named.CF_BLOB = undefined;
  try {
    const mf = create();
    await mf.ready;
    return mf;
  } finally {
    named.CF_BLOB = name;
  }
}

/** Removes Miniflare's signal handlers, which would end the process before the caller could clean up. */
function withoutSignalHandlers(create: () => Miniflare): Miniflare {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const mf = create();
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener);
  }
  return mf;
}

/** Checks the port before workerd does, because workerd reports a taken port with a long message. */
function checkPort(host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const probe = createServer();
  probe.once("error", (error: NodeJS.ErrnoException) => {
    const reason =
      error.code === "EADDRINUSE"
        ? `Port ${port} is in use; stop the program that uses it, or choose another port with PORT.`
        : `Cannot listen on ${host} port ${port} (${error.code}); choose others with HOST and PORT.`;
    reject(new CommandError(reason));
  });
  probe.listen(port, host, () => probe.close(() => resolve()));
  return promise;
}

function checkCrons(crons: string[]): void {
  const unsupported = crons.find((cron) => cron !== "* * * * *");
  if (unsupported) {
    throw new CommandError(
      `The local server only ticks every minute, so it cannot run the cron "${unsupported}"; write it as "* * * * *".`,
    );
  }
}

/** Starts the ticks. The first one is immediate, to finish what a crash interrupted. */
function startTicks(mf: Miniflare, crons: string[]): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const tick = async () => {
    for (const cron of crons) {
      try {
        // Miniflare's proxies are avoided: they block this thread, which also drains the runtime's log.
        const response = await mf.dispatchFetch(
          `http://localhost/cdn-cgi/handler/scheduled?cron=${encodeURIComponent(cron)}`,
        );
        const answer = await response.text();
        if (!response.ok) throw new Error(`${response.status} ${answer}`);
      } catch (error) {
        if (!stopped) console.error(`The cron "${cron}" failed:`, error);
      }
    }
    if (!stopped) timer = setTimeout(tick, minute_ms);
  };
  timer = setTimeout(tick, first_tick_ms);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function urlOf(host: string, port: number | string): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}
