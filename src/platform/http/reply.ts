/**
 * Replies: a use-case's value is sent as JSON in the envelope, as a file, as CSV, or as 304 if the client has it
 * already.
 */

import * as z from "zod";
import { AppError, errors } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";
import { base64url, sha256 } from "../crypto/secrets.ts";
import { zonesOfStores } from "../db/store-zones.ts";
import type { Context } from "./context.ts";
import type { Contract, FileReply } from "./contract.ts";
import { type Column, csvBody, csvPart } from "./csv.ts";
import { jsonResponse, type Moment, successText } from "./envelope.ts";
import { scriptlessPage } from "./headers.ts";

/** The data of a reply, with only the fields that the contract names; times become ISO text here. */
function dataOf(contract: Contract, value: unknown): unknown {
  if (!contract.list) return z.encode(contract.reply, value as never);
  return (value as Page<never>).items.map((item) => z.encode(contract.reply, item));
}

/** The body of a success. */
export function render(contract: Contract, moment: Moment, value: unknown): string {
  const data = dataOf(contract, value);
  if (!contract.list) return successText(moment, data);
  const { next_cursor, has_more } = value as Page<never>;
  return successText(moment, data, { next_cursor, has_more });
}

/** The response for a file. */
export function fileResponse({ content_type, body, filename, pages, to_read, for_ever }: FileReply): Response {
  const headers = new Headers({ "content-type": content_type });
  if (filename) headers.set("content-disposition", `inline; filename="${filename}"`);
  if (pages !== undefined) headers.set("x-pages", String(pages));
  if (for_ever) {
    headers.set("cache-control", "public, max-age=31536000, immutable");
    headers.set("cross-origin-resource-policy", "cross-origin");
  }
  if (typeof body !== "string" || !content_type.startsWith("text/html")) return new Response(body, { headers });
  const { html, policy } = scriptlessPage(body, to_read ? "to_read" : "to_print");
  headers.set("content-security-policy", policy);
  return new Response(html, { headers });
}

/**
 * A whole list as CSV, or with `part` its rows from that cursor on, read page by page.
 * Errors: E_VALIDATION for a list that is too long; E_AMOUNTS_HIDDEN.
 */
export async function csvResponse(
  contract: Contract,
  { db }: Pick<Context, "db">,
  readPage: (place: object) => Promise<Page<never>>,
  part?: { cursor: string | undefined },
): Promise<Response> {
  const row = contract.sheet?.row ?? contract.reply;
  const encodedPage = async (place: object) => {
    const page = await readPage(place);
    // A reader would add up a sheet with missing amounts as if it were complete.
    if (page.items.some((item: { amounts_hidden?: boolean }) => item.amounts_hidden))
      throw new AppError(errors.amounts_hidden);
    return { ...page, items: page.items.map((item) => z.encode(row, item)) };
  };
  const [noun = "list", report] = contract.path.split("/").filter(Boolean);
  const filename = `${contract.sheet ? report : noun}.csv`;
  const zones = await zonesOfStores(db);
  const zoneOf = (store_id: unknown) => zones.get(store_id as string) ?? zones.get(null) ?? "UTC";
  const columns = (contract.csv ?? []).map((path) => ({ path, kind: kindAt(row, path) }));
  const headers = new Headers({
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `inline; filename="${filename}"`,
  });
  if (!part) return new Response(await csvBody(encodedPage, columns, zoneOf), { headers });
  const { text, next } = await csvPart(encodedPage, columns, zoneOf, part.cursor);
  if (next !== null) headers.set("x-cursor", next);
  return new Response(text, { headers });
}

/** The kind of value at a dotted path of a contract's reply. A month counts as a date. */
function kindAt(reply: z.ZodType, path: string): Column["kind"] {
  const schema = path.split(".").reduce<z.core.$ZodType | undefined>((outer, name) => {
    const inner = outer && bare(outer);
    if (inner instanceof z.ZodArray) return inner.element;
    return inner instanceof z.ZodObject ? inner.shape[name] : undefined;
  }, reply);
  const inner = schema && bare(schema);
  if (inner instanceof z.ZodCodec && inner.def.in instanceof z.ZodISODateTime) return "time";
  return inner instanceof z.ZodISODate || path === "month" ? "date" : "text";
}

/** A schema without its nullable and optional wrappers. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodNullable || schema instanceof z.ZodOptional ? bare(schema.unwrap()) : schema;
}

/** A reply with an ETag: 304 when the client has the same content (RFC 9110, If-None-Match). */
export async function taggedResponse(
  contract: Contract,
  request: Request,
  value: unknown,
  text: string,
): Promise<Response> {
  const page = contract.list ? (value as Page<never>).next_cursor : null;
  const digest = await sha256(JSON.stringify([dataOf(contract, value), page]));
  const etag = `"${base64url(digest.subarray(0, 16))}"`;
  const headers = { etag, "cache-control": "private, no-cache", vary: "authorization" };
  const held = (request.headers.get("if-none-match") ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  if (held.includes(etag) || held.includes("*")) return new Response(null, { status: 304, headers });
  return jsonResponse(200, text, headers);
}
