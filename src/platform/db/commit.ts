/** Commits: the only way to write. One batch has the rows, their audit, their events and the stored reply; all are written or none. */

import { settingsOf } from "../../env.ts";
import { AppError, type ErrorSpec, errors, LostRace, type Race } from "../../shared/errors.ts";
import { seal, unseal } from "../crypto/secrets.ts";
import type { EventEntry } from "../events/define.ts";
import type { Actor, Context, ReplyKey } from "../http/context.ts";
import { wakeSealer } from "../queue/sealer.ts";
import { wakeDrain } from "../queue/wake.ts";
import { boundedChanges } from "./changes.ts";
import { type Database, guardOutage, LateError } from "./session.ts";
import { insert, insertNumbered, Statement, sql } from "./sql.ts";
import { audits, outbox, replies } from "./tables.ts";

/** One row of the audit: an event and its subject. The actor and the place come from the request unless given. */
export interface AuditEntry {
  event: string;
  subject: readonly [kind: string, id: string];
  /** A value that is too large for a row is stored as its hash and size. */
  changes?: Record<string, unknown>;
  store_id?: string | null;
  approver_id?: string | null;
  at?: number;
  actor?: Actor;
  device_id?: string | null;
  ip?: string | null;
  request_id?: string;
}

/** The text of a constraint or trigger in SQLite's message, its error or race, and the error's details. */
export type Refusal = readonly [text: string, meaning: ErrorSpec | Race, details?: Record<string, unknown>];

/** What one use-case adds to the commit of another. */
export interface CommitPart {
  writes: readonly Statement[];
  audit?: readonly AuditEntry[];
  events?: readonly EventEntry[];
  /** Its audit and events are recorded only if this SQL condition holds after the commit's writes. */
  only_if?: Statement;
  refusals?: readonly Refusal[];
}

/** A part that records its own act (rule U1). */
export interface AuditedPart extends CommitPart {
  audit: readonly [AuditEntry, ...AuditEntry[]];
}

/**
 * A value that only the batch can determine (the next receipt number): `token` is its placeholder in audit, event and
 * reply.
 */
export interface AssignedValue {
  token: string;
  value: Statement;
}

export interface Commit {
  writes: readonly Statement[];
  /** Parts of others, in this order, after the commit's own rows; null and undefined add nothing. */
  parts?: readonly (CommitPart | null | undefined)[];
  /** At least one, because every act is recorded (rule U1). */
  audit: readonly [AuditEntry, ...AuditEntry[]];
  events?: readonly EventEntry[];
  /** The commit's own audit and events, not those of its parts, are recorded only if this holds after the writes. */
  only_if?: Statement;
  /** The use-case's result. It becomes the reply, and is stored with the request's Idempotency-Key. */
  reply?: unknown;
  assigned?: AssignedValue;
  refusals?: readonly Refusal[];
  /** The act's records in another tenant, in the same batch: a provider's people work on other tenants. */
  beside?: { ctx: Context; work: Work };
}

type Work = Omit<Commit, "reply" | "assigned" | "beside">;

/** Thrown when this request already has a stored reply; the wrapper sends that reply. */
export class Replay extends Error {
  readonly status: number;
  readonly text: string;
  constructor(status: number, text: string) {
    super("a reply to this Idempotency-Key is stored");
    this.status = status;
    this.text = text;
  }
}

/**
 * Writes a commit and, when it has a reply, puts the text to send into `ctx.committed`.
 * Errors: the mapped refusals; E_IDEMPOTENCY_MISMATCH; a Replay when another request with the same key was first.
 */
export async function commit(ctx: Context, { assigned, ...sent }: Commit): Promise<void> {
  const work = joinParts(sent);
  const beside = sent.beside && { ctx: sent.beside.ctx, work: joinParts(sent.beside.work) };
  const rendered = sent.reply === undefined ? undefined : ctx.render(sent.reply);
  const statements = [
    ...work.writes,
    ...(await recordsOf(ctx, work, assigned)),
    ...(beside ? [...beside.work.writes, ...(await recordsOf(beside.ctx, beside.work, undefined))] : []),
  ];
  if (ctx.reply_key && rendered) statements.push(await insertReply(ctx, ctx.reply_key, rendered, assigned));
  if (assigned) statements.push(sql`SELECT (${assigned.value}) AS value`);

  let results: D1Result[];
  try {
    results = await runBatch(ctx.db, statements);
  } catch (error) {
    // D1 did not answer, so it gets no further query: the client's repeat finds what this request wrote.
    if (ctx.reply_key && !(error instanceof LateError)) await throwIfReplied(ctx, ctx.reply_key);
    const refusals = [...work.refusals, ...(beside?.work.refusals ?? [])];
    const refusal = refusals.find(([text]) => String(error).includes(text));
    throw refusal ? refusalOf(refusal) : error;
  }
  if (rendered) {
    const value = assigned ? (results.at(-1)?.results[0] as { value: unknown } | undefined)?.value : undefined;
    ctx.committed = assigned
      ? { status: rendered.status, text: withAssigned(rendered.text, assigned.token, value) }
      : rendered;
  }
  wakeWork(ctx, work);
  if (beside) wakeWork(beside.ctx, beside.work);
}

