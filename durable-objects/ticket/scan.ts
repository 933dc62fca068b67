/** The line of a scan: decided once; a repeated scan id gets the same line (rules G3, G4). */

import {
  askedOf,
  decideScan,
  likeliestMoment,
  zoneName,
} from "../../src/modules/admission/tickets/domain/admission.ts";
import { type ScanLine, tellingLine, withRepeat } from "../../src/modules/admission/tickets/domain/log.ts";
import { verdictMessage } from "../../src/modules/admission/tickets/domain/messages.ts";
import { fittingAnswers } from "../../src/modules/admission/tickets/domain/questions.ts";
import type { ScanOutcome, ScanRequest } from "../../src/modules/admission/tickets/domain/requests.ts";
import type { TicketFacts, Usage } from "../../src/modules/admission/tickets/domain/words.ts";
import type { Doubt } from "../../src/shared/handed-in.ts";
import type { TicketHistory } from "./history.ts";

interface ScanDecision {
  outcome: ScanOutcome;
  /** A new line. */
  append?: ScanLine;
  /** An earlier line that counts this refusal too, before and after the count (rule G2). */
  counted?: { before: ScanLine; after: ScanLine };
}

export function scanLine(history: TicketHistory, sent: ScanRequest): ScanDecision {
  const { facts, usage } = history.ticket();
  const earlier = history.scanOf(sent.scan_id);
  if (earlier) return { outcome: { outcome: "decided", replayed: true, line: earlier, facts } };

  const scan = timed(facts, usage, sent);
  const { people, ...decision } = decideScan(facts, usage, scan);
  if (decision.result === "fail" && decision.reason && scan.hold_fail)
    return { outcome: { outcome: "held", reason: decision.reason } };
  const passes_in = decision.result === "pass" && scan.direction === "entry";
  const questions = askedOf(facts, usage, scan);
  const answers = passes_in ? fittingAnswers(facts.terms.questions, scan.answers) : [];
  const unasked = passes_in && !decision.forced && questions.length > 0;
  const doubts: Doubt[] = [...(scan.doubts ?? []), ...(unasked ? (["unanswered"] as const) : [])];
  const { scan_id, code_hash, happened_at, received_at, device_at, offline, direction, party } = scan;
  const { store_id, device_id, device_name, zone, actor, ip, request_id } = scan;
  const line: ScanLine = {
    kind: "scan",
    sequence: history.length + 1,
    scan_id,
    code_hash,
    happened_at,
    received_at,
    device_at,
    offline,
    admitted_offline: scan.admitted && (decision.result === "fail" || decision.conflict !== undefined),
    ...(doubts.length > 0 && { doubts }),
    ...(scan.extra && { extra: scan.extra }),
    ...(answers.length > 0 && { answers }),
    store_id,
    device_id,
    device_name,
    zone_id: zone?.zone_id ?? null,
    zone: zoneName(facts, scan),
    direction,
    // An exit counts at most the guests who are inside (rule G9).
    party: decision.result === "pass" && direction === "exit" ? people : party,
    approver_id: scan.approver_id,
    actor,
    ip,
    request_id,
    message: verdictMessage(facts, decision, scan),
    ...decision,
  };
  if (line.reason === "incomplete" && line.result === "fail" && !scan.refused)
    return { outcome: { outcome: "incomplete", line, facts, questions } };
  const decided = (answer: ScanLine) => ({ outcome: "decided", replayed: false, line: answer, facts }) as const;
  const before = tellingLine(history.lines, line);
  if (!before) return { outcome: decided(line), append: line };
  // The refusal is counted in an earlier line, and answered as its own line.
  const answer = { ...line, recorded_as: before.scan_id };
  return { outcome: decided(answer), counted: { before, after: withRepeat(before, line) } };
}

/** A scan with a doubtful clock gets the likeliest moment for its ticket, and is flagged. */
function timed(facts: TicketFacts, usage: Usage, scan: ScanRequest): ScanRequest {
  const { happened_at, may_be, doubts = [] } = scan;
  const moment = may_be ? likeliestMoment(facts, usage, happened_at, may_be) : happened_at;
  if (moment === happened_at) return scan;
  return { ...scan, now: moment, happened_at: moment, doubts: [...new Set([...doubts, "time_corrected" as const])] };
}
