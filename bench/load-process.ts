/** The bench's side of the load process: it runs one job after another, and measures the runtime's CPU use. */

import { fork } from "node:child_process";
import { join } from "node:path";
import type { Job, Outcome } from "./job.ts";
import { runtimeCpuSeconds } from "./machine.ts";

export interface Measurement extends Outcome {
  /** CPU seconds per second of workerd; null where the system does not report them. */
  runtime_busy: number | null;
}

export interface LoadProcess {
  run(job: Job): Promise<Measurement>;
  stop(): void;
}

export function startLoadProcess(): LoadProcess {
  const child = fork(join(import.meta.dirname, "load.ts"), { execPath: process.execPath, execArgv: [] });
  const stop = () => child.kill();
  process.once("exit", stop);
  const ask = (job: Job) =>
    new Promise<Outcome>((resolve, reject) => {
      const end = () => reject(new Error("the load process ended before its job was done"));
      child.once("exit", end).once("message", (outcome) => {
        child.off("exit", end);
        resolve(outcome as Outcome);
      });
      child.send(job);
    });
  return {
    stop,
    async run(job) {
      const before_s = runtimeCpuSeconds();
      const outcome = await ask(job);
      const after_s = runtimeCpuSeconds();
      const known = before_s !== undefined && after_s !== undefined;
      return { ...outcome, runtime_busy: known ? ((after_s - before_s) / outcome.elapsed_ms) * 1000 : null };
    },
  };
}
