/** Whom a device names when it hands in what happened: believed when they can have been there (rule O7). */

import type { PersonDoubt } from "../../../../shared/handed-in.ts";
import { DAY_MS } from "../../../../shared/time.ts";
import { SESSION_LIFE_MS } from "./refresh.ts";

/** A shift may begin while the device cannot ask: a session within a day of the moment counts. */
const AROUND_MS = DAY_MS;

/** For so long after its opening something may be handed in of a session. */
export const SESSION_KEPT_MS = SESSION_LIFE_MS + 32 * DAY_MS;

/** The span that a session must touch, and after which it must have been opened, to count for a moment; epoch ms. */
export function sessionSpan(at: number): { from: number; to: number; opened_after: number } {
  return { from: at - AROUND_MS, to: at + AROUND_MS, opened_after: at - AROUND_MS - SESSION_LIFE_MS };
}

/** What speaks against a person who is named; nothing for one who works there and was logged in on the device. */
export function doubtsAbout(person: { works_here: boolean; was_here: boolean } | undefined): PersonDoubt[] {
  if (!person) return ["unknown_person"];
  if (!person.works_here) return ["not_of_store"];
  return person.was_here ? [] : ["no_session"];
}
