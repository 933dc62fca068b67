/** An object's alarm can be lost: one that is missing, or was due long ago, is set anew. */

/** An alarm that has not come so long after its time is lost, and no longer only late. */
export const LOST_AFTER_MS = 5_000;

/** Whether an alarm that was set for `due` may still come by `by`; both epoch ms. */
export function willCome(due: number | null, by: number, now: number): due is number {
  return due !== null && due <= by && due > now - LOST_AFTER_MS;
}

/**
 * Sees that the object's alarm comes by a moment, and leaves one that will come sooner. Answers when it is due. No answer
 * waits for the write: who cannot bear to lose it awaits `storage.sync()`.
 */
export async function wakeBy(storage: DurableObjectStorage, by: number): Promise<number> {
  const due = await storage.getAlarm();
  if (willCome(due, by, Date.now())) return due;
  await storage.setAlarm(by, { allowUnconfirmed: true });
  return by;
}
