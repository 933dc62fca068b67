/** The data folder: all local state with its own secrets, readable by its owner only and used by one server at a time. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { CommandError } from "./command-error.ts";

interface Secrets {
  AUTH_KEYS: string;
  TICKET_KEYS: string;
  PIN_PEPPER: string;
  SECRET_KEYS: string;
  SESSION_KEY: string;
}

export interface DataFolder {
  state_dir: string;
  secrets: Secrets;
  /** True if the state is there, and its first seed was finished. */
  isMade(): boolean;
  /** True if the state is new, or if its first seed was interrupted. The state of an interrupted seed is deleted first. */
  beginSeed(): boolean;
  finishSeed(): void;
  /** The schema that the state was last prepared for; empty if none is known. */
  schema(): string;
  noteSchema(schema: string): void;
  close(): void;
}

export function openDataFolder(data_dir: string): DataFolder {
  mkdirSync(data_dir, { recursive: true, mode: 0o700 });
  chmodSync(data_dir, 0o700);
  const pid_file = join(data_dir, "server.pid");
  lock(pid_file, data_dir);
  const close = () => rmSync(pid_file, { force: true });
  process.once("exit", close);
  const state_dir = join(data_dir, "state");
  const unfinished_file = join(data_dir, "unfinished");
  const schema_file = join(data_dir, "schema");
  const isMade = () => existsSync(state_dir) && !existsSync(unfinished_file);
  return {
    state_dir,
    secrets: readSecrets(join(data_dir, "secrets.json")),
    isMade,
    beginSeed() {
      if (isMade()) return false;
      writePrivateFile(unfinished_file, "The first start is not finished yet.\n");
      rmSync(state_dir, { recursive: true, force: true });
      return true;
    },
    finishSeed() {
      rmSync(unfinished_file);
    },
    schema: () => (existsSync(schema_file) ? readFileSync(schema_file, "utf8").trim() : ""),
    noteSchema: (schema) => writePrivateFile(schema_file, `${schema}\n`),
    close() {
      process.off("exit", close);
      close();
    },
  };
}

/** Writes a file atomically; only its owner may read it. */
export function writePrivateFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

function readSecrets(file: string): Secrets {
  const key = () => randomBytes(32).toString("base64");
  const fresh: Secrets = {
    AUTH_KEYS: JSON.stringify({ a1: key() }),
    TICKET_KEYS: JSON.stringify({ 1: key() }),
    PIN_PEPPER: key(),
    SECRET_KEYS: JSON.stringify({ s1: key() }),
    SESSION_KEY: key(),
  };
  const known: Partial<Secrets> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const secrets = { ...fresh, ...known };
  // A folder of an earlier release lacks newer secrets.
  if (Object.keys(known).length < Object.keys(fresh).length)
    writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

function lock(pid_file: string, data_dir: string): void {
  const owner = existsSync(pid_file) ? Number(readFileSync(pid_file, "utf8")) : 0;
  if (owner && owner !== process.pid && commandOf(owner).startsWith("node")) {
    throw new CommandError(
      `The data folder ${data_dir} is in use by process ${owner}; stop it or choose another folder with PLAYPARK_DATA.`,
    );
  }
  rmSync(pid_file, { force: true });
  writeFileSync(pid_file, `${process.pid}\n`, { flag: "wx" });
}

/** The name of a process's program; empty if the process has ended. */
function commandOf(pid: number): string {
  try {
    if (process.platform === "linux") return basename(readlinkSync(`/proc/${pid}/exe`));
    return basename(execFileSync("ps", ["-p", String(pid), "-o", "comm="], { encoding: "utf8" }).trim());
  } catch {
    return "";
  }
}
