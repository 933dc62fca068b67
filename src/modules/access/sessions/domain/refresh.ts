/** How long a session lasts, and what its refresh token is worth (rule T4). */

import { DAY_MS } from "../../../../shared/time.ts";

/** A session that nobody ended lasts as long as its refresh token. */
export const SESSION_LIFE_MS = 30 * DAY_MS;

/** How long the last rotation answers the same pair again, in ms: for whom the answer was lost, or who asked twice at once. */
const REPEATED_FOR_MS = 30_000;

/**
 * What a refresh token is worth (rule T4). The one that the last rotation used up is answered that rotation's pair for 30
 * seconds; any other that was used before ends the family. Moments are epoch ms of the world's clock.
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
