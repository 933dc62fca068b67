/** Shared work: one run serves all callers, and no two runs overlap. */

/** Makes work shared: callers during a run all get the next run. */
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

/** A random delay from half to all of `delay_ms`, so that many gates do not return at the same moment. */
export function jittered(delay_ms: number): number {
  return delay_ms * (0.5 + Math.random() / 2);
}
