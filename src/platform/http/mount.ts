/** The wrapper of routes: each request is identified, admitted, authorized, checked, handled, and logged on one line. */

import type { Hono } from "hono";
import type { z } from "zod";
import { type Env, settingsOf } from "../../env.ts";
import { readAddress } from "../../shared/addresses.ts";
import { holdsCardNumber } from "../../shared/cards.ts";
import { requestErrors } from "../../shared/errors/request.ts";
import { AppError, errors } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";
import { type Load, ONE_CALL, type RateClass } from "../../shared/rates.ts";
import { Replay, throwIfReplied } from "../db/commit.ts";
import { EVERY_TENANT, LateError, openDatabase } from "../db/session.ts";
import { logFailure, logRequest, logTrouble, type RequestLine } from "../log/log.ts";
import { admit, authenticate, hasMetricsToken, keyHolder, partOfRequest } from "./auth.ts";
import { tokensOf } from "./callers.ts";
import {
  type Actor,
  asTenant,
  type Context,
  isSteppedUp,
  mayHere,
  newId,
  type PublicContext,
  permissionError,
  type ReplyKey,
} from "./context.ts";
import { type Contract, FileReply } from "./contract.ts";
import { jsonResponse } from "./envelope.ts";
import { refusalResponse } from "./error-page.ts";
import { formatOf } from "./fields.ts";
import { secured } from "./headers.ts";
import { outageOf } from "./outage.ts";
import { countCall, countFailure } from "./rates.ts";
import { csvResponse, fileResponse, render, taggedResponse } from "./reply.ts";
import { parseFields, readJson, sentKey } from "./request.ts";
import { asksForSocket, offeredToken, socketResponse } from "./socket.ts";

/** The form of D1's bookmarks; D1 never receives any other text. */
const BOOKMARK = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/;

const COMMON_ERRORS = new Set(Object.values(requestErrors).map((spec) => spec.code as string));

/** A contract's path in a form where every parameter sorts after every name. */
const patternOf = ({ root, path }: Contract) => ((root ? "" : "/v1") + path).replaceAll(/:\w+/g, "~");

/** Contracts with names before parameters, because the first that matches a path serves it, whatever module lists it. */
export function nearestFirst(contracts: readonly Contract[]): Contract[] {
  return contracts.toSorted((a, b) => (patternOf(a) < patternOf(b) ? -1 : Number(patternOf(a) > patternOf(b))));
}

/** Mounts the contracts at /v1 and /api/v1 (rule I1), or at the root where a contract says so. */
export function mount(app: Hono<{ Bindings: Env }>, contracts: readonly Contract[]): void {
  for (const contract of nearestFirst(contracts)) {
    const paths = contract.root ? [contract.path] : [`/v1${contract.path}`, `/api/v1${contract.path}`];
    for (const path of paths)
      app.on(contract.method.toUpperCase(), path, (c) =>
        serve(contract, c.req.raw, c.req.param() as Record<string, string>, c.env, c.executionCtx),
      );
  }
}

async function serve(
  contract: Contract,
  request: Request,
  params: Record<string, string>,
  env: Env,
  execution: { waitUntil(work: Promise<unknown>): void },
): Promise<Response> {
  const base = newRequest(contract, request, env, execution);
  const answered = await answer(contract, request, params, base)
    .catch(async (cause) => {
      const { access } = contract;
      if (access.public && access.rate) await countFailure(base, access.rate, cause);
      throw cause;
    })
    .catch((cause) => refuse(contract, request, base, cause));
  const response = secured(answered);
  response.headers.set("x-request-id", base.request_id);
  const bookmark = base.trace.ctx?.db.bookmark();
  if (bookmark) response.headers.set("x-d1-bookmark", bookmark);
  logRequest(lineOf(contract, request, base, response.status));
  return response;
}

