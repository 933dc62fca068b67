/** Guard of the runtime: ends workerd together with the process that started it, even if that is killed with -9. */
import { type ChildProcess, spawn } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { basename } from "node:path";

subscribe("child_process", (message) => {
  const { process: child } = message as { process: ChildProcess };
  child.once("spawn", () => {
    if (basename(child.spawnfile).startsWith("workerd")) guard(child);
  });
});

/** A shell waits on a pipe that closes when this process ends. It is detached, so that it survives a kill of the group. */
function guard(runtime: ChildProcess): void {
  const watcher = spawn("sh", ["-c", `read -r _; kill -9 ${runtime.pid}`], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.on("error", () => {});
  watcher.unref();
  runtime.once("exit", () => watcher.kill("SIGKILL"));
}
