/** Use-cases of endpoints: make, read, change, delete, rotate the secret, and test (rules E3, E5, E7, E8). */

import { bookkeep, commit } from "../../../../platform/db/commit.ts";
import { SALE_CREATED } from "../../../../platform/events/catalogue.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant } from "../../../../platform/queue/cron.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Page } from "../../../../shared/page.ts";
import { HOUR_MS, iso } from "../../../../shared/time.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import { webhookErrors } from "../domain/errors.ts";
import { isFilter, MOST_ENDPOINTS, namesSome } from "../domain/filters.ts";
import { isSuccess } from "../domain/retries.ts";
import { WEBHOOK_ACTS } from "../events.ts";
import {
  deleteEndpoint,
  type Endpoint,
  findEndpoint,
  insertEndpoint,
  listEndpoints,
  listSealedBy,
  updateEndpoint,
} from "../store/endpoints.ts";
import { recordFresh } from "../store/owed.ts";
import { ALIASES, bodyOf, exampleOf, listEventTypes, wantedTypes } from "./bodies.ts";
import { callEndpoint, inspectUrl } from "./call.ts";
import { actOn, endAlert } from "./disable.ts";
import { endpointObject } from "./object.ts";
import { drawSecret, newSecret, olderMasters, openSecrets, resealSecrets } from "./secrets.ts";
import { wakeEndpoints } from "./wake.ts";

/** The most endpoints whose secrets one tick seals again. */
const RESEALED_AT_ONCE = 50;

interface EndpointFields {
  url: string;
  events: string[];
  description?: string | null;
}

const PERMISSION = "webhook_manage";
const CHANGED_FASTER = ["E_STALE_VERSION", errors.conflict] as const;

/**
 * Makes an endpoint, which gets events from the next one on. The reply alone has its secret. Errors: E_PERMISSION,
 * E_VALIDATION for a URL that may not be called or a filter without an event, E_WEBHOOK_LIMIT.
 */
export async function createWebhook(ctx: Context, fields: EndpointFields) {
  await requireEveryStore(ctx, PERMISSION);
  const checked = await checkFields(ctx, fields);
  const { secret, sealed_secret } = await newSecret(ctx);
  const row = {
    ...{ tenant_id: ctx.tenant_id, webhook_id: ctx.newId(), ...checked, status: "enabled" as const },
    ...{ disabled_reason: null, sealed_secret, sealed_previous: null, previous_until: null },
    ...{ created_at: ctx.arrived_at, updated_at: ctx.arrived_at, created_by: ctx.actor.id, version: 1 },
  };
  const reply = { ...present(row), secret };
  await commit(ctx, {
    writes: [insertEndpoint(row)],
    audit: [actOn(row.webhook_id, "created", audited(checked))],
    reply,
    refusals: [["E_WEBHOOK_LIMIT", webhookErrors.limit, { limit: MOST_ENDPOINTS }]],
  });
  return reply;
}

/** All endpoints of the tenant; they are few. Error: E_PERMISSION. */
export async function listWebhooks(ctx: Context): Promise<Page<ReturnType<typeof present>>> {
  await requireEveryStore(ctx, PERMISSION);
  return { items: (await listEndpoints(ctx.db)).map(present), next_cursor: null, has_more: false };
}

/** An endpoint with its breaker. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function getWebhook(ctx: Context, webhook_id: string) {
  const endpoint = await getEndpoint(ctx, webhook_id);
  const { breaker, failures, failing_since, open_until } = await endpointObject(ctx.env, endpoint).read();
  return { ...present(endpoint), breaker, failures, failing_since, open_until };
}

/**
 * Replaces an endpoint's fields. Disabling makes what is pending dead; enabling again begins with the next event, and
 * closes the breaker. Errors: E_NOT_FOUND, E_PERMISSION, E_VALIDATION, E_CONFLICT.
 */
