/** Alarms of objects: an alarm can be lost, so one that is missing or long overdue is set again. */

/** An alarm that is later than this is lost, not just late. */
export const LOST_AFTER_MS = 5_000;

/** Whether an alarm that is set for `due` may still come by `by`; both epoch ms. */
export function willCome(due: number | null, by: number, now: number): due is number {
  return due !== null && due <= by && due > now - LOST_AFTER_MS;
}

/**
 * Makes sure that the object's alarm comes by a moment, and keeps one that will come sooner. Returns when it is due. No
 * reply waits for the write: a caller that must not lose it awaits `storage.sync()`.
 */
export async function wakeBy(storage: DurableObjectStorage, by: number): Promise<number> {
  const due = await storage.getAlarm();
  if (willCome(due, by, Date.now())) return due;
  await storage.setAlarm(by, { allowUnconfirmed: true });
  return by;
}
