/** The bytes that a tenant's callers handed in on a day: the first time that they are too many, its owner is told (rule T9). */

import type { Env } from "../../src/env.ts";
import { BYTES_ALERT } from "../../src/modules/operations/audits/events.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { addBytes } from "../../src/shared/rates.ts";
import { loadBytes, saveBytes } from "./storage.ts";

export interface NotedBytes {
  tenant_id: string;
  bytes: number;
  limit: number;
}

/**
 * Adds bytes to those of today; `now` is epoch ms of the world's clock. The first time in a day that they are more than the
 * limit, the owner is told by an event; nothing is refused. Of an alert that could not be written the next note makes another.
 */
export async function noteBytes(
  state: DurableObjectState,
  env: Env,
  { tenant_id, bytes: added, limit }: NotedBytes,
  now: number,
): Promise<void> {
  const { storage } = state;
  const { bytes: before, alerted_on } = loadBytes(storage);
  const bytes = addBytes(before, added, now);
  saveBytes(storage, { bytes, alerted_on });
  if (bytes.used <= limit || alerted_on === bytes.day) return;
  saveBytes(storage, { bytes, alerted_on: bytes.day });
  const ctx = asTenant(
    systemContext(env, "tenant", (work) => state.waitUntil(work)),
    tenant_id,
  );
  const subject = ["tenant", tenant_id] as const;
  const data = { bytes: bytes.used, limit };
  await commit(ctx, {
    writes: [],
    audit: [{ event: BYTES_ALERT.type, subject, changes: data }],
    events: [BYTES_ALERT.of(subject, data)],
  }).catch((error) => {
    saveBytes(storage, { ...loadBytes(storage), alerted_on });
    throw error;
  });
}
