/** File storage for Node: stores changes as JSON lines; an acknowledged change survives kill -9 and a loss of power. */

import { type FileHandle, open, readFile, rename, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { Change, GateStorage } from "./memory.ts";

/**
 * One file is for one gate at a time. It has guests' codes that wait to be handed in, so nobody else may read it. Call
 * `close` before the same process opens the path again.
 */
export function fileStorage(path: string): GateStorage & { close(): Promise<void> } {
  let file: FileHandle | undefined;
  let last: Promise<unknown> = Promise.resolve();
  /** Runs work one after another, in order; a failure does not stop the next. */
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const append = async (change: Change) => {
    file ??= await open(path, "a", 0o600);
    const { size } = await file.stat();
    try {
      await file.appendFile(`${JSON.stringify(change)}\n`);
      await file.datasync();
    } catch (error) {
      // A partial line would damage the next one.
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  };
  const replace = async (snapshot: Change) => {
    const fresh = `${path}.new`;
    const written = await open(fresh, "w", 0o600);
    try {
      await written.writeFile(`${JSON.stringify(snapshot)}\n`);
      await written.sync();
    } finally {
      await written.close();
    }
    await rename(fresh, path);
    await syncFolder(dirname(path));
    await file?.close();
    file = undefined;
  };
  return {
    load: () => inTurn(() => load(path)),
    append: (change) => inTurn(() => append(change)),
    replace: (snapshot) => inTurn(() => replace(snapshot)),
    close: () =>
      inTurn(async () => {
        await file?.close();
        file = undefined;
      }),
  };
}

/** Reads all changes. A last line without its end was never acknowledged, and is cut off. */
async function load(path: string): Promise<Change[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) await truncate(path, end);
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Change;
    } catch {
      throw new Error(`${path}: line ${index + 1} is damaged. Move the file away; the gate then reads its list again.`);
    }
  });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
