/** Whether a device was in contact at some moment: what it hands in from before then, it could have handed in then (rule O4). */

import { MINUTE_MS } from "../../../../shared/time.ts";

/** For so long after a device is back it may still be handing in what an outage kept. */
const HANDING_IN_MS = 15 * MINUTE_MS;

/** Recent moments of contact, a minute or more apart, oldest first: one from before `HANDING_IN_MS`, and those since. */
export type Contacts = readonly number[];

/** The contacts with one more, at `now`. */
export function addContact(contacts: Contacts, now: number): Contacts {
  const last = contacts.at(-1);
  if (last !== undefined && now - last < MINUTE_MS && now >= last) return contacts;
  // A clock that was put back leaves nothing in the future.
  const known = contacts.filter((at) => at < now);
  const settled = known.filter((at) => at <= now - HANDING_IN_MS).slice(-1);
  return [...settled, ...known.filter((at) => at > now - HANDING_IN_MS), now];
}

/** The last contact before the one that the device may be handing in at `now`; null for none. */
export function contactBefore(contacts: Contacts, now: number): number | null {
  return contacts.findLast((at) => at <= now - HANDING_IN_MS) ?? null;
}
