/** Tests of the sums over a fleet. */

import { expect, test } from "vitest";
import { sumUpStore } from "../../../../src/modules/operations/fleet/domain/sums.ts";

test("[D3] a store's devices are counted by type and status, and each active one is online, offline or never seen", () => {
  const counts = [
    { store_id: "S", type: "GATE", status: "active", count: 3 },
    { store_id: "S", type: "GATE", status: "revoked", count: 1 },
    { store_id: "T", type: "POS", status: "active", count: 9 },
  ] as const;
  const gate = { store_id: "S", type: "GATE" } as const;
  const signed = [
    { ...gate, device_id: "a", last_seen_at: 900, last_heartbeat: { queue_depth: 4 } },
    { ...gate, device_id: "b", last_seen_at: 100, last_heartbeat: { queue_depth: null } },
    { ...gate, device_id: "c", last_seen_at: null, last_heartbeat: null },
    { store_id: "T", type: "POS", device_id: "d", last_seen_at: 1, last_heartbeat: { queue_depth: 9 } },
  ] as const;
  expect(sumUpStore("S", counts, signed, new Set(["b"]))).toEqual({
    devices: [
      {
        ...{ type: "GATE", pending: 0, active: 3, suspended: 0, revoked: 1 },
        ...{ online: 1, offline: 1, never_seen: 1 },
      },
    ],
    oldest_sign_at: 100,
    queue_depth: 4,
  });
  expect(sumUpStore("U", counts, signed, new Set())).toEqual({ devices: [], oldest_sign_at: null, queue_depth: 0 });
});
