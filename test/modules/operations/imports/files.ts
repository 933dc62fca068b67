/** Files of imports in tests: their upload, dry run and run, and files as each system writes them. */

import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { runPage } from "../../../../src/modules/operations/imports/service/run.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { type Client, newPark, type TestPark, until } from "../../../support/park.ts";

export const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Uploads a file, and does the dry run with the proposed columns. */
export async function checked(client: Client, kind: string, text: string) {
  const sent = await client.post("/imports", { kind, file_name: "file.csv", content: base64(text) });
  expect(sent.status, sent.text).toBe(201);
  const { import_id, mapping } = sent.data;
  const mapped = await client.call("PUT", `/imports/${import_id}/mapping`, { mapping });
  expect(mapped.status, mapped.text).toBe(200);
  return mapped.data;
}

/** The same, and runs it to its end. */
export async function imported(client: Client, kind: string, text: string) {
  const { import_id } = await checked(client, kind, text);
  expect((await client.post(`/imports/${import_id}/start`)).status).toBe(200);
  return finished(client, import_id);
}

export async function finished(client: Client, import_id: string) {
  const read = async () => (await client.get(`/imports/${import_id}`)).data;
  await until(async () => (await read()).status === "finished");
  return read();
}

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
