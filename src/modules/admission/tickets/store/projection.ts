/** The projection: copies log lines to D1 with their audit and events, each once, however often they are sent. */

import { type AuditEntry, bookkeep, commit } from "../../../../platform/db/commit.ts";
import { insertMany, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { EventEntry } from "../../../../platform/events/define.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { businessDate } from "../../../../shared/time.ts";
import { isRevoked } from "../domain/changes.ts";
import { type ChangeLine, isScan, type LogEntry, type LogLine, type ScanLine } from "../domain/log.ts";
import { CHANGED, LINE_SET_ASIDE, REDEEMED, TICKET_CONFLICT } from "../events.ts";
import { conflicts, redemptions, revocations, ticket_changes } from "../tables.ts";
import { findPresent, namesOf, placeOf } from "./names.ts";
import { countMoreFails, countPeople, type RepeatCount } from "./zones.ts";

/** The number of lines in one batch to D1. */
const CHUNK = 100;

/**
 * Writes lines to D1; the lines of one ticket are in their order. It skips lines that D1 already has, so it is safe to
 * repeat after any crash. `sure`: none of the lines was ever sent before.
 */
export async function projectLines(ctx: Context, told: readonly LogEntry[], sure: boolean): Promise<void> {
  for (let from = 0; from < told.length; from += CHUNK) await projectChunk(ctx, told.slice(from, from + CHUNK), sure);
}

async function projectChunk(ctx: Context, told: readonly LogEntry[], sure: boolean): Promise<void> {
  if (sure) {
    try {
      return await writeLines(ctx, told, namesOf(told, new Map()));
    } catch (error) {
      if (!/redemptions\.redemption_id|ticket_changes\.sequence/.test(String(error))) throw error;
    }
  }
  const present = await findPresent(ctx.db, told);
  const missing = told.filter(({ facts, line }) => !present.places.has(placeOf(facts.ticket_id, line.sequence)));
  const names = namesOf(told, present.ticket_of);
  if (missing.length > 0) await writeLines(ctx, missing, names);
  const counted = told.flatMap((entry) => (missing.includes(entry) ? [] : repeatsOf(entry, names)));
  if (counted.length > 0)
    await bookkeep(ctx.db, [countMoreFails(ctx.tenant_id, counted), countRepeats(ctx.tenant_id, counted)]);
}

function repeatsOf({ facts, line }: LogEntry, names: ReadonlyMap<ScanLine, string>): RepeatCount[] {
  if (!isScan(line) || !line.repeats) return [];
  const redemption_id = names.get(line) ?? line.scan_id;
  const { count, last_at } = line.repeats;
  const business_date = businessDate(line.happened_at, facts.time_zone, facts.cutoff_hour);
  return [{ redemption_id, ticket_id: facts.ticket_id, business_date, count: count + 1, last_at }];
}

/** Counts only grow, so a late older copy changes nothing. */
function countRepeats(tenant_id: string, counted: readonly RepeatCount[]): Statement {
  return sql`UPDATE redemptions SET count = told.value ->> '$.count', last_at = told.value ->> '$.last_at'
    FROM json_each(${counted}) told
    WHERE tenant_id = ${tenant_id} AND redemption_id = told.value ->> '$.redemption_id'
      AND ticket_id = told.value ->> '$.ticket_id' AND count < told.value ->> '$.count'`;
}

async function writeLines(
  ctx: Context,
  told: readonly LogEntry[],
  names: ReadonlyMap<ScanLine, string>,
): Promise<void> {
  const scans = told.filter((entry): entry is LogEntry<ScanLine> => isScan(entry.line));
  const changes = told.filter((entry): entry is LogEntry<ChangeLine> => !isScan(entry.line));
  const [first, ...rest] = told.map(auditOf);
  if (!first) return;
  const conflicting = scans.filter(({ line }) => line.admitted_offline);
  await commit(ctx, {
    writes: [
      ...(scans.length > 0
        ? [
            insertMany(
              redemptions,
              scans.map((entry) => redemptionRow(entry, names)),
            ),
          ]
        : []),
      ...(changes.length > 0 ? [insertMany(ticket_changes, changes.map(changeRow))] : []),
      ...changes.flatMap(writesOf),
      ...told.flatMap(recountExits),
      ...(conflicting.length > 0 ? [insertMany(conflicts, conflicting.map(conflictRow))] : []),
      ...updateTickets(ctx.tenant_id, told),
      ...countPeople(ctx.tenant_id, told),
    ],
    audit: [first, ...rest],
    events: told.flatMap(eventsOf),
  });
}

/** Records once that an offline gate admitted a guest whom the ticket had refused; a pass needs no record (rule O5). */
export async function recordAdmission(ctx: Context, { facts, line }: LogEntry<ScanLine>): Promise<void> {
  if (line.result === "pass" || line.admitted_offline) return;
  const { scan_id, reason, store_id, device_id } = line;
  const subject = ["ticket", facts.ticket_id] as const;
  try {
    await commit(ctx, {
      writes: [insertMany(conflicts, [conflictRow({ facts, line })])],
      audit: [{ event: TICKET_CONFLICT.type, subject, changes: { scan_id, reason }, store_id, device_id }],
      events: [conflictEvent({ facts, line })],
    });
  } catch (error) {
    if (!/conflicts\.conflict_id/.test(String(error))) throw error;
  }
}

/** Records an alert for a line that D1 refuses even alone. */
export async function recordSetAside(ctx: Context, { facts, line }: LogEntry, cause: unknown): Promise<void> {
  const subject = ["ticket", facts.ticket_id] as const;
  const { sequence, kind, scan_id, device_id } = line;
  const store_id = line.store_id ?? facts.store_id;
  const what = { sequence, kind, scan_id, device_id };
  const changes = { ...what, cause: String(cause).slice(0, 200) };
  await commit(ctx, {
    writes: [],
    audit: [{ event: LINE_SET_ASIDE.type, subject, store_id, device_id, changes }],
    events: [LINE_SET_ASIDE.of(subject, { ticket_id: facts.ticket_id, ...what }, { store_id })],
  });
}

function redemptionRow({ facts, line }: LogEntry<ScanLine>, names: ReadonlyMap<ScanLine, string>) {
  const { scan_id, actor } = line;
  return {
    tenant_id: facts.tenant_id,
    redemption_id: names.get(line) ?? scan_id,
    scan_id,
    ticket_id: facts.ticket_id,
    store_id: line.store_id,
    device_id: line.device_id,
    device_name: line.device_name,
    employee_id: actor.kind === "employee" ? actor.id : null,
    zone_id: line.zone_id,
    zone: line.zone,
    code_hash: line.code_hash,
    result: line.result,
    reason: line.reason,
    remaining: line.remaining,
    unit: line.unit,
    forced: line.forced,
    approver_id: line.approver_id,
    direction: line.direction,
    party: line.party,
    happened_at: line.happened_at,
    received_at: line.received_at,
    device_at: line.device_at,
    offline: line.offline,
    admitted_offline: line.admitted_offline,
    unbound: facts.unbound ?? false,
    count: 1 + (line.repeats?.count ?? 0),
    last_at: line.repeats?.last_at ?? null,
    doubts: line.doubts ?? null,
    answers: line.answers ?? null,
  };
}

function changeRow({ facts, line }: LogEntry<ChangeLine>) {
  const { tenant_id, ticket_id } = facts;
  const { sequence, kind, at, usage, actor, device_id, store_id, reason, scan_id, replacement } = line;
  return {
    tenant_id,
    ticket_id,
    sequence,
    kind,
    at,
    status: usage.status,
    actor_kind: actor.kind,
    actor_id: actor.id,
    device_id,
    store_id,
    reason,
    scan_id,
    replaced_by: replacement?.ticket_id ?? null,
  };
}

/** Corrects the guests of exits, because an entry before them arrived late or was annulled. */
function recountExits({ facts, line }: LogEntry): Statement[] {
  const { tenant_id, ticket_id } = facts;
  return (line.recounts ?? []).map(
    ({ scan_id, party }) => sql`UPDATE redemptions SET party = ${party}
      WHERE tenant_id = ${tenant_id} AND ticket_id = ${ticket_id} AND scan_id = ${scan_id}`,
  );
}

function conflictRow({ facts, line }: LogEntry<ScanLine>) {
  const { device_id, device_name, zone, happened_at, received_at, store_id, usage } = line;
  return {
    tenant_id: facts.tenant_id,
    conflict_id: line.scan_id,
    ticket_id: facts.ticket_id,
    store_id,
    reason: line.reason ?? line.conflict ?? "duplicate_use",
    first_pass: usage.first_pass,
    admitted: { at: happened_at, device_id, device_name, zone },
    received_at,
  };
}

/** A change's other writes: the mark on an annulled attempt, the revocation, the new ticket. */
function writesOf({ facts, line }: LogEntry<ChangeLine>): Statement[] {
  const { tenant_id, ticket_id, store_id, key_version, valid_to } = facts;
  const { at, usage, actor, scan_id, replacement } = line;
  if (line.kind === "annul")
    return [
      sql`UPDATE redemptions SET annulled_at = ${at}, annulled_by = ${actor.id}
          WHERE tenant_id = ${tenant_id} AND ticket_id = ${ticket_id} AND scan_id = ${scan_id}`,
    ];
  const forget = sql`DELETE FROM revocations
    WHERE tenant_id = ${tenant_id} AND store_id = ${store_id} AND ticket_id = ${ticket_id}`;
  if (!isRevoked(usage.status)) return [forget];
  const row = { tenant_id, store_id, ticket_id, key_version, reason: usage.status, revoked_at: at, valid_to };
  return [
    forget,
    insertMany(revocations, [row]),
    ...(replacement
      ? [
          sql`INSERT INTO tickets (tenant_id, ticket_id, store_id, sale_id, line_no, package_id, short_code_hash, short_code_no, key_version,
                type, quota_or_minutes, valid_from, valid_to, terms, terms_id, price, lot_no, issued_by, issued_at, printed_count,
                status, used, first_pass, last_pass_at, presence, days, places_refunded, projected_sequence, lasting, replaces, origin)
              SELECT tenant_id, ${replacement.ticket_id}, store_id, sale_id, line_no, package_id,
                ${replacement.short_code_hash}, ${replacement.short_code_no}, ${replacement.key_version}, type, quota_or_minutes, valid_from, valid_to,
                terms, terms_id, price, lot_no, ${actor.id}, ${at}, printed_count, 'active', ${usage.used}, ${usage.first_pass},
                ${usage.last_pass_at}, ${replacement.presence ?? usage.presence}, ${usage.days ?? null}, ${usage.places_refunded}, 0, lasting, ticket_id, origin
              FROM tickets WHERE tenant_id = ${tenant_id} AND ticket_id = ${ticket_id}`,
        ]
      : []),
  ];
}

/** Each ticket's row shows its latest line; an older line that arrives later changes nothing. */
function updateTickets(tenant_id: string, told: readonly LogEntry[]): Statement[] {
  const latest = new Map<string, { line: LogLine; replaced_by?: string }>();
  for (const { facts, line } of told) {
    const replaced_by = isScan(line) ? undefined : line.replacement?.ticket_id;
    if (isScan(line) && line.result === "fail") continue;
    latest.set(facts.ticket_id, { line, replaced_by: replaced_by ?? latest.get(facts.ticket_id)?.replaced_by });
  }
  if (latest.size === 0) return [];
  const changes = [...latest].map(([ticket_id, { line, replaced_by }]) => {
    const { movements: _, ended_at: __, places_refunded_at: ___, ...usage } = line.usage;
    return { ticket_id, sequence: line.sequence, ...usage, replaced_by, unbound: line.unbound ?? false };
  });
  return [
    // A line from before the sale was known does not change the status that the sale gave its ticket.
    sql`UPDATE tickets SET status = iif(change.value ->> '$.unbound', status, change.value ->> '$.status'), used = change.value ->> '$.used',
          first_pass = change.value ->> '$.first_pass', last_pass_at = change.value ->> '$.last_pass_at',
          presence = change.value ->> '$.presence', days = change.value ->> '$.days',
          places_refunded = COALESCE(change.value ->> '$.places_refunded', places_refunded),
          replaced_by = COALESCE(change.value ->> '$.replaced_by', replaced_by),
          projected_sequence = change.value ->> '$.sequence'
        FROM json_each(${changes}) change
        WHERE tenant_id = ${tenant_id} AND ticket_id = change.value ->> '$.ticket_id'
          AND projected_sequence < change.value ->> '$.sequence'`,
  ];
}

function auditOf({ facts, line }: LogEntry): AuditEntry {
  const { actor, device_id, store_id, ip, request_id } = line;
  const who = { subject: ["ticket", facts.ticket_id] as const, actor, device_id, store_id, ip, request_id };
  if (isScan(line)) {
    const { scan_id, reason, direction, zone, usage, approver_id, received_at: at } = line;
    const changes = {
      scan_id,
      reason,
      used: usage.used,
      zone,
      ...(direction === "exit" && { direction }),
      ...(line.forced && { forced: true }),
      ...(line.admitted_offline && { admitted_offline: true }),
      ...(facts.unbound && { unbound: true }),
      ...(line.doubts && { doubts: line.doubts }),
      ...(line.extra && { extra: JSON.parse(line.extra) }),
    };
    return { ...who, event: REDEEMED[line.result].type, changes, approver_id, at };
  }
  const { kind, usage, reason, scan_id, replacement, approver_id = null, at } = line;
  const changes = {
    status: usage.status,
    ...(line.places !== undefined && { places: line.places }),
    ...(reason !== null && { reason }),
    ...(scan_id !== null && { scan_id }),
    ...(replacement && { replaced_by: replacement.ticket_id }),
  };
  return { ...who, event: CHANGED[kind].type, changes, approver_id, at };
}

function eventsOf({ facts, line }: LogEntry): EventEntry[] {
  const { ticket_id, package_id, key_version } = facts;
  const { store_id } = line;
  const subject = ["ticket", ticket_id] as const;
  if (!isScan(line)) {
    const { kind, at, usage, device_id, scan_id, replacement } = line;
    const places = line.places !== undefined && { places: line.places };
    const replaced_by = replacement?.ticket_id ?? null;
    const data = { ticket_id, package_id, key_version, status: usage.status, device_id, scan_id, ...places };
    return [CHANGED[kind].of(subject, { ...data, replaced_by }, { store_id: facts.store_id, at })];
  }
  const { scan_id, result, reason, remaining, unit, device_id, zone_id, direction, party, forced } = line;
  const data = {
    ticket_id,
    scan_id,
    package_id,
    result,
    reason,
    remaining,
    unit,
    device_id,
    zone_id,
    direction,
    party,
    forced,
    ...(line.doubts && { doubts: line.doubts }),
  };
  const scanned = REDEEMED[result].of(subject, data, { store_id, at: line.received_at });
  return line.admitted_offline ? [scanned, conflictEvent({ facts, line })] : [scanned];
}

function conflictEvent({ facts, line }: LogEntry<ScanLine>): EventEntry {
  const { ticket_id, conflict_id, store_id, received_at: at, ...conflict } = conflictRow({ facts, line });
  const { reason, first_pass, admitted } = conflict;
  const data = { ticket_id, conflict_id, reason, first_pass, admitted };
  return TICKET_CONFLICT.of(["ticket", ticket_id], data, { store_id, at });
}
