/** Reads of requests: a body is bounded in size and depth before anything reads its content (rule I9). */

import type { z } from "zod";
import { type Env, settingsOf } from "../../env.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { decodeCursor } from "../../shared/page.ts";
import { deriveHmacKey } from "../crypto/keys.ts";
import { base64url } from "../crypto/secrets.ts";
import type { Contract } from "./contract.ts";

const MAX_DEPTH = 20;

/**
 * Reads and parses a JSON body and returns its size in bytes. An empty body is `{}`, whatever its content type.
 * Errors: E_TOO_LARGE, E_CONTENT_TYPE, E_MALFORMED, E_TOO_DEEP.
 */
export async function readJson(
  request: Request,
  { max_bytes, body_types }: Pick<Contract, "max_bytes" | "body_types">,
): Promise<{ value: unknown; bytes: number }> {
  const { text, bytes } = await readText(request, max_bytes);
  if (text.trim() === "") return { value: {}, bytes };
  if (!isOfType(request.headers, body_types)) throw new AppError(errors.content_type, { content_types: body_types });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError(errors.malformed);
  }
  if (isDeeperThan(value, MAX_DEPTH)) throw new AppError(errors.too_deep);
  return { value, bytes };
}

/** Whether a body's headers say one of these types, UTF-8 and no compression (RFC 9110, 8.3 and 8.4). */
function isOfType(headers: Headers, types: readonly string[]): boolean {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  const packed = (headers.get("content-encoding") ?? "identity").trim().toLowerCase() !== "identity";
  return types.includes(type.trim()) && /^(charset="?utf-?8"?)?$/.test(charset ?? "") && !packed;
}

async function readText(request: Request, max_bytes: number): Promise<{ text: string; bytes: number }> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    if (Number(declared) > max_bytes) throw new AppError(errors.too_large);
    const bytes = await request.arrayBuffer();
    if (bytes.byteLength > max_bytes) throw new AppError(errors.too_large);
    return { text: decode(decoder, new Uint8Array(bytes)) + decode(decoder), bytes: bytes.byteLength };
  }
  if (!request.body) return { text: "", bytes: 0 };
  let size = 0;
  let text = "";
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > max_bytes) throw new AppError(errors.too_large);
    text += decode(decoder, chunk);
  }
  return { text: text + decode(decoder), bytes: size };
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new AppError(errors.malformed);
  }
}

/** Whether objects or lists are nested deeper than `depth`. */
function isDeeperThan(root: unknown, depth: number): boolean {
  let level = [root].filter(isContainer);
  for (let at = 1; level.length > 0; at++) {
    if (at > depth) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/**
 * Checks fields against their schema, and that all text in them is well-formed. Error: E_VALIDATION naming each wrong
 * field's path and fault.
 */
export function parseFields<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) {
    const path = findIllFormed(result.data);
    if (path === undefined) return result.data;
    throw new AppError(errors.validation, { fields: [{ path: path.join("."), message: ILL_FORMED }] });
  }
  throw refusalOf(result.error.issues);
}

/** E_VALIDATION, naming each wrong field's path and fault. */
export function refusalOf(issues: readonly z.core.$ZodIssue[]): AppError {
  const fields = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "is not a field of this request" }))
      : [{ path: issue.path.join("."), message: issue.message }],
  );
  return new AppError(errors.validation, { fields: fields.slice(0, 50) });
}

const ILL_FORMED = "holds half a character (a lone surrogate); send well-formed Unicode";

/** The path of the first text or field name that is not valid in UTF-8; undefined when there is none. */
function findIllFormed(value: unknown): string[] | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : [];
  if (!isContainer(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const path = name.isWellFormed() ? findIllFormed(inner) : [];
    if (path) return [name.toWellFormed(), ...path];
  }
  return undefined;
}

/** A value with well-formed text: itself, or a copy in which U+FFFD replaces each half character. */
export function wellFormed<Value>(value: Value): Value {
  return findIllFormed(value) === undefined ? value : (repaired(value) as Value);
}

function repaired(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (!isContainer(value)) return value;
  if (Array.isArray(value)) return value.map(repaired);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), repaired(inner)]));
}

/** The place in a list that a cursor names; undefined for the beginning. Error: E_VALIDATION for any other text. */
export function readCursor(cursor: string | undefined, parts: number): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  const place = decodeCursor(cursor, parts);
  if (place) return place;
  throw new AppError(errors.validation, {
    fields: [{ path: "cursor", message: "is not a cursor of this list; send next_cursor as it came" }],
  });
}

/** The number of days that the reply to a key is kept: rule I6 requires at least seven. */
export const REPLY_LIFE_DAYS = 8;

const KEY_PATTERN = /^[A-Za-z0-9+/=_-]{1,128}$/;

/**
 * A request's Idempotency-Key with a fingerprint of method, path and body, and of the person where `person_id` names
 * one (rule I6). Equal JSON has an equal fingerprint, whatever its white space and key order.
 */
export async function sentKey(
  env: Env,
  request: Request,
  { path, person_id }: { path: string; person_id: string | null },
  body: unknown,
) {
  const idempotency_key = request.headers.get("idempotency-key");
  if (idempotency_key === null) return null;
  if (!KEY_PATTERN.test(idempotency_key)) throw new AppError(errors.idempotency_missing);
  const act = [request.method, path, ...(person_id ? [person_id] : [])].join(" ");
  return { idempotency_key, fingerprint: await fingerprintOf(env, act, body) };
}

/** A keyed hash that identifies a request. It is keyed because a body may hold a PIN, which a plain hash would reveal by guessing. */
export async function fingerprintOf(env: Env, act: string, body: unknown): Promise<string> {
  const key = await deriveHmacKey(settingsOf(env).pin_pepper, "pepper", "", "fingerprint");
  const text = `${act} ${canonical(body)}`;
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text))));
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
