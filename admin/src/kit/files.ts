/** Files of the API: papers as PDF, and lists as CSV. */
import { client } from "../client/client.gen.ts";

/** A reply as a file. Error: the API's refusal. */
export async function fetchFile(url: string, query: object): Promise<Blob> {
  const { data } = await client.get({ url, query: { ...query }, parseAs: "blob", throwOnError: true });
  return data as Blob;
}
