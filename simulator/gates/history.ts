/** What gates asked and were told, and what they told guests by themselves: the half of the truth that the server cannot rewrite. */

/** An answer of the server to a scan, whether its gate received it or not. */
export interface Told {
  scan_id: string;
  way: "online" | "handed_in";
  /** Null for a code that nobody sold. */
  ticket_id: string | null;
  direction: "entry" | "exit";
  sent_at: number;
  result: "pass" | "fail";
  reason: string | null;
  remaining: number;
  replayed: boolean;
  admitted_offline: boolean;
  /** Of the row that tells it, where that is not its own. */
  redemption_id?: string;
}

/** A scan that a gate decided by itself. */
export interface OwnVerdict {
  scan_id: string;
  ticket_id: string | null;
  device_id: string;
  result: "pass" | "fail";
}

/** A change of a ticket that the server was asked for. */
export interface ChangeAsked {
  ticket_id: string;
  kind: "annul" | "block" | "unblock" | "cancel" | "reissue";
  /** Of an annulment. */
  scan_id: string | null;
  asked_at: number;
  /** Null: nobody knows whether it was made. */
  answered_at: number | null;
}

export interface GateHistory {
  told: Told[];
  own: OwnVerdict[];
  changes: ChangeAsked[];
  /** Answers that no gate should ever get. */
  surprises: string[];
  counts: Counts;
}

export interface Counts {
  online: number;
  offline: number;
  batches: number;
  conflicts: number;
  duplicates: number;
  unanswered: number;
  kills: number;
  deaths: number;
  d1_outages: number;
}

export function newGateHistory(): GateHistory {
  return { told: [], own: [], changes: [], surprises: [], counts: newCounts() };
}

export function newCounts(): Counts {
  return {
    online: 0,
    offline: 0,
    batches: 0,
    conflicts: 0,
    duplicates: 0,
    unanswered: 0,
    kills: 0,
    deaths: 0,
    d1_outages: 0,
  };
}
