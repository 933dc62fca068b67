/** An audit row's changes fit into its row, whatever an act was told: what is too large is told by its hash and size (rule T9). */

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

/** A character of a text has at most three bytes in UTF-8, so what is this short fits. */
const SURELY_FITS_CHARS = CHANGES_BYTES / 3;

/**
 * Changes as they are stored: themselves as a rule. No act is refused for what it changes. `beside` is small, is never left
 * out, and nothing of the same name takes its place.
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
