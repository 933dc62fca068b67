/** Pauses of long work: the local runtime reads its sockets and clock only when it has nothing else to do. */

/** Resolves after waiting callers were served. Without it they wait for seconds, and are then cut off. */
export function letOthersBeHeard(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
