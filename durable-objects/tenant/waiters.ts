/** Requests of a tenant that wait for events: a bounded number at once, each until its own time. */

import { loadWaiters, saveWaiters, type Waiter } from "./storage.ts";

/** Adds a waiting request; false if `most` others wait. `now` is epoch ms. */
export function addWaiter(storage: DurableObjectStorage, waiter: Waiter, most: number, now: number): boolean {
  const others = loadWaiters(storage).filter(({ id, until }) => id !== waiter.id && until > now);
  if (others.length >= most) return false;
  saveWaiters(storage, [...others, waiter]);
  return true;
}

/** Removes a request whose wait is over. */
export function removeWaiter(storage: DurableObjectStorage, id: string, now: number): void {
  const waiters = loadWaiters(storage);
  saveWaiters(
    storage,
    waiters.filter((waiter) => waiter.id !== id && waiter.until > now),
  );
}
