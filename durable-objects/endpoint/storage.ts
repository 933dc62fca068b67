/** Storage of an endpoint's object: its health, in one row. */

import type { Health } from "../../src/modules/operations/webhooks/domain/health.ts";

const HEALTH = "health";

export function loadHealth(storage: DurableObjectStorage): Health | undefined {
  return storage.kv.get<Health>(HEALTH);
}

export function saveHealth(storage: DurableObjectStorage, health: Health): void {
  storage.kv.put(HEALTH, health);
}
