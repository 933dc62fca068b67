/** Keys of acts: the same key sent again repeats no act. */

export function newKey(): string {
  return crypto.randomUUID();
}
