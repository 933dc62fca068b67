/** Files of the API: papers as PDF, and lists as CSV. */
import { client } from "../client/client.gen.ts";

/** A reply as a file. Error: the API's refusal. */
export async function fetchFile(url: string, query: object): Promise<Blob> {
  const { data } = await client.get({ url, query: { ...query }, parseAs: "blob", throwOnError: true });
  return data as Blob;
}

/** The rows of a text of CSV that begins with a line end or the names: line ends inside quotes are part of a cell. */
export function countCsvRows(text: string): number {
  const outside = text.split('"').filter((_, index) => index % 2 === 0);
  return outside.reduce((rows, part) => rows + part.split("\r\n").length - 1, 0);
}

/** The reply of a route that draws its body, as a file. Error: the API's refusal. */
export async function postFile(url: string, body: object, query: object): Promise<Blob> {
  const headers = { "Content-Type": "application/json" };
  const { data } = await client.post({ url, body, headers, query: { ...query }, parseAs: "blob", throwOnError: true });
  return data as Blob;
}
