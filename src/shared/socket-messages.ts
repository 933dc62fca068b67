/** The messages that arrive on a socket, of a device or a screen: their rate, their size, and their form as JSON. */

import { accept, type Result, refuse } from "./result.ts";

const FLOOD_MESSAGES = 60;
const FLOOD_WINDOW_MS = 10_000;

/** The times of recent messages plus this one, or null when it is one too many. */
export function countMessage(recent: readonly number[], now: number): number[] | null {
  const counted = [...recent.filter((at) => at > now - FLOOD_WINDOW_MS), now];
  return counted.length > FLOOD_MESSAGES ? null : counted;
}

/** The reasons to close a socket whose message is no JSON object of the size that it may have. */
type Unread = "binary" | "too_large" | "junk";

/** Reads a message of at most `max_bytes` as a JSON object; `closings` has the texts of a refusal. */
export function readObject(
  raw: string | ArrayBuffer,
  max_bytes: number,
  closings: Record<"binary" | "too_large", { reason: string }>,
): Result<Record<string, unknown>, { closing: Unread; message: string }> {
  if (typeof raw !== "string") return refuse({ closing: "binary", message: closings.binary.reason });
  if (raw.length > max_bytes || new TextEncoder().encode(raw).length > max_bytes)
    return refuse({ closing: "too_large", message: closings.too_large.reason });
  let message: unknown;
  try {
    message = JSON.parse(raw);
  } catch {
    return refuse({ closing: "junk", message: "The message is not JSON. Send JSON text." });
  }
  if (typeof message !== "object" || message === null || Array.isArray(message))
    return refuse({ closing: "junk", message: "The message is not an object. Send {type, …}." });
  return accept(message as Record<string, unknown>);
}
