/** Pauses of long work: one machine's runtime reads its sockets and its clock only once nothing is left to do. */

/** Ends once callers who wait have been heard. Without it they wait for seconds, and are then cut off. */
export function letOthersBeHeard(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
