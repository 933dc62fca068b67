/** The product's Worker without linking of the audit; the difference is the cost of the chain. */

import type { Env } from "../src/env.ts";
import { readChain } from "../src/platform/db/chain.ts";
import { openDatabase } from "../src/platform/db/session.ts";
import product from "../src/worker.ts";
import { asDeployed } from "./queues.ts";

export * from "../src/worker.ts";

const PAGE = 2_500;
const nobody = { wake: async () => Number.MAX_SAFE_INTEGER };
const withoutSealer = (env: Env): Env => ({ ...env, TENANT: { getByName: () => nobody } as unknown as Env["TENANT"] });

/** Reads a tenant's rows page by page and hashes each once: the least work of verifying a chain. */
async function hashRows(env: Env, tenant_id: string): Promise<number> {
  const db = openDatabase(env, tenant_id);
  const encoder = new TextEncoder();
  for (let hashed = 0; ; ) {
    const { rows, more } = await readChain(db, hashed + 1, PAGE);
    for (const row of rows) await crypto.subtle.digest("SHA-256", encoder.encode(JSON.stringify(row)));
    hashed += rows.length;
    if (!more) return hashed;
  }
}

export default {
  async fetch(request, env, execution) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/hash-rows") return product.fetch(request, withoutSealer(env), execution);
    return Response.json({ ok: true, data: { checked: await hashRows(env, searchParams.get("tenant_id") ?? "") } });
  },
  queue: (batch, env, execution) => product.queue(asDeployed(batch), withoutSealer(env), execution),
} satisfies ExportedHandler<Env, { tenant_id: string; webhook_id?: string }>;
