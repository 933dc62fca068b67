/** Changes of audit rows: they always fit into the row; a value that is too large is replaced by its hash and size (rule T9). */

import {
  bytesOf,
  CHANGES_BYTES,
  type Digest,
  jsonBytes,
  tooLarge,
  valueAt,
  withDigests,
} from "../../shared/changes.ts";
import { hex, sha256 } from "../crypto/secrets.ts";

type Changes = Record<string, unknown>;

/** A UTF-16 unit has at most three bytes in UTF-8, so a text this short always fits. */
const SURELY_FITS_CHARS = CHANGES_BYTES / 3;

/**
 * Changes in stored form, usually unchanged. No act is refused for the size of its changes. `beside` is small, is always
 * included, and wins over a change of the same name.
 */
export async function boundedChanges(changes: Changes, beside: Changes = {}): Promise<Changes> {
  const chars = JSON.stringify(changes).length + JSON.stringify(beside).length;
  if (chars <= SURELY_FITS_CHARS) return { ...changes, ...beside };
  const paths = tooLarge(changes, CHANGES_BYTES - jsonBytes(beside));
  if (paths === undefined) return { ...(await digestOf(changes)), ...beside };
  const digests = await Promise.all(paths.map(async (path) => [path, await digestOf(valueAt(changes, path))] as const));
  return { ...withDigests(changes, digests), ...beside };
}

async function digestOf(value: unknown): Promise<Digest> {
  const text = JSON.stringify(value);
  return { sha256: hex(await sha256(text)), bytes: bytesOf(text) };
}
