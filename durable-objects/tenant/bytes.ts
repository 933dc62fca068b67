/** The bytes that a tenant's callers sent on a day; the owner is told of too many, once a day (rule T9). */

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
 * Adds bytes to those of today; `now` is epoch ms of the world's clock. When they first exceed the limit in a day, an event
 * tells the owner; nothing is refused. If the alert could not be written, the next call makes it again.
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