/** The log line of a request. It names the caller by token or login, also when the caller was refused. */
function lineOf(
  contract: Contract,
  { method }: Request,
  { request_id, arrived_at, ip, trace: { ctx, claims, error_code } }: PublicContext,
  status: number,
): RequestLine {
  const { actor } = ctx ?? {};
  // An integration is no person.
  const person = actor?.kind === "token" ? undefined : ctx?.employee?.employee_id;
  const named = (kind: Actor["kind"]) => (actor?.kind === kind ? actor.id : undefined);
  return {
    arrived_at,
    request_id,
    tenant_id: ctx?.tenant_id ?? claims?.tenant_id ?? null,
    device_id: ctx?.device?.device_id ?? claims?.device_id ?? named("device") ?? null,
    employee_id: person ?? claims?.employee_id ?? named("employee") ?? null,
    token_id: ctx?.token?.token_id ?? claims?.token_id ?? null,
    ip,
    method,
    route: contract.path,
    status,
    latency_ms: Date.now() - arrived_at,
    error_code,
    rows_read: ctx?.db.rows.read ?? 0,
    rows_written: ctx?.db.rows.written ?? 0,
  };
}

/**
 * Answers a request. The first check that fails is the reply, in this order: maintenance, token, rate of a public route,
 * standing of caller and tenant with the call limits, permission, step-up, a stored reply to the same key, body,
 * parameters, query, a missing key, a socket where one is needed.
 */
async function answer(
  contract: Contract,
  request: Request,
  params: Record<string, string>,
  base: PublicContext,
): Promise<Response> {
  const { env, now } = base;
  const { access } = contract;
  if (settingsOf(env).maintenance && !servedInMaintenance(contract))
    throw new AppError(errors.maintenance, undefined, MAINTENANCE_RETRY_S);
  const by_machine = !access.public && access.metrics_token && (await hasMetricsToken(env, base.authorization));
  const claims = access.public || by_machine ? null : await authenticate(env, base.authorization, now);
  if (access.public && access.rate) await countCall(base, access.rate);

  // A body that cannot be read is reported only after the caller is known and admitted: 401 and 403 come first.
  const read = await settle(async () => {
    const { value: body, bytes } = contract.body ? await readJson(request, contract) : { value: undefined, bytes: 0 };
    const honoured = contract.idempotency !== "natural";
    const asks = { path: canonicalPath(request), person_id: claims && partOfRequest(claims, contract) };
    return { body, bytes, key: honoured ? await sentKey(env, request, asks, body) : null };
  });
  const sent_key = read.ok && read.value.key ? { ...read.value.key, sealed: contract.secret } : null;
  let ctx: PublicContext = by_machine ? asTenant(base, EVERY_TENANT) : { ...base, sent_key };
  if (claims && !access.public) {
    const { tenant_id } = claims;
    const reply_key: ReplyKey | null = sent_key && { ...sent_key, caller_id: keyHolder(claims, contract) };
    const binding = read.ok ? (contract.binding?.(read.value.body) ?? null) : null;
    const replied = reply_key
      ? settle(() => throwIfReplied({ env, tenant_id, db: openDatabase(env, tenant_id) }, reply_key))
      : null;
    const { binding_error, upload_only, with_weak_pin, any_version } = contract;
    const load = read.ok ? loadOf(contract, access.rate, read.value) : ONE_CALL;
    const counted = { route: routeOf(contract), rate: access.rate, load };
    const asked = { reply_key, binding, binding_error, upload_only, with_weak_pin, any_version, counted };
    const admitted = await admit(ctx, claims, asked);
    ctx = admitted;
    if (claims.kind === "token" && !tokensOf(contract).includes("token")) throw new AppError(errors.token_closed);
    const { permission } = access;
    const own = access.own_records && admitted.device !== null && mayHere(admitted, "sell");
    if (permission !== "authenticated" && !own && !mayHere(admitted, permission))
      throw permissionError(admitted, permission);
    if (access.step_up && !isSteppedUp(admitted)) throw new AppError(errors.step_up);
    const stored = await replied;
    if (stored && !stored.ok) throw stored.error;
  }
  if (!read.ok) throw read.error;
  const known_params = contract.params ? parseParams(contract.params, params) : undefined;
  const { format, sent_query } = readQuery(contract, request);
  const query = parseFields(contract.query, sent_query);
  const body = contract.body ? parseFields(contract.body, read.value.body) : undefined;
  if (contract.idempotency === "required" && !sent_key) throw new AppError(errors.idempotency_missing);
  if (contract.upgrade && !asksForSocket(request)) throw new AppError(errors.upgrade_required);

  const handle = (asked: unknown) => contract.handle({ ctx: ctx as never, params: known_params, query: asked, body });
  if (format !== "json") {
    const { sheet } = contract;
    const readPage = async (place: object) => {
      if (!sheet) return (await handle({ ...(query as object), ...place })) as Page<never>;
      return { items: sheet.rowsOf((await handle(query)) as never) as never[], next_cursor: null, has_more: false };
    };
    const { cursor } = query as { cursor?: string };
    return csvResponse(contract, ctx as Context, readPage, format === "csv_part" ? { cursor } : undefined);
  }
  const value = await handle(query).catch(async (error) => {
    if (isCommitted(base, error)) return undefined;
    if (error instanceof AppError && !(error instanceof LateError)) await rereadReply(base);
    throw error;
  });
  if (contract.upgrade) return socketResponse(request, value as WebSocket);
  if (value instanceof FileReply) return fileResponse(value);
  if (!base.trace.ctx?.committed) await rereadReply(base);
  const { status, text } = base.trace.ctx?.committed ?? ctx.render(value);
  return contract.etag ? taggedResponse(contract, request, value, text) : jsonResponse(status, text);
}

