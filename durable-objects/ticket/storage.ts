/** A ticket's log, in order and for good, and its copy in D1. */

import type { Env } from "../../src/env.ts";
import type { FailReason, TicketFacts, Unit, Usage } from "../../src/modules/tickets/domain/admission.ts";
import type { Message } from "../../src/modules/tickets/domain/messages.ts";
import { REDEEMED } from "../../src/modules/tickets/events.ts";
import { redemptions } from "../../src/modules/tickets/tables.ts";
import { commit } from "../../src/platform/db/commit.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { insertMany, type Statement, sql } from "../../src/platform/db/sql.ts";
import { type Actor, asTenant, type Context, systemContext } from "../../src/platform/http/context.ts";

/** One attempt, decided. Its usage is the ticket's from here on. */
export interface ScanEntry {
  sequence: number;
  scan_id: string;
  code_hash: string;
  happened_at: number;
  received_at: number;
  store_id: string;
  device_id: string;
  device_name: string;
  zone_id: string | null;
  zone: string | null;
  actor: Actor;
  ip: string | null;
  request_id: string;
  result: "pass" | "fail";
  reason: FailReason | null;
  remaining: number;
  unit: Unit;
  message: Message;
  usage: Usage;
}

/** A line of the log; the first carries what the ticket is. */
export interface LogLine extends ScanEntry {
  facts?: TicketFacts;
}

const LINE = "log:";

export function loadLog(storage: DurableObjectStorage): LogLine[] {
  return [...storage.kv.list<LogLine>({ prefix: LINE })].map(([, line]) => line);
}

export function appendLine(storage: DurableObjectStorage, line: LogLine): void {
  storage.kv.put(LINE + String(line.sequence).padStart(8, "0"), line);
}

interface TicketRow extends Omit<TicketFacts, "terms">, Omit<Usage, "first_pass"> {
  terms: string;
  first_pass: string | null;
  scan_id_taken: number;
}

/**
 * Reads a ticket from D1 for its object's first scan, or undefined when there is no such ticket. `scan_id_taken`: the
 * scan's id stands already for another ticket's scan, or for a code that led to none (rule G4).
 */
export async function fetchTicket(env: Env, tenant_id: string, ticket_id: string, scan_id: string) {
  const [row] = await openDatabase(env, tenant_id).all<TicketRow>(
    sql`SELECT t.tenant_id, t.ticket_id, t.store_id, t.package_id, t.short_code, t.type, t.quota_or_minutes,
               t.valid_from, t.valid_to, t.terms, t.status, t.used, t.first_pass, t.last_pass_at, s.time_zone,
               EXISTS (SELECT 1 FROM redemptions r WHERE r.tenant_id = t.tenant_id AND r.redemption_id = ${scan_id}
                       AND r.ticket_id IS NOT t.ticket_id) AS scan_id_taken
        FROM tickets t JOIN stores s ON s.tenant_id = t.tenant_id AND s.store_id = t.store_id
        WHERE t.tenant_id = ${tenant_id} AND t.ticket_id = ${ticket_id}`,
  );
  if (!row) return undefined;
  const { status, used, first_pass, last_pass_at, terms, scan_id_taken, ...facts } = row;
  const usage: Usage = { status, used, last_pass_at, first_pass: first_pass === null ? null : JSON.parse(first_pass) };
  return { facts: { ...facts, terms: JSON.parse(terms) } as TicketFacts, usage, scan_id_taken: scan_id_taken === 1 };
}

/** How many attempts go to D1 in one batch. */
const PROJECTION_CHUNK = 50;

/**
 * Copies attempts to D1 with their audit and events. Repeating is harmless: an attempt that is there already is left
 * out, so it may be called again after any crash. `sure` says that none of them was ever sent before.
 */
export async function projectScans(
  env: Env,
  facts: TicketFacts,
  entries: readonly ScanEntry[],
  sure: boolean,
): Promise<void> {
  const pending: Promise<unknown>[] = [];
  const ctx = asTenant(
    systemContext(env, "ticket", (work) => pending.push(work)),
    facts.tenant_id,
  );
  for (let from = 0; from < entries.length; from += PROJECTION_CHUNK)
    await projectChunk(ctx, facts, entries.slice(from, from + PROJECTION_CHUNK), sure);
  await Promise.all(pending);
}

