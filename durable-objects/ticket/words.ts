/** What a ticket's object is asked, and what it answers. */

import type { ChangeLine, ScanLine } from "../../src/modules/tickets/domain/log.ts";
import type { FailReason, Scan, TicketFacts, TicketStatus } from "../../src/modules/tickets/domain/words.ts";

export interface NamedTicket {
  tenant_id: string;
  ticket_id: string;
}

export type Caller = Pick<ChangeLine, "actor" | "ip" | "request_id">;

export interface ScanRequest
  extends Scan,
    Caller,
    Pick<
      ScanLine,
      "scan_id" | "code_hash" | "happened_at" | "received_at" | "approver_id" | "device_at" | "offline" | "doubts"
    > {
  /** The gate let the guest in while it was offline. */
  admitted: boolean;
  /** Only a pass is recorded: a fail may yet be overridden (rule G12). */
  hold_fail: boolean;
}

export interface AnnulRequest extends Caller, Pick<ChangeLine, "at" | "reply_key"> {
  scan_id: string;
  device_id: string;
  store_id: string;
  approver_id: string | null;
  /** Nothing is taken back yet: it is only told what keeps it from that (rule G11). */
  hold: boolean;
}

export type ScanOutcome =
  | { known: true; replayed: boolean; line: ScanLine; facts: TicketFacts }
  | { known: true; held: FailReason }
  | { known: false }
  | { known: "unavailable" | "scan_id_taken" };

/** `projected` is false when D1 could not be told yet; it will be. */
export type ChangeOutcome<Refusal> =
  | { known: true; made: true; projected: boolean; line: ChangeLine; facts: TicketFacts }
  | { known: true; made: false; refusal: Refusal; status: TicketStatus }
  | { known: false }
  | { known: "unavailable" };
