/** How a use-case's value leaves the house: as JSON in the envelope, as a file, as CSV, or not at all when the client has it. */

import * as z from "zod";
import { AppError, errors } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";
import { base64url, sha256 } from "../crypto/secrets.ts";
import type { Contract, FileReply } from "./contract.ts";
import { csvBody } from "./csv.ts";
import { jsonResponse, type Moment, successText } from "./envelope.ts";
import { printablePage } from "./headers.ts";

/** The data of a reply, only with the fields that the contract names; times become ISO text here. */
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

/** A file that the route said it may answer. */
export function fileResponse({ content_type, body, filename, pages }: FileReply): Response {
  const headers = new Headers({ "content-type": content_type });
  if (filename) headers.set("content-disposition", `inline; filename="${filename}"`);
  if (pages !== undefined) headers.set("x-pages", String(pages));
  if (typeof body !== "string" || !content_type.startsWith("text/html")) return new Response(body, { headers });
  const { html, policy } = printablePage(body);
  headers.set("content-security-policy", policy);
  return new Response(html, { headers });
}

/** A whole list as CSV, read page by page. Errors: E_VALIDATION for one that is too long; E_AMOUNTS_HIDDEN. */
export async function csvResponse(
  contract: Contract,
  readPage: (place: object) => Promise<Page<never>>,
): Promise<Response> {
  const encodedPage = async (place: object) => {
    const page = await readPage(place);
    // A sheet with holes in it would be summed up as if it were whole.
    if (page.items.some((item: { amounts_hidden?: boolean }) => item.amounts_hidden))
      throw new AppError(errors.amounts_hidden);
    return { ...page, items: page.items.map((item) => z.encode(contract.reply, item)) };
  };
  const filename = `${contract.path.split("/").find(Boolean)}.csv`;
  return new Response(await csvBody(encodedPage, contract.csv ?? []), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `inline; filename="${filename}"`,
    },
  });
}

/** A reply that names its content: 304 when the client holds the same (RFC 9110, If-None-Match). */
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
