/** Requests to a ticket's object and to the copier of its lines, and their outcomes. `outcome` is always one word. */

import type { Question } from "../../../../shared/questions.ts";
import type { AnnulRefusal, RefundChange, StatusChange } from "./changes.ts";
import type { ChangeLine, LogEntry, LogLine, ScanLine } from "./log.ts";
import type { FailReason, Scan, TicketFacts, TicketStatus } from "./words.ts";

export interface NamedTicket {
  tenant_id: string;
  ticket_id: string;
}

export type Caller = Pick<ChangeLine, "actor" | "ip" | "request_id">;

export interface ScanRequest
  extends Omit<Scan, "scan_id" | "admitted">,
    Caller,
    Pick<
      ScanLine,
      | "scan_id"
      | "code_hash"
      | "happened_at"
      | "received_at"
      | "approver_id"
      | "device_at"
      | "offline"
      | "doubts"
      | "extra"
    > {
  /** The gate let the guest in while it was offline. */
  admitted: boolean;
  /** The scan happened at a moment between these, epoch ms, because its gate's clock is uncertain (rule O4). */
  may_be?: { from: number; to: number };
  /** Records only a pass, because a fail may still be overridden (rule G12). */
  hold_fail: boolean;
}

export interface StatusRequest
  extends Caller,
    Pick<ChangeLine, "at" | "device_id" | "store_id" | "reason" | "replacement" | "reply_key"> {
  kind: StatusChange;
}

export interface RefundRequest extends Caller, Pick<ChangeLine, "at" | "device_id" | "store_id" | "reason"> {
  kind: RefundChange;
  refund_id: string;
  only_unused: boolean;
  /** For a refund of some places of a party. */
  places?: number;
}

export interface AnnulRequest extends Caller, Pick<ChangeLine, "at" | "reply_key"> {
  scan_id: string;
  device_id: string;
  store_id: string;
  approver_id: string | null;
  /** Annuls nothing yet: only answers with the refusal, if any (rule G11). */
  hold: boolean;
}

/** `unknown`: no such ticket. `unavailable`: the object has not read the ticket yet, and D1 is down. */
export type HydrateFailure = "unknown" | "unavailable";

export type HydrateOutcome = "known" | HydrateFailure;

export interface Repeat {
  line: ScanLine;
  facts: TicketFacts;
}

/** Lines that the caller copies to D1. `sure`: none of them was ever sent to D1. */
export interface LinesToCopy {
  lines: LogLine[];
  sure: boolean;
}

export interface CopyingDevice {
  tenant_id: string;
  device_id: string;
}

/** Lines of one ticket, handed to the copier. */
export interface HandedLines extends Pick<LinesToCopy, "sure"> {
  ticket_id: string;
  told: LogEntry[];
}

export type ScanOutcome =
  | { outcome: "decided"; replayed: boolean; line: ScanLine; facts: TicketFacts; to_copy?: LinesToCopy | undefined }
  /** The guest must answer first: nothing is recorded. The same scan id decides when it comes with the answers. */
  | { outcome: "incomplete"; line: ScanLine; facts: TicketFacts; questions: Question[] }
  | { outcome: "held"; reason: FailReason }
  | { outcome: HydrateFailure | "scan_id_taken" };

/** `projected` is false while D1 does not have the change; the object copies it later. */
export type ChangeOutcome<Refusal> =
  | { outcome: "made"; projected: boolean; line: ChangeLine; facts: TicketFacts }
  | { outcome: "refused"; refusal: Refusal; status: TicketStatus }
  | { outcome: "unknown" }
  | { outcome: "unavailable" };

/** `held`: the refusal to annul the pass, or null where there is none. */
export type AnnulOutcome = ChangeOutcome<AnnulRefusal> | { outcome: "held"; refusal: AnnulRefusal | null };

/** A change's effect on the log: a new line, the line of an earlier request, or none. */
export type DecidedChange<Refusal> =
  | { step: "append" | "repeat"; line: ChangeLine }
  | { step: "refuse"; refusal: Refusal; status: TicketStatus };