/** A committed request is answered as committed, even if later work fails: the commit's events repair that. */
function isCommitted({ trace }: PublicContext, error: unknown): boolean {
  if (!trace.ctx?.committed || error instanceof Replay) return false;
  const { tenant_id, request_id } = trace.ctx;
  logTrouble("error", "work after a commit failed", error, { tenant_id, request_id });
  return true;
}

/** During maintenance of the whole system the provider can still log in, read and end it, and health checks pass. */
function servedInMaintenance({ root, tag, access }: Contract): boolean {
  return root || tag === "auth" || (!access.public && access.permission === "provider");
}

const MAINTENANCE_RETRY_S = 60;

/** The calls and bytes of a request, for counting. A preview stores nothing. */
function loadOf(
  { carries, vital }: Contract,
  rate: RateClass,
  { body, bytes }: { body: unknown; bytes: number },
): Load {
  const calls = carries?.(body) ?? 1;
  return { calls, bytes: rate === "preview" ? 0 : bytes, vital, partly: carries !== null };
}

/** The name under which a route's calls are counted. */
function routeOf({ method, path }: Contract): string {
  return `${method.toUpperCase()} ${path}`;
}

/** The query as sent, without `format`, which asks for CSV. */
function readQuery(
  contract: Contract,
  request: Request,
): { format: "json" | "csv" | "csv_part"; sent_query: Record<string, string> } {
  const parameters = [...new URL(request.url).searchParams];
  const sent = Object.fromEntries(parameters);
  const twice = [...Map.groupBy(parameters, ([name]) => name)].filter(([, values]) => values.length > 1);
  if (twice.length > 0)
    throw new AppError(errors.validation, {
      fields: twice.slice(0, 50).map(([path]) => ({ path, message: "was sent more than once; send it once" })),
    });
  if (!contract.csv) return { format: "json" as const, sent_query: sent };
  const { format, ...sent_query } = sent;
  return { ...parseFields(formatOf(contract), { format }), sent_query };
}

/**
 * A request that committed nothing may have lost to a twin with the same key, and have decided on the twin's results.
 * The twin's reply is then its reply (rule I6).
 */
async function rereadReply({ trace }: PublicContext): Promise<void> {
  if (trace.ctx?.reply_key) await throwIfReplied(trace.ctx, trace.ctx.reply_key);
}

/** A malformed id in a path is treated as not found. */
function parseParams(schema: z.ZodObject, params: Record<string, string>): unknown {
  const result = schema.safeParse(params);
  if (!result.success) throw new AppError(errors.not_found);
  return result.data;
}

function refuse(contract: Contract, request: Request, base: PublicContext, cause: unknown): Response {
  if (cause instanceof Replay) return jsonResponse(cause.status, cause.text, { "idempotent-replayed": "true" });
  const error = undeclared(contract, base.env, cause) ?? outageOf(cause) ?? cause;
  if (!(error instanceof AppError)) logFailure(base.request_id, contract.path, error);
  base.trace.error_code = error instanceof AppError ? error.spec.code : errors.internal.code;
  return refusalResponse(request, momentOf(base), error);
}

