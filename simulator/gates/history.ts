/** The gates' history: their requests, the server's answers, and their own verdicts. The server cannot change this record. */

/** The server's answer to a scan, whether or not its gate received it. */
export interface ScanAnswer {
  scan_id: string;
  way: "online" | "handed_in";
  /** Null for a code that was never sold. */
  ticket_id: string | null;
  direction: "entry" | "exit";
  sent_at: number;
  result: "pass" | "fail";
  reason: string | null;
  remaining: number;
  replayed: boolean;
  admitted_offline: boolean;
  /** The row that records it, if it is another scan's row. */
  redemption_id?: string;
}

/** A scan that a gate decided alone. */
export interface OwnVerdict {
  scan_id: string;
  ticket_id: string | null;
  device_id: string;
  result: "pass" | "fail";
}

/** A requested change of a ticket. */
export interface RequestedChange {
  ticket_id: string;
  kind: "annul" | "block" | "unblock" | "cancel" | "reissue";
  /** The scan of an annulment. */
  scan_id: string | null;
  asked_at: number;
  /** Null if it is unknown whether the change was made. */
  answered_at: number | null;
}

export interface GateHistory {
  told: ScanAnswer[];
  own: OwnVerdict[];
  changes: RequestedChange[];
  /** Answers that no gate should get. */
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
