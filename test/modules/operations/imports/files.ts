/** Files of imports in tests: what a file's run leaves, and a run by hand. */

import { env } from "cloudflare:workers";
import { seedContext } from "../../../../local/park.ts";
import { runPage } from "../../../../src/modules/operations/imports/service/run.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { checked } from "../../../support/imports.ts";
import { type Client, newPark, type TestPark } from "../../../support/park.ts";

export { base64, checked, finished, imported } from "../../../support/imports.ts";

export const GUEST_HEADER = "Customer ID,Customer name,Email,Phone,Customer code,Points balance,Note";

/** A park with a started import of so many customers that nobody drains; its pages are done by the test. */
export async function startedByHand(
  count: number,
): Promise<{ park: TestPark; owner: Client; import_id: string; page: (n: number) => Promise<void> }> {
  const park = await newPark();
  const owner = await park.person("owner");
  const rows = Array.from({ length: count }, (_, n) => `k${n},Guest ${n},,,,0,`);
  const { import_id } = await checked(owner, "customers", [GUEST_HEADER, ...rows].join("\n"));
  await env.DB.prepare(
    "UPDATE imports SET status = 'running', created = 0, failed = 0, started_at = 1, kept_until = NULL WHERE tenant_id = ?",
  )
    .bind(park.tenant_id)
    .run();
  return { park, owner, import_id, page: (n) => runPage(asTenant(seedContext(env), park.tenant_id), import_id, n) };
}

/** The names of an import's files in the bucket. */
export async function filesOf(import_id: string): Promise<string[]> {
  const { objects } = await env.BUCKET.list({ prefix: "imports/" });
  return objects.map(({ key }) => key).filter((key) => key.includes(import_id));
}