/** An error that its route does not list is our mistake: a 500 everywhere but in production. */
function undeclared(contract: Contract, env: Env, cause: unknown): Error | undefined {
  if (!(cause instanceof AppError) || settingsOf(env).environment === "production") return undefined;
  const listed = COMMON_ERRORS.has(cause.spec.code) || contract.errors.some(({ code }) => code === cause.spec.code);
  const declared = listed || contract.binding_error?.code === cause.spec.code;
  return declared ? undefined : new Error(`${contract.method} ${contract.path} does not list ${cause.spec.code}`);
}

function newRequest(
  contract: Contract,
  request: Request,
  env: Env,
  execution: { waitUntil(work: Promise<unknown>): void },
): PublicContext {
  const now = Date.now();
  const bookmark = request.headers.get("x-d1-bookmark") ?? "";
  const offered = contract.upgrade ? offeredToken(request) : undefined;
  const base = {
    env,
    arrived_at: now,
    now,
    request_id: requestId(request, now),
    ip: readAddress(request.headers.get("cf-connecting-ip")),
    bookmark: BOOKMARK.test(bookmark) ? bookmark : undefined,
    authorization: request.headers.get("authorization") ?? (offered && `Bearer ${offered}`),
    trace: { ctx: null, error_code: null } as PublicContext["trace"],
    sent_key: null,
    newId: () => newId(now),
    waitUntil: (work: Promise<unknown>) => execution.waitUntil(work),
  };
  return { ...base, render: (value) => ({ status: contract.status, text: render(contract, momentOf(base), value) }) };
}

/** The time in a reply: the tenant's, once the tenant is known. */
function momentOf({ request_id, now, trace }: Pick<PublicContext, "request_id" | "now" | "trace">) {
  return { request_id, now: trace.ctx?.now ?? now };
}

/** A request's path in its /v1 form, without trailing slashes. */
export function canonicalPath(request: Request): string {
  const { pathname } = new URL(request.url);
  let end = pathname.length;
  while (pathname[end - 1] === "/") end -= 1;
  return pathname.slice(0, end).replace(/^\/api\/v1\//, "/v1/");
}

type Outcome<Value> = { ok: true; value: Value } | { ok: false; error: unknown };

async function settle<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** The client's request id without characters that could harm a log; a new one if it is empty or holds a card number. */
function requestId(request: Request, now: number): string {
  const sent =
    request.headers
      .get("x-request-id")
      ?.replaceAll(/[^\w.:-]/g, "")
      .slice(0, 128) ?? "";
  return sent === "" || holdsCardNumber(sent) ? newId(now) : sent;
}

/** Makes a finder of a path's contracts by the closest pattern: `/customers/top` does not match `/customers/:customer_id`. */
export function pathFinder(contracts: readonly Contract[]): (path: string) => readonly Contract[] {
  const patterns = Map.groupBy(nearestFirst(contracts), patternOf);
  const known = [...patterns].map(([pattern, served]) => ({ parts: pattern.split("/"), served }));
  return (path) => {
    const sent = path.split("/");
    const fits = (part: string, at: number) => (part === "~" ? sent[at] !== "" : part === sent[at]);
    return known.find(({ parts }) => parts.length === sent.length && parts.every(fits))?.served ?? [];
  };
}

/** Makes the refusal of unknown paths (404) and of unknown methods on a known path (405). */
export function unknownRefuser(contracts: readonly Contract[], pages: readonly string[]) {
  const servedAt = pathFinder(contracts);
  return (request: Request): Response => {
    const path = canonicalPath(request);
    const served = pages.includes(path) ? ["GET"] : servedAt(path).map(({ method }) => method.toUpperCase());
    // With two slashes at the end it is another path: here its method would have been served.
    const methods = served.includes(request.method) ? [] : served;
    const now = Date.now();
    const request_id = requestId(request, now);
    const spec = methods.length > 0 ? errors.method_not_allowed : errors.not_found;
    const response = secured(refusalResponse(request, { request_id, now }, new AppError(spec)));
    response.headers.set("x-request-id", request_id);
    if (methods.length > 0) response.headers.set("allow", methods.join(", "));
    logRequest({
      ...{ arrived_at: now, request_id, tenant_id: null, device_id: null, employee_id: null, token_id: null },
      ...{ ip: readAddress(request.headers.get("cf-connecting-ip")), method: request.method, route: null },
      ...{ status: spec.status, latency_ms: Date.now() - now, error_code: spec.code, rows_read: 0, rows_written: 0 },
    });
    return response;
  };
}
