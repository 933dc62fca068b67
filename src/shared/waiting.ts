/** A change that waits is in force from its own moment on, whoever is there to see it: readers decide, and no alarm is trusted. */

/** What holds from a moment on (epoch ms); `next` is null where nothing holds from then on. */
export interface Waiting<Value> {
  next: Value | null;
  next_from: number;
}

export interface Standing<Value> {
  value: Value | null;
  waiting: Waiting<Value> | null;
}

/** What holds at a moment (epoch ms), and what still waits then. */
export function standingAt<Value>(row: Standing<Value>, now: number): Standing<Value> {
  const { waiting } = row;
  return waiting && waiting.next_from <= now ? { value: waiting.next, waiting: null } : row;
}
