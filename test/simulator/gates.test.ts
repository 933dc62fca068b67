/** The checker of gates sees what it is there to see: each test breaks one thing on a day on which all is well. */
import { describe, expect, test } from "vitest";
import { checkCopies, checkLogs, type Rows } from "../../simulator/gates/check.ts";
import { type GateHistory, newGateHistory, type ScanAnswer } from "../../simulator/gates/history.ts";
import type { ChangeLine, LogLine, ScanLine } from "../../src/modules/admission/tickets/domain/log.ts";
import { completeTerms, type TicketFacts, type Usage } from "../../src/modules/admission/tickets/domain/words.ts";

const at = Date.UTC(2026, 0, 1, 9);
const by = {
  actor: { kind: "device", id: "GATE" },
  ip: null,
  request_id: "R",
  store_id: "S",
  device_id: "GATE",
} as const;
const fresh: Usage = { status: "active", used: 0, first_pass: null, last_pass_at: null, presence: [] };
const pass = { at, device_id: "GATE", device_name: "Gate", zone: null };
const inside = (people: number): Usage["presence"] => [
  { zone_id: "Z", business_date: "2026-01-01", inside: people, outside: 0 },
];
const used: Usage = { ...fresh, used: 1, first_pass: pass, last_pass_at: at, presence: inside(1) };

function factsOf(ticket_id: string): TicketFacts {
  return {
    tenant_id: "T",
    ticket_id,
    package_id: "P",
    short_code_no: 0,
    key_version: 1,
    store_id: "S",
    type: "single",
    quota_or_minutes: 1,
    valid_from: 0,
    valid_to: null,
    terms: completeTerms({}),
    time_zone: "Asia/Bangkok",
    cutoff_hour: 0,
  };
}

function scanLine(sequence: number, scan_id: string, fields: Partial<ScanLine>): ScanLine {
  const how = { direction: "entry", party: 1, approver_id: null, forced: false, unit: "uses" } as const;
  const when = { happened_at: at, received_at: at, device_at: null, offline: false, admitted_offline: false };
  const where = { device_id: "GATE", store_id: "S", device_name: "Gate", zone_id: "Z", zone: "Zone" };
  const verdict = { result: "pass" as const, reason: null, remaining: 0, usage: used, moves: [], recounts: [] };
  const message = { en: "", th: "" };
  return {
    ...by,
    kind: "scan",
    sequence,
    scan_id,
    code_hash: "H",
    message,
    ...how,
    ...when,
    ...where,
    ...verdict,
    ...fields,
  };
}

const moved = (people: number) => ({
  zone_id: "Z",
  business_date: "2026-01-01",
  by: people,
  entries: people,
  exits: 0,
});
const duplicate = { result: "fail", reason: "duplicate_use" } as const;

function changeLine(sequence: number, fields: Partial<ChangeLine>): ChangeLine {
  const nothing = { reason: null, scan_id: null, moves: [], reply_key: null, replacement: null };
  return { ...by, kind: "cancel", sequence, at, usage: used, ...nothing, ...fields };
}

function toldOf(ticket_id: string, line: ScanLine, fields: Partial<ScanAnswer> = {}): ScanAnswer {
  const { scan_id, direction, result, reason, remaining, admitted_offline } = line;
  const verdict = { result, reason, remaining, admitted_offline, replayed: false };
  return { scan_id, way: "online", ticket_id, direction, sent_at: at, ...verdict, ...fields };
}

interface Day {
  history: GateHistory;
  logs: Map<string, LogLine[]>;
  rows: Rows;
}

/**
 * A ticket that passes, is tried again online with a repeat, and is then admitted by a gate that was offline; a ticket
 * that passes, is taken back and cancelled; two refusals, one of them counted in the other's line, that never reached
 * the gate; a code that nobody sold.
 */