function refusalOf([, meaning, details]: Refusal): AppError {
  return "race" in meaning ? new LostRace(meaning, details) : new AppError(meaning, details);
}

/** Audit rows and events that are recorded together: always, or only if a condition holds. */
type Records = Required<Pick<CommitPart, "audit" | "events">> & Pick<CommitPart, "only_if">;

/** A commit's own rows, followed by those of its parts. */
function joinParts({ parts = [], ...own }: Work) {
  const all: CommitPart[] = [own, ...parts.filter((part) => part != null)];
  const recordsOfAll = (some: readonly CommitPart[]): Records => ({
    audit: some.flatMap(({ audit = [] }) => audit),
    events: some.flatMap(({ events = [] }) => events),
  });
  const conditional = all.filter(({ only_if }) => only_if);
  return {
    writes: all.flatMap(({ writes }) => writes),
    records: [
      recordsOfAll(all.filter(({ only_if }) => !only_if)),
      ...conditional.map((part) => ({ ...recordsOfAll([part]), only_if: part.only_if })),
    ],
    refusals: all.flatMap(({ refusals = [] }) => refusals),
  };
}

/** Wakes the work on a tenant's new records, after the reply. */
function wakeWork(ctx: Context, { records }: { records: readonly Records[] }): void {
  ctx.waitUntil(wakeSealer(ctx.env, ctx.tenant_id));
  const types = records.flatMap(({ events }) => events.map(({ type }) => type));
  if (types.length > 0) ctx.waitUntil(wakeDrain(ctx.env, ctx.tenant_id, types));
}

async function recordsOf(
  ctx: Context,
  { records }: { records: readonly Records[] },
  assigned?: AssignedValue,
): Promise<Statement[]> {
  return (await Promise.all(records.map((some) => statementsOf(ctx, some, assigned)))).flat();
}

async function statementsOf(
  ctx: Context,
  { audit, events, only_if }: Records,
  assigned: AssignedValue | undefined,
): Promise<Statement[]> {
  const facts = { ...handedInFacts(ctx), ...tokenFacts(ctx) };
  const rows = await Promise.all(
    audit.map(async (entry) => auditRow(ctx, { ...entry, changes: await boundedChanges(entry.changes ?? {}, facts) })),
  );
  const inserted = [
    ...insertInOrder(ctx, audits, rows, assigned),
    ...insertInOrder(
      ctx,
      outbox,
      events.map((entry) => eventRow(ctx, entry)),
      assigned,
    ),
  ];
  return only_if ? inserted.map((statement) => sql`${statement} WHERE ${only_if}`) : inserted;
}

/** Writes bookkeeping that is no business fact and needs no audit: cursors, the expiry of replies. */
export async function bookkeep(db: Database, statements: readonly Statement[]): Promise<number[]> {
  return (await runBatch(db, statements)).map(({ meta }) => meta.changes);
}

/**
 * Stores the reply to an act that an object performed and remembers by the request's key. Of equal requests, the first
 * stored reply is sent to all: the others throw its Replay.
 */
export async function rememberReply(ctx: Context, reply: unknown): Promise<void> {
  if (!ctx.reply_key) return;
  const rendered = ctx.render(reply);
  const row = await insertReply(ctx, ctx.reply_key, rendered, undefined);
  const stored = sql`${row} ON CONFLICT (tenant_id, caller_id, idempotency_key) DO NOTHING`;
  const [result] = await runBatch(ctx.db, [stored]);
  if (result?.meta.changes === 0) await throwIfReplied(ctx, ctx.reply_key);
  ctx.committed = rendered;
}

async function runBatch(db: Database, statements: readonly Statement[]): Promise<D1Result[]> {
  db.queries.sent += statements.length;
  const results = await guardOutage(db.queries, async () => {
    const connection = db.connection();
    return connection.batch(statements.map(({ text, params }) => connection.prepare(text).bind(...params)));
  });
  for (const { meta } of results) {
    db.rows.read += meta.rows_read;
    db.rows.written += meta.rows_written;
  }
  return results;
}

