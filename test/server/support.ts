/** Helpers of server tests: the real server as a separate process, on a free port and a temporary data folder. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../local/build.ts";

export const pinned_node = join(root, "node_modules/node/bin/node");

const start_limit_ms = 120_000;
/** A demo park without a past. */
const NO_DAYS = ["--days", "0"];

interface Demo {
  base_url: string;
  devices: { pos: { device_id: string; device_token: string } };
}

export interface ServerProcess {
  url: string;
  port: number;
  child: ChildProcess;
  /** What it has printed. */
  output(): string;
  demo(): Demo;
  /** Sends the signal to only this process and returns its exit code when it has ended. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

export interface Finished {
  code: number | null;
  output: string;
}

export function makeDataFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "playpark-data-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Resolves when the server prints `ready`; if it ends before that, fails with its output. */
export async function startServer(
  data_dir: string,
  port: number,
  settings: Record<string, string> = {},
  args: readonly string[] = NO_DAYS,
): Promise<ServerProcess> {
  const child = spawnStart(data_dir, port, settings, args);
  const ready = Promise.withResolvers<void>();
  const output = collect(child, (text) => /^ready$/m.test(text) && ready.resolve());
  child.once("exit", (code) => ready.reject(new Error(`The server ended with ${code}: ${output()}`)));
  const timer = setTimeout(() => ready.reject(new Error(`The server is not ready: ${output()}`)), start_limit_ms);
  await ready.promise.finally(() => clearTimeout(timer));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    child,
    output,
    demo: () => JSON.parse(readFileSync(join(data_dir, "demo.json"), "utf8")),
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      child.kill(signal);
      await once(child, "exit");
      return child.exitCode;
    },
  };
}

/** Runs a start that is expected to refuse, to its end. */
export async function failToStart(data_dir: string, port: number): Promise<Finished> {
  return finish(spawnStart(data_dir, port));
}

export async function finish(child: ChildProcess): Promise<Finished> {
  const output = collect(child);
  await once(child, "close");
  return { code: child.exitCode, output: output().trim() };
}

/** Starts a process group, so that a test can kill all of it; the channel stops it when the test's process ends. */
function spawnStart(
  data_dir: string,
  port: number,
  settings: Record<string, string> = {},
  args: readonly string[] = NO_DAYS,
): ChildProcess {
  return spawn(pinned_node, [join(root, "tools/start.ts"), ...args], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, HOST: "127.0.0.1", PORT: String(port), PLAYPARK_DATA: data_dir, ...settings },
  });
}

function collect(child: ChildProcess, onText: (text: string) => void = () => {}): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      text += chunk;
      onText(text);
    });
  }
  return () => text;
}
