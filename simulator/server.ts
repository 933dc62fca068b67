/** A park's server as a separate process, which can be stopped cleanly or killed with its children. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DemoPark } from "../local/park.ts";

export type Park = DemoPark & { base_url: string };

export interface Server {
  /** The server's error lines. */
  complaints: readonly string[];
  /** Kills the server and its children with kill -9; resolves when its port is closed. */
  kill(): Promise<void>;
  /** Stops the server cleanly. */
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "..");
const start_limit_ms = 60_000;

export function readPark(data_dir: string): Park {
  return JSON.parse(readFileSync(join(data_dir, "demo.json"), "utf8"));
}

/** A folder for a server's data. It is deleted when this process ends, unless it is kept. */
export interface DataFolder {
  path: string;
  keep(): void;
  remove(): void;
}

export function makeDataFolder(): DataFolder {
  const path = mkdtempSync(join(tmpdir(), "playpark-simulation-"));
  const remove = () => {
    process.off("exit", remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.once("exit", remove);
  return { path, remove, keep: () => process.off("exit", remove) };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("The probe has no port.");
  return address.port;
}

/** Starts the product like `npm start`, with its demo park, which has no past unless days are named. */
export async function startServer(data_dir: string, port: number, days = 0): Promise<Server & { park: Park }> {
  const settings = { HOST: "127.0.0.1", PORT: String(port), PLAYPARK_DATA: data_dir };
  return {
    ...(await startProcess("tools/start.ts", ["--days", String(days)], port, settings)),
    park: readPark(data_dir),
  };
}

/** Starts the product like `npm start -- --empty`: no park is there yet. */
export function startEmpty(data_dir: string, port: number): Promise<Server> {
  const settings = { HOST: "127.0.0.1", PORT: String(port), PLAYPARK_DATA: data_dir };
  return startProcess("tools/start.ts", ["--empty"], port, settings);
}

/** Starts a bundled Worker on the folder's database, or on an empty one. */
export function startWorker(worker_file: string, data_dir: string, port: number): Promise<Server> {
  return startProcess("simulator/serve.ts", [data_dir, String(port), worker_file], port);
}

/** Resolves when the server prints `ready`; if it ends before that, fails with its output. */
async function startProcess(
  script: string,
  args: string[],
  port: number,
  settings: Record<string, string> = {},
): Promise<Server> {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    // A separate process group can be killed as a whole; the channel ends the server when this process ends.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...settings },
  });
  const killGroup = () => process.kill(-Number(child.pid), "SIGKILL");
  process.once("exit", killGroup);
  child.once("exit", () => process.off("exit", killGroup));

  const ready = Promise.withResolvers<void>();
  const complaints: string[] = [];
  let printed = "";
  const watch = (line: string) => {
    if (line === "ready") ready.resolve();
    if (line.includes('"level":"error"')) complaints.push(line);
    printed = `${printed.slice(-10_000)}${line}\n`;
  };
  onLines(child.stdout, watch);
  onLines(child.stderr, watch);
  child.once("exit", (code) => ready.reject(new Error(`The server ended with ${code}:\n${printed}`)));
  const timer = setTimeout(() => ready.reject(new Error(`The server is not ready:\n${printed}`)), start_limit_ms);
  await ready.promise.finally(() => clearTimeout(timer));
  return {
    complaints,
    async kill() {
      killGroup();
      await ended(child);
      while (await listens(port));
    },
    async stop() {
      child.kill("SIGTERM");
      await ended(child);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

function onLines(stream: ChildProcess["stdout"], take: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  });
}

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => {
    socket.destroy();
    resolve(true);
  });
  socket.once("error", () => resolve(false));
  return promise;
}
