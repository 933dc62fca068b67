/** Helpers of tests of imports: files that are uploaded, checked and run. */

import { type Client, type TestPark, until } from "./park.ts";

export const base64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Uploads a file, and does the dry run with the proposed columns. */
export async function checked(client: Client, kind: string, text: string, store_id: string | null = null) {
  const sent = await client.post("/imports", { kind, store_id, file_name: "file.csv", content: base64(text) });
  if (sent.status !== 201) throw new Error(sent.text);
  const { import_id, mapping } = sent.data;
  const mapped = await client.call("PUT", `/imports/${import_id}/mapping`, { mapping });
  if (mapped.status !== 200) throw new Error(mapped.text);
  return mapped.data;
}

/** The same, and runs it to its end. */
export async function imported(client: Client, kind: string, text: string, store_id: string | null = null) {
  const { import_id } = await checked(client, kind, text, store_id);
  const started = await client.post(`/imports/${import_id}/start`);
  if (started.status !== 200) throw new Error(started.text);
  return finished(client, import_id);
}

export async function finished(client: Client, import_id: string) {
  const read = async () => (await client.get(`/imports/${import_id}`)).data;
  await until(async () => (await read()).status === "finished");
  return read();
}

/** Imports tickets of the park's store: lines of code, package, uses left, first and last day. */
export async function importTickets(park: TestPark, lines: readonly string[]) {
  const owner = await park.person("owner");
  const text = ["Code,Package,Uses left,Valid from,Valid to", ...lines].join("\n");
  return imported(owner, "tickets", text, park.store_id);
}