function goodDay(): Day {
  const entered = { initial: fresh, moves: [moved(1)] };
  const a = [
    scanLine(1, "A1", { facts: factsOf("A"), ...entered }),
    scanLine(2, "A2", duplicate),
    scanLine(3, "A3", { ...duplicate, offline: true, admitted_offline: true }),
    scanLine(4, "A4", { ...duplicate, repeats: { count: 1, last_at: at, scan_ids: ["A5"] } }),
  ];
  const b: LogLine[] = [
    scanLine(1, "B1", { facts: factsOf("B"), ...entered }),
    changeLine(2, { kind: "annul", scan_id: "B1", usage: fresh, moves: [moved(-1)] }),
    changeLine(3, { usage: { ...fresh, status: "cancelled" } }),
  ];
  const [a1, a2, a3, a4] = a as [ScanLine, ScanLine, ScanLine, ScanLine];
  const unread = toldOf("", scanLine(1, "X1", { result: "fail", reason: "invalid_sig" }), { ticket_id: null });
  const history: GateHistory = {
    ...newGateHistory(),
    told: [
      toldOf("A", a1),
      toldOf("A", a2),
      toldOf("A", a2, { replayed: true }),
      toldOf("A", a3, { way: "handed_in" }),
      toldOf("A", a4, { way: "handed_in", replayed: true }),
      toldOf("A", a4, { scan_id: "A5", redemption_id: "A4" }),
      toldOf("A", a4, { scan_id: "A5", redemption_id: "A4", way: "handed_in", replayed: true }),
      toldOf("B", b[0] as ScanLine),
      unread,
    ],
    own: ["A3", "A4", "A5"].map((scan_id) => ({ scan_id, ticket_id: "A", device_id: "GATE", result: "pass" })),
    changes: [
      { ticket_id: "B", kind: "annul", scan_id: "B1", asked_at: at + 1, answered_at: at + 2 },
      { ticket_id: "B", kind: "cancel", scan_id: null, asked_at: at + 3, answered_at: at + 4 },
    ],
  };
  const row = (ticket_id: string | null, { scan_id, result, reason, remaining, admitted_offline }: ScanAnswer) => {
    const verdict = { result, reason, remaining, admitted_offline: Number(admitted_offline) };
    return { redemption_id: scan_id, scan_id, ticket_id, ...verdict, annulled_at: scan_id === "B1" ? at : null };
  };
  const firsts = [...a.map((line) => toldOf("A", line)), toldOf("B", b[0] as ScanLine), unread];
  const acts = [
    ...firsts.map(({ result, scan_id }) => ({ type: `ticket.redeemed.${result}`, subject_id: "S", scan_id })),
    { type: "ticket.annulled", subject_id: "B", scan_id: "B1" },
    { type: "ticket.cancelled", subject_id: "B", scan_id: null },
    { type: "ticket.conflict", subject_id: "A", scan_id: "A4" },
    { type: "ticket.conflict", subject_id: "A", scan_id: "A5" },
  ];
  const numbered = (list: typeof acts) => list.map((act, index) => ({ sequence: index + 1, ...act }));
  const rows: Rows = {
    tickets: [
      { ticket_id: "A", status: "active", used: 1, presence: inside(1) },
      { ticket_id: "B", status: "cancelled", used: 0, presence: [] },
      { ticket_id: "C", status: "active", used: 0, presence: [] },
    ],
    redemptions: firsts.map((one) => row(one.ticket_id, one)),
    ticket_changes: [
      { ticket_id: "B", sequence: 2, kind: "annul" },
      { ticket_id: "B", sequence: 3, kind: "cancel" },
    ],
    conflicts: [
      { conflict_id: "A3", ticket_id: "A" },
      { conflict_id: "A4", ticket_id: "A" },
      { conflict_id: "A5", ticket_id: "A" },
    ],
    zone_days: [{ zone_id: "Z", business_date: "2026-01-01", inside: 1, entries: 1 }],
    audits: numbered(acts),
    outbox: numbered([...acts, { type: "ticket.conflict", subject_id: "A", scan_id: "A3" }]),
  };
  return {
    history,
    logs: new Map<string, LogLine[]>([
      ["A", a],
      ["B", b],
      ["C", []],
    ]),
    rows,
  };
}

function violationsOf({ history, logs, rows }: Day): string[] {
  return [...checkLogs(history, logs), ...checkCopies(history, logs, rows)];
}

function lineOf({ logs }: Day, ticket_id: string, place: number): ScanLine {
  return logs.get(ticket_id)?.[place] as ScanLine;
}

const passes = { result: "pass", reason: null } as const;
const later = { sent_at: at + 9, scan_id: "B2", ...passes };