/** Throws the Replay of an equal request with this key, or E_IDEMPOTENCY_MISMATCH when another request used the key. */
export async function throwIfReplied(ctx: Pick<Context, "db" | "tenant_id" | "env">, key: ReplyKey): Promise<void> {
  const stored = await ctx.db.rowOf(
    replies,
    sql`SELECT * FROM replies WHERE tenant_id = ${ctx.tenant_id} AND caller_id = ${key.caller_id}
        AND idempotency_key = ${key.idempotency_key}`,
  );
  if (!stored) return;
  if (stored.fingerprint !== key.fingerprint) throw new AppError(errors.idempotency_mismatch);
  const text = stored.sealed
    ? await unseal(stored.body, settingsOf(ctx.env).auth_keys, ctx.tenant_id, "replies")
    : stored.body;
  throw new Replay(stored.status, stored.assigned ? withAssigned(text, ...stored.assigned) : text);
}

function auditRow(ctx: Context, entry: AuditEntry) {
  const actor = entry.actor ?? ctx.actor;
  return {
    tenant_id: ctx.tenant_id,
    at: entry.at ?? ctx.now,
    event: entry.event,
    actor_kind: actor.kind,
    actor_id: actor.id,
    approver_id: entry.approver_id ?? null,
    device_id: entry.device_id === undefined ? (ctx.device?.device_id ?? null) : entry.device_id,
    store_id: entry.store_id === undefined ? ctx.store_id : entry.store_id,
    ip: entry.ip === undefined ? ctx.ip : entry.ip,
    subject_kind: entry.subject[0],
    subject_id: entry.subject[1],
    changes: entry.changes ?? {},
    request_id: entry.request_id ?? ctx.request_id,
  };
}

/** The audit facts of an operation that is handed in: its person and its doubts. The actor is the sender (rule O7). */
function handedInFacts({ handed_in }: Context): Record<string, unknown> {
  if (!handed_in) return {};
  const { on_behalf_of, device_at, doubts, extra } = handed_in;
  const person = on_behalf_of && { on_behalf_of: on_behalf_of.employee_id };
  return { ...person, device_at, ...(doubts.length > 0 && { doubts }), ...(extra && { extra }) };
}

/** The audit facts of a request by a personal API token: its actor is the person. An integration is itself the actor. */
function tokenFacts({ token }: Context): Record<string, unknown> {
  return token?.kind === "personal" ? { token_id: token.token_id } : {};
}

function eventRow(ctx: Context, entry: EventEntry) {
  return {
    tenant_id: ctx.tenant_id,
    event_id: ctx.newId(),
    type: entry.type,
    subject_kind: entry.subject[0],
    subject_id: entry.subject[1],
    store_id: entry.store_id === undefined ? ctx.store_id : entry.store_id,
    at: entry.at ?? ctx.now,
    data: entry.data,
  };
}

/**
 * Inserts rows with the next sequence numbers. D1 runs batches one after another, so numbers from inside the batch have
 * no gaps. A value that the batch assigns is put into the rows' JSON there.
 */
function insertInOrder<Table extends typeof audits | typeof outbox>(
  ctx: Context,
  table: Table,
  rows: Omit<Table["$inferInsert"], "sequence">[],
  assigned: AssignedValue | undefined,
): Statement[] {
  if (rows.length === 0) return [];
  const inserted = insertNumbered(table, ctx.tenant_id, rows);
  const { text, params } = inserted;
  if (!assigned || !String(params.at(-1)).includes(assigned.token)) return [inserted];
  const { value } = assigned;
  return [
    new Statement(text.replace("json_each(?)", `json_each(replace(?, ?, (${value.text})))`), [
      ...params,
      assigned.token,
      ...value.params,
    ]),
  ];
}

async function insertReply(
  ctx: Context,
  key: ReplyKey,
  rendered: { status: number; text: string },
  assigned: AssignedValue | undefined,
): Promise<Statement> {
  const body = key.sealed
    ? await seal(rendered.text, settingsOf(ctx.env).auth_keys, ctx.tenant_id, "replies")
    : rendered.text;
  return insert(replies, {
    tenant_id: ctx.tenant_id,
    caller_id: key.caller_id,
    idempotency_key: key.idempotency_key,
    fingerprint: key.fingerprint,
    status: rendered.status,
    body,
    sealed: key.sealed,
    assigned: assigned && sql`SELECT json_array(${assigned.token}, (${assigned.value}))`,
    created_at: ctx.arrived_at,
  });
}

/** A text in which the assigned value replaces its token. */
function withAssigned(text: string, token: string, value: unknown): string {
  return text.replaceAll(token, String(value));
}
