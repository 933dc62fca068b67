/** Report of a device's wrong clock to D1, once, with audit and event (rule O4). */

import type { Env } from "../../src/env.ts";
import { DEVICE_EVENTS } from "../../src/modules/access/devices/events.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import type { DeviceFacts } from "./storage.ts";

/** Records that the device's clock is off by more than allowed. `at` is epoch ms. */
export async function reportSkew(
  env: Env,
  { tenant_id, device_id, store_id }: DeviceFacts,
  skew: { offset_ms: number; at: number },
  waitUntil: (work: Promise<unknown>) => void,
): Promise<void> {
  const { offset_ms, at } = skew;
  const actor = { kind: "device", id: device_id } as const;
  const ctx = asTenant(systemContext(env, "device", waitUntil), tenant_id, { actor });
  const entry = { subject: ["device", device_id] as const, store_id, at };
  await commit(ctx, {
    writes: [],
    audit: [{ ...entry, event: DEVICE_EVENTS.skewed.type, changes: { offset_ms }, device_id }],
    events: [DEVICE_EVENTS.skewed.of(entry.subject, { device_id, offset_ms }, { store_id, at })],
  });
}