async function projectChunk(
  ctx: Context,
  facts: TicketFacts,
  entries: readonly ScanEntry[],
  sure: boolean,
): Promise<void> {
  if (sure) {
    try {
      return await writeScans(ctx, facts, entries, new Set());
    } catch (error) {
      if (!String(error).includes("redemptions.redemption_id")) throw error;
    }
  }
  const scan_ids = entries.map(({ scan_id }) => scan_id);
  const present = await ctx.db.all<{ redemption_id: string; ticket_id: string | null }>(
    sql`SELECT redemption_id, ticket_id FROM redemptions WHERE tenant_id = ${facts.tenant_id}
        AND redemption_id IN (SELECT value FROM json_each(${scan_ids}))`,
  );
  const ours = new Set(present.flatMap((row) => (row.ticket_id === facts.ticket_id ? [row.redemption_id] : [])));
  const taken = new Set(present.flatMap((row) => (row.ticket_id === facts.ticket_id ? [] : [row.redemption_id])));
  const missing = entries.filter(({ scan_id }) => !ours.has(scan_id));
  if (missing.length > 0) await writeScans(ctx, facts, missing, taken);
}

/** `taken`: scan ids that another ticket's attempt bears; the attempt is kept under an id of its own. */
async function writeScans(
  ctx: Context,
  facts: TicketFacts,
  entries: readonly ScanEntry[],
  taken: ReadonlySet<string>,
): Promise<void> {
  const [first, ...rest] = entries.map((entry) => auditOf(facts, entry));
  if (!first) return;
  const latest_pass = entries.findLast(({ result }) => result === "pass");
  await commit(ctx, {
    writes: [
      insertMany(
        redemptions,
        entries.map((entry) => redemptionRow(ctx, facts, entry, taken)),
      ),
      ...(latest_pass ? [updateTicket(facts, latest_pass)] : []),
    ],
    audit: [first, ...rest],
    events: entries.map((entry) => ({
      type: REDEEMED[entry.result],
      subject: ["ticket", facts.ticket_id] as const,
      store_id: entry.store_id,
      at: entry.received_at,
      data: {
        ticket_id: facts.ticket_id,
        scan_id: entry.scan_id,
        package_id: facts.package_id,
        result: entry.result,
        reason: entry.reason,
        remaining: entry.remaining,
        unit: entry.unit,
        device_id: entry.device_id,
        zone_id: entry.zone_id,
      },
    })),
  });
}

function redemptionRow(ctx: Context, facts: TicketFacts, entry: ScanEntry, taken: ReadonlySet<string>) {
  const { scan_id, store_id, device_id, device_name, zone_id, zone, actor, code_hash } = entry;
  const { result, reason, remaining, unit, happened_at, received_at } = entry;
  return {
    tenant_id: facts.tenant_id,
    redemption_id: taken.has(scan_id) ? ctx.newId() : scan_id,
    scan_id,
    ticket_id: facts.ticket_id,
    store_id,
    device_id,
    device_name,
    employee_id: actor.kind === "employee" ? actor.id : null,
    zone_id,
    zone,
    code_hash,
    result,
    reason,
    remaining,
    unit,
    forced: false,
    happened_at,
    received_at,
  };
}

function updateTicket(facts: TicketFacts, { usage, sequence }: ScanEntry): Statement {
  return sql`UPDATE tickets SET used = ${usage.used}, first_pass = ${usage.first_pass},
               last_pass_at = ${usage.last_pass_at}, projected_sequence = ${sequence}
             WHERE tenant_id = ${facts.tenant_id} AND ticket_id = ${facts.ticket_id}
               AND projected_sequence < ${sequence}`;
}

function auditOf(facts: TicketFacts, entry: ScanEntry) {
  return {
    event: REDEEMED[entry.result],
    subject: ["ticket", facts.ticket_id] as const,
    changes: { scan_id: entry.scan_id, reason: entry.reason, used: entry.usage.used, zone: entry.zone },
    store_id: entry.store_id,
    at: entry.received_at,
    actor: entry.actor,
    device_id: entry.device_id,
    ip: entry.ip,
    request_id: entry.request_id,
  };
}
