/** Waiting changes: a change is in force from its own moment on. Readers decide by the time, so no alarm is needed. */

/** The value from a moment on (epoch ms); `next` is null if there is no value from then on. */
export interface Waiting<Value> {
  next: Value | null;
  next_from: number;
}

export interface Standing<Value> {
  value: Value | null;
  waiting: Waiting<Value> | null;
}

/** The value at a moment (epoch ms), and the change that still waits then. */
export function standingAt<Value>(row: Standing<Value>, now: number): Standing<Value> {
  const { waiting } = row;
  return waiting && waiting.next_from <= now ? { value: waiting.next, waiting: null } : row;
}
