/** Decides a device's last contact: it could have handed in earlier records then, so they are doubtful now (rule O4). */

import { MINUTE_MS } from "../../../../shared/time.ts";

/** A device that is back may be handing in the records of an outage for this long. */
const HANDING_IN_MS = 15 * MINUTE_MS;

/** Recent times of contact, at least a minute apart, oldest first: one from before `HANDING_IN_MS`, and those since. */
export type Contacts = readonly number[];

/** The contacts plus one at `now`. */
export function addContact(contacts: Contacts, now: number): Contacts {
  const last = contacts.at(-1);
  if (last !== undefined && now - last < MINUTE_MS && now >= last) return contacts;
  // A clock that was set back leaves no contact in the future.
  const known = contacts.filter((at) => at < now);
  const settled = known.filter((at) => at <= now - HANDING_IN_MS).slice(-1);
  return [...settled, ...known.filter((at) => at > now - HANDING_IN_MS), now];
}

/** The last contact before the one in which the device may be handing in at `now`; null for none. */
export function contactBefore(contacts: Contacts, now: number): number | null {
  return contacts.findLast((at) => at <= now - HANDING_IN_MS) ?? null;
}