export async function updateWebhook(
  ctx: Context,
  webhook_id: string,
  { status, ...fields }: EndpointFields & { status: Endpoint["status"] },
) {
  const before = await getEndpoint(ctx, webhook_id);
  const checked = await checkFields(ctx, fields);
  const disabled_reason = status === "enabled" ? null : (before.disabled_reason ?? ("manual" as const));
  const after = { ...before, ...checked, status, disabled_reason, updated_at: ctx.arrived_at };
  const reply = present(after);
  const anew = before.status === "disabled" && status === "enabled";
  const narrows = before.status === "enabled" && (status === "disabled" || !isSame(before.events, after.events));
  await commit(ctx, {
    writes: narrows
      ? [
          // What it was owed by the former filters stays owed.
          recordFresh(before, { types: wantedTypes(before), now: ctx.arrived_at }),
          updateEndpoint(after, "recorded"),
        ]
      : [updateEndpoint(after, anew ? "newest" : "same")],
    audit: [actOn(webhook_id, "updated", { ...audited(checked), status, url_changed: after.url !== before.url })],
    reply,
    parts: anew ? await endAlert(ctx, webhook_id) : [],
    refusals: [CHANGED_FASTER],
  });
  if (anew || after.url !== before.url) await endpointObject(ctx.env, before).reset();
  await wakeEndpoints(ctx.env, [before]);
  return reply;
}

/** Deletes an endpoint with its deliveries. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function deleteWebhook(ctx: Context, webhook_id: string): Promise<{ webhook_id: string }> {
  const endpoint = await getEndpoint(ctx, webhook_id);
  await commit(ctx, {
    writes: [deleteEndpoint(ctx.tenant_id, webhook_id)],
    audit: [actOn(webhook_id, "deleted", { host: hostOf(endpoint.url) })],
    reply: { webhook_id },
    parts: await endAlert(ctx, webhook_id),
  });
  await endpointObject(ctx.env, endpoint).reset();
  await wakeEndpoints(ctx.env, [endpoint]);
  return { webhook_id };
}

/**
 * Gives an endpoint a new secret; the previous one signs too for so many hours. Errors: E_NOT_FOUND, E_PERMISSION,
 * E_CONFLICT.
 */
export async function rotateSecret(ctx: Context, webhook_id: string, { overlap_hours }: { overlap_hours: number }) {
  const before = await getEndpoint(ctx, webhook_id);
  const { secret, sealed_secret } = await newSecret(ctx);
  const previous_until = ctx.arrived_at + overlap_hours * HOUR_MS;
  const sealed_previous = overlap_hours === 0 ? null : before.sealed_secret;
  const reply = { webhook_id, secret, previous_until };
  await commit(ctx, {
    writes: [updateEndpoint({ ...before, sealed_secret, sealed_previous, previous_until, updated_at: ctx.arrived_at })],
    audit: [actOn(webhook_id, "secret_rotated", { previous_until: iso(previous_until) })],
    reply,
    refusals: [CHANGED_FASTER],
  });
  return reply;
}

/**
 * Sends the example of an event to an endpoint at once, also to a disabled one, and returns its answer. It changes neither
 * breaker nor log. Errors: E_NOT_FOUND, E_PERMISSION, E_VALIDATION for an unknown type.
 */
export async function testWebhook(ctx: Context, webhook_id: string, { type: named }: { type?: string }) {
  const endpoint = await getEndpoint(ctx, webhook_id);
  const sample = newSample(ctx, named ?? wantedTypes(endpoint)[0] ?? "", webhook_id);
  const [inspected, secrets] = await Promise.all([
    inspectUrl(ctx, endpoint.url),
    openSecrets(ctx, endpoint, ctx.arrived_at),
  ]);
  const { excerpt, ...seen } = await sendSample(ctx, sample, inspected, secrets);
  const reply = { webhook_id, ...seen, excerpt };
  await commit(ctx, { writes: [], audit: [actOn(webhook_id, "tested", seen)], reply });
  return reply;
}

/**
 * Sends the example of an event to a URL that is not saved, signed with a secret that only this reply has, and returns
 * the answer. Errors: E_PERMISSION, E_VALIDATION for a URL that may not be called or an unknown type.
 */
