/** Requests to a ticket's object and to the copier of its lines, and their outcomes: each outcome is one word. */

import type { Question } from "../../../../shared/questions.ts";
import type { AnnulRefusal, RefundChange, StatusChange } from "./changes.ts";
import type { ChangeLine, LogLine, ScanLine, Told } from "./log.ts";
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
  /** The scan may have happened at any moment of these, epoch ms: its gate's clock leaves a doubt (rule O4). */
  may_be?: { from: number; to: number };
  /** Only a pass is recorded: a fail may yet be overridden (rule G12). */
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
  /** Of a party, where the refund is for places of it. */
  places?: number;
}

export interface AnnulRequest extends Caller, Pick<ChangeLine, "at" | "reply_key"> {
  scan_id: string;
  device_id: string;
  store_id: string;
  approver_id: string | null;
  /** Nothing is taken back yet: it is only told what keeps it from that (rule G11). */
  hold: boolean;
}

/** `unknown`: there is no such ticket. `unavailable`: the object never met it, and D1 cannot be asked. */
export type NotMet = "unknown" | "unavailable";

export type Meeting = "met" | NotMet;

export interface Repeat {
  line: ScanLine;
  facts: TicketFacts;
}

/** Lines that whoever asked copies to D1. `sure`: none of them was ever sent to it. */
export interface LinesToCopy {
  lines: LogLine[];
  sure: boolean;
}

export interface CopyingDevice {
  tenant_id: string;
  device_id: string;
}

/** Lines of one ticket. */
export interface HandedLines extends Pick<LinesToCopy, "sure"> {
  ticket_id: string;
  told: Told[];
}

export type ScanOutcome =
  | { outcome: "decided"; replayed: boolean; line: ScanLine; facts: TicketFacts; to_copy?: LinesToCopy | undefined }
  /** The guest is asked first: nothing is recorded, and the same scan id decides once it brings the answers. */
  | { outcome: "incomplete"; line: ScanLine; facts: TicketFacts; questions: Question[] }
  | { outcome: "held"; reason: FailReason }
  | { outcome: NotMet | "scan_id_taken" };

/** `projected` is false when D1 could not be told yet; it will be. */
export type ChangeOutcome<Refusal> =
  | { outcome: "made"; projected: boolean; line: ChangeLine; facts: TicketFacts }
  | { outcome: "refused"; refusal: Refusal; status: TicketStatus }
  | { outcome: "unknown" }
  | { outcome: "unavailable" };

/** `held`: what keeps the pass from being taken back, or null where nothing does. */
export type AnnulOutcome = ChangeOutcome<AnnulRefusal> | { outcome: "held"; refusal: AnnulRefusal | null };

/** What a change does to the log: a new line, the line of an earlier one, or nothing. */
export type DecidedChange<Refusal> =
  | { step: "append" | "repeat"; line: ChangeLine }
  | { step: "refuse"; refusal: Refusal; status: TicketStatus };
