/** Storage of a throttle: the moments of recent calls, a row per bucket. */

export function loadCalls(storage: DurableObjectStorage, bucket: string): number[] {
  return storage.kv.get<number[]>(bucket) ?? [];
}

export function saveCalls(storage: DurableObjectStorage, bucket: string, calls: number[]): void {
  storage.kv.put(bucket, calls);
}

export function forgetAll(storage: DurableObjectStorage): Promise<void> {
  return storage.deleteAll();
}
