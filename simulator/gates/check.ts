/** Checks of a seed: the gates' history, the logs of tickets' objects, and their copies in D1 must agree. The checks are pure and count in their own way. */
import type { ChangeLine, LogLine, ScanLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { TicketFacts, Usage } from "../../src/modules/admission/tickets/domain/words.ts";
import { businessDate } from "../../src/shared/time.ts";
import { checkSequence, type Violation } from "../check.ts";
import type { GateHistory, OwnVerdict, RequestedChange, ScanAnswer } from "./history.ts";

/** The log lines of each ticket, from its object. */
export type Logs = ReadonlyMap<string, readonly LogLine[]>;

/** One tenant's tables, with SQLite's values and parsed JSON. */
export interface Rows {
  tickets: { ticket_id: string; status: string; used: number; presence: Usage["presence"] }[];
  redemptions: {
    redemption_id: string;
    scan_id: string;
    ticket_id: string | null;
    result: string;
    reason: string | null;
    remaining: number;
    admitted_offline: number;
    annulled_at: number | null;
  }[];
  ticket_changes: { ticket_id: string; sequence: number; kind: string }[];
  conflicts: { conflict_id: string; ticket_id: string }[];
  zone_days: { zone_id: string; business_date: string; inside: number; entries: number }[];
  audits: NumberedRow[];
  outbox: NumberedRow[];
}

interface NumberedRow {
  sequence: number;
  /** The event, which has the same name in the audit and the outbox. */
  type: string;
  subject_id: string;
  /** The scan in the row's JSON, or null. */
  scan_id: string | null;
}

/** All violations in the history and the logs, without the copies. */
export function checkLogs(history: GateHistory, logs: Logs): Violation[] {
  return [
    ...history.surprises,
    ...[...logs].flatMap(([ticket_id, lines]) => checkLog(ticket_id, lines)),
    ...checkTold(history, logs),
    ...checkChanges(history, logs),
    ...checkOwnPasses(history, logs),
  ];
}

/** A ticket's uses, counted again from its lines. */
interface Count {
  used: number;
  inside: number;
  /** Guests who left and may return. */
  outside: number;
  /** Guests who entered and did not just return, by business date. */
  dates: Readonly<Record<string, number>>;
}

function checkLog(ticket_id: string, lines: readonly LogLine[]): Violation[] {
  const [first] = lines;
  if (!first) return [];
  const facts = lines.findLast((line) => line.facts)?.facts;
  if (!facts || !first.initial) return [`the log of ticket ${ticket_id} does not tell what the ticket is`];
  const violations = checkSequence(
    `lines of ticket ${ticket_id}`,
    lines.map(({ sequence }) => sequence),
  );
  const before_scan = new Map<string, Count>();
  let count = countOf(first.initial);
  let { status } = first.initial;
  for (const line of lines) {
    const place = `line ${line.sequence} of ${facts.type} ticket ${ticket_id}`;
    if (line.kind === "scan") {
      if (before_scan.has(line.scan_id)) violations.push(`${place} decides scan ${line.scan_id} a second time`);
      before_scan.set(line.scan_id, count);
      const enters = line.result === "pass" && line.direction === "entry";
      if (enters && status !== "active" && !line.admitted_offline)
        violations.push(`${place} passes a ticket that is ${status}`);
      if (line.result === "pass") count = countPass(facts, count, line);
      violations.push(...checkQuota(place, facts, count, line), ...checkDates(place, facts, count, line));
    } else if (line.kind === "annul") {
      const back = before_scan.get(line.scan_id ?? "");
      if (!back) violations.push(`${place} annuls scan ${line.scan_id}, which is not there`);
      count = back ?? count;
    } else {
      status = line.usage.status;
      // Its guests now count for the replacing ticket.
      if (line.replacement) count = { ...count, inside: 0, outside: 0 };
    }
    const shown = `${line.usage.used} uses, ${insideOf(line.usage.presence)} inside`;
    const counted = `${count.used} uses, ${count.inside} inside`;
    if (shown !== counted) violations.push(`${place} shows ${shown}; ${counted} are`);
    if (count.inside < 0) violations.push(`${place} leaves ${count.inside} people inside`);
  }
  return violations;
}

function countOf({ used, presence }: Usage): Count {
  const outside = presence.reduce((sum, { outside }) => sum + outside, 0);
  return { used, inside: insideOf(presence), outside, dates: {} };
}

/** Guests inside and outside after a line. A scan that is handed in late may also move guests of a later exit. */
function countPass(facts: TicketFacts, count: Count, line: ScanLine): Count {
  const { type, terms } = facts;
  const { zone_id, party, direction, moves, usage } = line;
  const moved = moves.reduce((sum, { by }) => sum + by, 0);
  const inside = count.inside + moved;
  if (direction === "exit") return { ...count, inside, outside: count.outside - moved };
  const each = type === "credit" ? (terms.zones.find((zone) => zone.zone_id === zone_id)?.credits ?? 0) : 1;
  // The line's number of returning guests, but at most those outside.
  const said = party - (usage.used - count.used) / each;
  const back = terms.reentry === "none" ? 0 : Math.max(0, Math.min(party, said, count.outside));
  const paid = count.used + (party - back) * each;
  const date = dateOf(facts, line);
  const dates = { ...count.dates, [date]: (count.dates[date] ?? 0) + party - back };
  // A time pass has one guest, who may have been in another zone.
  if (type === "timepass") return { ...countOf(usage), used: paid, inside, dates };
  return { used: paid, inside, outside: count.outside - back + party - moved, dates };
}

function dateOf({ time_zone, cutoff_hour }: TicketFacts, { happened_at }: ScanLine): string {
  return businessDate(happened_at, time_zone, cutoff_hour);
}

/** Violations of the limits per business date, of the number of dates, and of the window. */
function checkDates(place: string, facts: TicketFacts, { dates }: Count, line: ScanLine): Violation[] {
  if (line.result === "fail" || line.direction === "exit" || line.forced) return [];
  const { uses_per_day, max_days, tolerance_before_min, tolerance_after_min } = facts.terms;
  const date = dateOf(facts, line);
  const early = facts.valid_from - line.happened_at > tolerance_before_min * 60_000;
  const late = line.happened_at - (facts.valid_to ?? line.happened_at) > tolerance_after_min * 60_000;
  return [
    ...((dates[date] ?? 0) > (uses_per_day ?? Number.POSITIVE_INFINITY)
      ? [`${place} passes beyond ${uses_per_day} uses on ${date}`]
      : []),
    ...(Object.keys(dates).length > (max_days ?? Number.POSITIVE_INFINITY)
      ? [`${place} passes on more than ${max_days} dates`]
      : []),
    ...(early || late ? [`${place} passes outside its window`] : []),
  ];
}

/** Violations of what was paid for: the number of uses, places and credits, or the minutes since the first entry. */
function checkQuota(place: string, facts: TicketFacts, { used }: Count, line: ScanLine): Violation[] {
  const { type, quota_or_minutes } = facts;
  if (type === "timepass") {
    const began_at = line.usage.first_pass?.at ?? line.happened_at;
    const late = line.happened_at - began_at > quota_or_minutes * 60_000;
    const entered = line.result === "pass" && line.direction === "entry";
    return entered && late ? [`${place} passes when its ${quota_or_minutes} minutes are over`] : [];
  }
  const left = quota_or_minutes - used;
  return [
    ...(left < 0 ? [`${place} passes beyond ${quota_or_minutes}`] : []),
    ...(line.remaining === left ? [] : [`${place} tells ${line.remaining} remaining, ${left} are`]),
  ];
}

/** Each answer equals the ticket's log. All answers to one scan are one verdict, and at most one is the first. */
function checkTold({ told }: GateHistory, logs: Logs): Violation[] {
  const line_of = new Map<string, ScanLine & { ticket_id: string }>();
  for (const [ticket_id, lines] of logs)
    for (const line of lines)
      if (line.kind === "scan") for (const scan_id of scansOf(line)) line_of.set(scan_id, { ...line, ticket_id });
  const by_scan = Map.groupBy(told, ({ scan_id }) => scan_id);
  return [...by_scan].flatMap(([scan_id, answers]) => {
    const verdicts = new Set(answers.map(verdictOf));
    const first = answers.filter(({ replayed }) => !replayed).length;
    const violations = [
      ...(verdicts.size > 1 ? [`scan ${scan_id} got several verdicts: ${[...verdicts].join(" | ")}`] : []),
      // A device's object remembers unreadable codes only while its process runs.
      ...(first > 1 && answers[0]?.ticket_id !== null ? [`scan ${scan_id} was decided ${first} times`] : []),
    ];
    const [answer] = answers;
    if (!answer || answer.ticket_id === null) return violations;
    const line = line_of.get(scan_id);
    const kept = line && `${line.ticket_id} ${verdictOf(line)}`;
    const expected = `${answer.ticket_id} ${verdictOf(answer)}`;
    if (!kept) violations.push(`scan ${scan_id} was answered ${expected} and is not in its ticket's log`);
    else if (kept !== expected) violations.push(`scan ${scan_id} was answered ${expected} and is kept as ${kept}`);
    return violations;
  });
}

/** The scans of a line: its own, and the repeats that it counts (rule G2). */
function scansOf({ scan_id, repeats }: ScanLine): string[] {
  return [scan_id, ...(repeats?.scan_ids ?? [])];
}

type VerdictFields = Pick<ScanAnswer, "result" | "reason" | "remaining" | "admitted_offline">;

function verdictOf({ result, reason, remaining, admitted_offline }: VerdictFields): string {
  return `${result} ${reason} ${remaining}${admitted_offline ? " admitted offline" : ""}`;
}

/** An answered change is in the log, and nobody passed later on a held or ended ticket. */
function checkChanges({ changes, told }: GateHistory, logs: Logs): Violation[] {
  return changes.flatMap((change) => {
    const { ticket_id, kind, scan_id, answered_at } = change;
    if (answered_at === null) return [];
    const line = logs
      .get(ticket_id)
      ?.find((found): found is ChangeLine => found.kind === kind && (found as ChangeLine).scan_id === scan_id);
    if (!line) return [`the ${kind} of ticket ${ticket_id} was answered and is not in its log`];
    if (kind === "annul" || kind === "unblock") return [];
    const released_at = releaseOf(changes, change);
    return (
      told
        .filter((one) => one.ticket_id === ticket_id && one.way === "online" && one.result === "pass" && !one.replayed)
        // A guest inside may always leave, whatever happened to the ticket (rule G9).
        .filter(({ direction }) => direction === "entry")
        .filter(({ sent_at }) => sent_at > answered_at && sent_at < released_at)
        .map((one) => `scan ${one.scan_id} passed on ticket ${ticket_id} after the answer to its ${kind}`)
    );
  });
}

/** The earliest moment at which a held ticket may have been released, answered or not. */
function releaseOf(changes: readonly RequestedChange[], { ticket_id, asked_at }: RequestedChange): number {
  const releases = changes.filter((one) => one.ticket_id === ticket_id && one.kind === "unblock");
  return Math.min(...releases.map((release) => release.asked_at).filter((at) => at > asked_at));
}

/** Every guest whom a gate admitted alone is in the log. */
function checkOwnPasses({ own }: GateHistory, logs: Logs): Violation[] {
  return ownPasses(own).flatMap(({ scan_id, ticket_id }) => {
    const known = logs.get(ticket_id)?.some((line) => line.kind === "scan" && scansOf(line).includes(scan_id));
    return known ? [] : [`scan ${scan_id} was admitted offline and is not in the log of ticket ${ticket_id}`];
  });
}

function ownPasses(own: readonly OwnVerdict[]): { scan_id: string; ticket_id: string }[] {
  return own.flatMap(({ scan_id, ticket_id, result }) =>
    result === "pass" && ticket_id !== null ? [{ scan_id, ticket_id }] : [],
  );
}

/** All violations in the copies in D1: each line must be in each table once, and nothing else. */
export function checkCopies({ told, own }: GateHistory, logs: Logs, rows: Rows): Violation[] {
  const lines = [...logs].flatMap(([ticket_id, own]) => own.map((line) => ({ ticket_id, line })));
  const scans = lines.filter((entry): entry is { ticket_id: string; line: ScanLine } => entry.line.kind === "scan");
  const changes = lines.filter((entry): entry is { ticket_id: string; line: ChangeLine } => entry.line.kind !== "scan");
  const written = new Set(rows.redemptions.filter((row) => row.ticket_id === null).map(({ scan_id }) => scan_id));
  // Each row also counts the repeats of its minute. If the answer to one was lost, its row remains beside the row that
  // its retry was counted in.
  const unread = new Map(
    told
      .filter(({ ticket_id }) => ticket_id === null)
      .flatMap(({ redemption_id, ...one }) => {
        const told_by = redemption_id ?? one.scan_id;
        const names = written.has(one.scan_id) ? new Set([told_by, one.scan_id]) : [told_by];
        return [...names].map((scan_id) => [scan_id, { ...one, scan_id }] as const);
      }),
  );
  const annulled = new Set(changes.flatMap(({ line }) => (line.kind === "annul" ? [line.scan_id] : [])));
  const acts = [
    ...[...scans.map(({ line }) => line), ...unread.values()].map((one) => `${REDEEMED}${one.result} ${one.scan_id}`),
    ...changes.map(({ ticket_id, line }) => `${eventOf(line.kind)} ${line.scan_id ?? ticket_id}`),
  ];
  const admitted = scans.filter(({ line }) => line.admitted_offline).map(({ line }) => line.scan_id);
  // The gate admitted a guest whom the ticket had refused, because the refusal was lost.
  const refused = new Set(
    scans.filter(({ line }) => line.result === "fail" && !line.admitted_offline).flatMap(({ line }) => scansOf(line)),
  );
  const unheard = ownPasses(own).flatMap(({ scan_id }) => (refused.has(scan_id) ? [scan_id] : []));
  const conflicting = [...admitted, ...unheard].map((scan_id) => `${CONFLICT} ${scan_id}`);
  return [
    ...compare(
      "redemptions",
      rows.redemptions.map((row) => {
        const { scan_id, ticket_id, result, reason, remaining } = row;
        const said = {
          result: result as "pass" | "fail",
          reason,
          remaining,
          admitted_offline: row.admitted_offline === 1,
        };
        return `${scan_id} ${ticket_id} ${verdictOf(said)}${row.annulled_at === null ? "" : " annulled"}`;
      }),
      [
        ...scans.map(({ ticket_id, line }) => {
          const { scan_id } = line;
          return `${scan_id} ${ticket_id} ${verdictOf(line)}${annulled.has(scan_id) ? " annulled" : ""}`;
        }),
        ...[...unread.values()].map((one) => `${one.scan_id} null ${verdictOf(one)}`),
      ],
    ),
    ...compare(
      "ticket_changes",
      rows.ticket_changes.map(({ ticket_id, sequence, kind }) => `${ticket_id} ${sequence} ${kind}`),
      changes.map(({ ticket_id, line }) => `${ticket_id} ${line.sequence} ${line.kind}`),
    ),
    ...compare(
      "conflicts",
      rows.conflicts.map(({ conflict_id }) => `${CONFLICT} ${conflict_id}`),
      conflicting,
    ),
    ...compare("audit", namesOf(rows.audits), [...acts, ...unheard.map((scan_id) => `${CONFLICT} ${scan_id}`)]),
    ...compare("outbox", namesOf(rows.outbox), [...acts, ...conflicting]),
    ...checkSequence("audit sequences", numbersOf(rows.audits)),
    ...checkSequence("outbox sequences", numbersOf(rows.outbox)),
    ...checkTickets(logs, rows),
    ...checkZones(lines, rows),
  ];
}

const REDEEMED = "ticket.redeemed.";
const CONFLICT = "ticket.conflict";
const EVENTS = {
  annul: "annulled",
  block: "blocked",
  unblock: "unblocked",
  cancel: "cancelled",
  reissue: "reissued",
  refund: "refunded",
  unrefund: "unrefunded",
  refund_places: "places_refunded",
  unrefund_places: "places_unrefunded",
};
const NAMES = new Set([
  `${REDEEMED}pass`,
  `${REDEEMED}fail`,
  CONFLICT,
  ...Object.values(EVENTS).map((name) => `ticket.${name}`),
]);

function eventOf(kind: keyof typeof EVENTS): string {
  return `ticket.${EVENTS[kind]}`;
}

function namesOf(rows: readonly NumberedRow[]): string[] {
  return rows
    .filter(({ type }) => NAMES.has(type))
    .map(({ type, scan_id, subject_id }) => `${type} ${scan_id ?? subject_id}`);
}

function numbersOf(rows: readonly NumberedRow[]): number[] {
  return rows.map(({ sequence }) => sequence);
}

/** Compares how often each name occurs. */
function compare(what: string, found: readonly string[], expected: readonly string[]): Violation[] {
  const missing = new Map<string, number>();
  for (const name of expected) missing.set(name, (missing.get(name) ?? 0) + 1);
  for (const name of found) missing.set(name, (missing.get(name) ?? 0) - 1);
  return [...missing].flatMap(([name, count]) => {
    if (count === 0) return [];
    return [count > 0 ? `${what} lacks "${name}"` : `${what} has "${name}" without or beyond the log`];
  });
}

/** A ticket's row equals the end of its log. */
function checkTickets(logs: Logs, { tickets }: Rows): Violation[] {
  return tickets.flatMap(({ ticket_id, status, used, presence }) => {
    const usage = logs.get(ticket_id)?.at(-1)?.usage;
    if (!usage) return [];
    const shown = `${status} ${used} ${insideOf(presence)}`;
    const kept = `${usage.status} ${usage.used} ${insideOf(usage.presence)}`;
    return shown === kept ? [] : [`the row of ticket ${ticket_id} shows "${shown}", its log ends with "${kept}"`];
  });
}

function insideOf(presence: Usage["presence"]): number {
  return presence.reduce((sum, { inside }) => sum + inside, 0);
}

const NO_PEOPLE = { inside: 0, entries: 0 };

/** A zone's people and entries equal the sum of its lines, and are never negative. */
function checkZones(lines: readonly { line: LogLine }[], { zone_days }: Rows): Violation[] {
  const expected = new Map<string, { inside: number; entries: number }>();
  for (const { line } of lines) {
    for (const move of line.moves) {
      const key = `${move.zone_id} ${move.business_date}`;
      const { inside, entries } = expected.get(key) ?? NO_PEOPLE;
      expected.set(key, { inside: inside + move.by, entries: entries + move.entries });
    }
  }
  return zone_days.flatMap(({ zone_id, business_date, inside, entries }) => {
    const { inside: people, entries: entered } = expected.get(`${zone_id} ${business_date}`) ?? NO_PEOPLE;
    return [
      ...(inside < 0 ? [`zone ${zone_id} has ${inside} people inside`] : []),
      ...(inside === people ? [] : [`zone ${zone_id} shows ${inside} people inside, its lines say ${people}`]),
      ...(entries === entered ? [] : [`zone ${zone_id} shows ${entries} entries, its lines say ${entered}`]),
    ];
  });
}
