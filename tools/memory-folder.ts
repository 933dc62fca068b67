/** A folder in memory for the state of tests: a disk makes each of their commits wait, and keeps nothing that they need. */
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

const SHARED_MEMORY = "/dev/shm";
/** Ten times what a run of all suites keeps at once. */
const NEEDED_BYTES = 1024 ** 3;

/** Sets TMPDIR, which child processes inherit, to a new folder in memory until this process ends. Without room it stays. */
export function useMemoryFolder(): void {
  if (Math.min(freeBytes(), freemem()) < NEEDED_BYTES) return;
  const folder = mkdtempSync(join(SHARED_MEMORY, "playpark-"));
  process.env.TMPDIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}

/** Free bytes of the shared memory; 0 where the system has none. */
function freeBytes(): number {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
