/** Memory storage: keeps changes while the page is open, for tests and for gates that may forget. */

import type { Change, GateStorage } from "./memory.ts";

export function memoryStorage(): GateStorage {
  let changes: Change[] = [];
  return {
    load: async () => structuredClone(changes),
    append: async (change) => {
      changes.push(structuredClone(change));
    },
    replace: async (snapshot) => {
      changes = [structuredClone(snapshot)];
    },
  };
}
