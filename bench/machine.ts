/** The machine and versions of a figure, and the runtime's CPU use, memory and forced writes. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { root } from "../local/build.ts";

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;

export function describeMachine() {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${/^\d+\.\d+/.exec(release())?.[0] ?? ""}`.trim(),
    node: process.versions.node,
    workerd: versionOf("workerd"),
    miniflare: versionOf("miniflare"),
    load_average_before: Number(loadavg()[0]?.toFixed(2)),
  };
}

const TICK_S = 0.01;

/** CPU seconds that workerd has used so far; undefined without /proc. */
export function runtimeCpuSeconds(): number | undefined {
  try {
    const fields = readFileSync(`/proc/${runtimePid()}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_S;
  } catch {
    return undefined;
  }
}

/** Memory of workerd; undefined without /proc. */
export function runtimeMemoryMib(): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${runtimePid()}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    return undefined;
  }
}

/**
 * How often workerd forced its disk to write while `work` ran; undefined if strace is missing or not permitted. A traced
 * process is slow, so nothing else is measured meanwhile.
 */
export async function countForcedWrites(work: () => Promise<unknown>): Promise<number | undefined> {
  const pid = runtimePid();
  if (pid === undefined) return undefined;
  const tracer = spawn("strace", ["-f", "-c", "-e", "trace=fsync,fdatasync", "-p", pid]);
  let told = "";
  tracer.stderr.setEncoding("utf8").on("data", (text: string) => {
    told += text;
  });
  const ended = new Promise<void>((resolve) => tracer.once("close", () => resolve()).once("error", () => resolve()));
  await Promise.race([once(tracer.stderr, "data"), ended]);
  await work();
  tracer.kill("SIGINT");
  await ended;
  const calls = [...told.matchAll(/^ *[\d.]+ +[\d.]+ +\d+ +(\d+) .*sync$/gm)].map(([, count]) => Number(count));
  return calls.length > 0 ? calls.reduce((sum, count) => sum + count, 0) : undefined;
}

function runtimePid(): string | undefined {
  return childrenOf("self").find((child) => readFileSync(`/proc/${child}/comm`, "utf8").startsWith("workerd"));
}

function childrenOf(pid: string): string[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim().split(" "),
  );
}