const planted: [what: string, plant: (day: Day) => void, found: RegExp][] = [
  ["a second pass", (day) => Object.assign(lineOf(day, "A", 1), passes), /line 2 of single ticket A passes beyond 1/],
  ["a scan decided twice", (day) => Object.assign(lineOf(day, "A", 1), { scan_id: "A1" }), /scan A1 a second time/],
  ["a lost line", (day) => day.logs.get("A")?.splice(1, 1), /A2 was answered .+ is not in its ticket's log/],
  ["a gap in a log", (day) => day.logs.get("A")?.splice(1, 1), /lines of ticket A have a gap/],
  ["a use that was forgotten", (day) => Object.assign(lineOf(day, "A", 3), { usage: fresh }), /shows 0 uses, 0 inside/],
  ["a wrong remainder", (day) => Object.assign(lineOf(day, "A", 0), { remaining: 5 }), /tells 5 remaining, 0 are/],
  ["a log without facts", (day) => Object.assign(lineOf(day, "A", 0), { facts: undefined }), /does not tell what/],
  ["a changed mind", ({ history }) => Object.assign(history.told[2] ?? {}, passes), /A2 got several verdicts/],
  [
    "two first verdicts",
    ({ history }) => Object.assign(history.told[2] ?? {}, { replayed: false }),
    /A2 was decided 2/,
  ],
  ["an unexpected answer", ({ history }) => history.surprises.push("a batch was answered 500"), /answered 500/],
  ["a lost cancellation", (day) => day.logs.get("B")?.pop(), /the cancel of ticket B was answered and is not/],
  [
    "a pass of a cancelled ticket",
    ({ history, logs }) => {
      const line = scanLine(4, "B2", { usage: { ...used, status: "cancelled" }, moves: [moved(1)] });
      logs.get("B")?.push(line);
      history.told.push(toldOf("B", line, later));
    },
    /B2 passed on ticket B after the answer to its cancel/,
  ],
  ["a forgotten admission", (day) => day.logs.get("A")?.splice(2, 1), /A3 was admitted offline and is not in the log/],
  ["a conflict without record", ({ rows }) => rows.conflicts.shift(), /conflicts lacks "ticket.conflict A3"/],
  [
    "an unheard refusal without record",
    ({ rows }) => rows.conflicts.splice(1, 1),
    /conflicts lacks "ticket.conflict A4"/,
  ],
  [
    "an unheard and counted refusal without record",
    ({ rows }) => rows.conflicts.pop(),
    /conflicts lacks "ticket.conflict A5"/,
  ],
  ["a row that is missing", ({ rows }) => rows.redemptions.shift(), /redemptions lacks "A1/],
  [
    "a row without a line",
    ({ rows }) => rows.redemptions.push({ ...first(rows.redemptions), scan_id: "Z" }),
    /"Z A pass/,
  ],
  ["a row copied twice", ({ rows }) => rows.redemptions.push(first(rows.redemptions)), /redemptions has "A1/],
  ["a pass not marked as taken back", ({ rows }) => unmark(rows), /redemptions lacks "B1 B pass null 0 annulled"/],
  ["a change without row", ({ rows }) => rows.ticket_changes.pop(), /ticket_changes lacks "B 3 cancel"/],
  ["an act without audit", ({ rows }) => rows.audits.shift(), /audit lacks "ticket.redeemed.pass A1"/],
  ["an act told twice", ({ rows }) => rows.outbox.push(first(rows.outbox)), /outbox has "ticket.redeemed.pass A1"/],
  ["a gap in the outbox", ({ rows }) => rows.outbox.splice(1, 1), /outbox sequences have a gap/],
  ["a ticket's row that lags", ({ rows }) => Object.assign(first(rows.tickets), { used: 0 }), /row of ticket A shows/],
  ["fewer than nobody", ({ rows }) => Object.assign(first(rows.zone_days), { inside: -1 }), /has -1 people inside/],
  ["an entry too many", ({ rows }) => Object.assign(first(rows.zone_days), { entries: 2 }), /shows 2 entries/],
];

function first<Row extends object>(rows: readonly Row[]): Row {
  return rows[0] as Row;
}

function unmark({ redemptions }: Rows): void {
  for (const row of redemptions) row.annulled_at = null;
}

describe("[G3] [O5] [O6] the checker of gates", () => {
  test("finds nothing on a good day", () => expect(violationsOf(goodDay())).toEqual([]));

  test.each(planted)("finds %s", (_, plant, found) => {
    const day = goodDay();
    plant(day);
    expect(violationsOf(day)).toContainEqual(expect.stringMatching(found));
  });
});
