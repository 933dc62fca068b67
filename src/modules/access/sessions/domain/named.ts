/** People whom a device names in handed-in work: each is believed if they may have been logged in there (rule O7). */

import type { PersonDoubt } from "../../../../shared/handed-in.ts";
import { DAY_MS } from "../../../../shared/time.ts";
import { SESSION_LIFE_MS } from "./refresh.ts";

/** A session within a day of the moment counts, because a shift may begin while the device is offline. */
const AROUND_MS = DAY_MS;

/** How long after its opening work of a session may be handed in. */
export const SESSION_KEPT_MS = SESSION_LIFE_MS + 32 * DAY_MS;

/** The span that a session must touch to count for a moment, and the time after which it must be opened; epoch ms. */
export function sessionSpan(at: number): { from: number; to: number; opened_after: number } {
  return { from: at - AROUND_MS, to: at + AROUND_MS, opened_after: at - AROUND_MS - SESSION_LIFE_MS };
}

/** The doubts about a named person; none about one who works there and was logged in on the device. */
export function doubtsAbout(person: { works_here: boolean; was_here: boolean } | undefined): PersonDoubt[] {
  if (!person) return ["unknown_person"];
  if (!person.works_here) return ["not_of_store"];
  return person.was_here ? [] : ["no_session"];
}
