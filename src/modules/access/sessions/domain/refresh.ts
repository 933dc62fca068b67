/** Life of a session and of its refresh token (rule T4). */

import { DAY_MS } from "../../../../shared/time.ts";

/** A session lasts as long as its refresh token, unless it is ended. */
export const SESSION_LIFE_MS = 30 * DAY_MS;

/**
 * How long a repeat of the last rotation gets the same pair, in ms: the answer was lost, or two requests came at once.
 */
const REPEATED_FOR_MS = 30_000;

/**
 * Decides the use of a refresh token (rule T4). The token that the last rotation used gets that rotation's pair for 30
 * seconds; any other used token ends the family. Moments are epoch ms of the world's clock.
 */
export function decideRefresh(
  session: { generation: number; renewed_at: number } | undefined,
  generation: number,
  now: number,
): "renew" | "repeat" | "end" | "unknown" {
  if (!session) return "unknown";
  if (session.generation === generation) return "renew";
  const is_last = generation === session.generation - 1;
  return is_last && now - session.renewed_at <= REPEATED_FOR_MS ? "repeat" : "end";
}