export async function testUrl(ctx: Context, { url, type }: { url: string; type?: string }) {
  await requireEveryStore(ctx, PERMISSION);
  const sample = newSample(ctx, type ?? SALE_CREATED.type, ctx.newId());
  const inspected = await inspectUrl(ctx, url);
  if (!inspected.ok) throw refused("url", inspected.message);
  const secret = drawSecret();
  const { excerpt, ...seen } = await sendSample(ctx, sample, inspected, [secret]);
  const reply = { ...seen, excerpt, secret };
  const subject = ["host", hostOf(inspected.url)] as const;
  await commit(ctx, {
    writes: [],
    audit: [{ event: WEBHOOK_ACTS.tested, subject, store_id: null, changes: seen }],
    reply,
  });
  return reply;
}

/** An event of a type with its example as data. `subject_id`: the endpoint, or an id of no endpoint. */
function newSample(ctx: Context, type: string, subject_id: string) {
  const data = exampleOf(type);
  if (!data) throw refused("type", "is not the name of an event; GET /event-types lists them");
  const subject = { subject_kind: "webhook", subject_id, store_id: null };
  return { tenant_id: ctx.tenant_id, sequence: 0, event_id: ctx.newId(), type, at: ctx.arrived_at, ...subject, data };
}

/** Calls a URL once with a sample. */
async function sendSample(
  ctx: Context,
  sample: ReturnType<typeof newSample>,
  inspected: Awaited<ReturnType<typeof inspectUrl>>,
  secrets: readonly string[],
) {
  const sent = { id: sample.event_id, body: bodyOf(sample), now: ctx.arrived_at };
  const { status: response_status, latency_ms, excerpt, error } = await callEndpoint(inspected, secrets, sent);
  return { type: sample.type, succeeded: isSuccess(response_status), response_status, latency_ms, error, excerpt };
}

/** Every event that an endpoint may get, in the order of names. */
export async function listTypes(_ctx: Context): Promise<Page<ReturnType<typeof listEventTypes>[number]>> {
  return { items: listEventTypes(), next_cursor: null, has_more: false };
}

/** Seals secrets of an older master key with the newest one, a portion at a time. */
export async function resealWebhooks(base: PublicContext): Promise<void> {
  const older = olderMasters(base);
  if (older.length === 0) return;
  const endpoints = await listSealedBy(base.env, older, RESEALED_AT_ONCE);
  await eachTenant(endpoints, "endpoint's secret not sealed again", async (endpoint) => {
    const ctx = asTenant(base, endpoint.tenant_id);
    const sealed = await resealSecrets(ctx, endpoint);
    await bookkeep(ctx.db, [updateEndpoint({ ...endpoint, ...sealed })]);
  });
}

/** An endpoint for a person who may manage it. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function getEndpoint(ctx: Context, webhook_id: string): Promise<Endpoint> {
  await requireEveryStore(ctx, PERMISSION);
  const endpoint = await findEndpoint(ctx.db, webhook_id);
  if (!endpoint) throw new AppError(errors.not_found);
  return endpoint;
}

function present(endpoint: Omit<Endpoint, "from_sequence">) {
  const { webhook_id, url, events, description, status, disabled_reason, previous_until, created_at, updated_at } =
    endpoint;
  return {
    ...{ webhook_id, url, events: [...events], description, status, disabled_reason, previous_until },
    ...{ created_at, updated_at },
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((filter, at) => filter === other[at]);
}

/** What the audit shows of an endpoint: a URL's path and query may be a credential. */
function audited({ url, events }: Pick<Endpoint, "url" | "events">) {
  return { host: hostOf(url), events };
}

/** The host of a URL; of one that cannot be read, nothing. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}

async function checkFields(ctx: Context, { url, events, description }: EndpointFields) {
  const types = listEventTypes().map(({ type }) => type);
  const unknown = events.findIndex((filter) => !isFilter(filter) || !namesSome(filter, types, ALIASES));
  if (unknown >= 0)
    throw refused(`events.${unknown}`, "names no event; GET /event-types lists them, and sale.* is a filter");
  const inspected = await inspectUrl(ctx, url);
  if (!inspected.ok) throw refused("url", inspected.message);
  return { url: inspected.url, events: [...new Set(events)], description: description ?? null };
}

function refused(path: string, message: string): AppError {
  return new AppError(errors.validation, { fields: [{ path, message }] });
}
