/** Locks of this isolate: sockets that were open when their session was locked or ended forward nothing more. */

const MOST = 10_000;

const locked = new Map<string, number>();
let count = 0;
/** Locks up to this one are forgotten: a session without one counts as locked then. */
let forgotten = 0;

/** Notes that a session is locked or has ended. */
export function noteLock(session_id: string): void {
  if (locked.size >= MOST) {
    locked.clear();
    forgotten = count;
  }
  count += 1;
  locked.set(session_id, count);
}

/** Answers later whether the session was locked since now. */
export function watchLock(session_id: string): () => boolean {
  const begun = count;
  return () => (locked.get(session_id) ?? forgotten) > begun;
}
