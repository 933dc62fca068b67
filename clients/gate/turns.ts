/** Work that many ask for is done for all of them together, and never twice at a time. */

/** Who asks while it runs gets the next run, together with all others who ask meanwhile. */
export function oneAtATime<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | null = null;
  return () => {
    if (next) return next;
    const mine = last.then(() => {
      next = null;
      return work();
    });
    next = mine;
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Half of it to all of it, so that many gates do not come back in the same moment. */
export function jittered(delay_ms: number): number {
  return delay_ms * (0.5 + Math.random() / 2);
}
