/** Decides changes of a ticket besides scans: status changes, refunds and annulments (rules G11, O2, A4). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { placesRefunded } from "./admission.ts";
import type { TicketStatus, Usage } from "./words.ts";

export const STATUS_CHANGES = ["block", "unblock", "cancel", "reissue"] as const;
export type StatusChange = (typeof STATUS_CHANGES)[number];

/** Changes by a refund to a ticket or to places of a party, and their reversal when it is abandoned. */
export const REFUND_CHANGES = ["refund", "unrefund", "refund_places", "unrefund_places"] as const;
export type RefundChange = (typeof REFUND_CHANGES)[number];

export const CHANGE_KINDS = ["annul", ...STATUS_CHANGES, ...REFUND_CHANGES] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** The next status for each change and status. A change without one is refused. */
const NEXT_STATUS: Record<StatusChange | "refund", Partial<Record<TicketStatus, TicketStatus>>> = {
  block: { active: "blocked", blocked: "blocked" },
  unblock: { blocked: "active" },
  cancel: { active: "cancelled", blocked: "cancelled" },
  reissue: { active: "revoked" },
  refund: { active: "refunded", blocked: "refunded" },
};

/** The usage after a change at a moment, or a refusal with the ticket's status. */
export function decideChange(usage: Usage, change: StatusChange | "refund", at: number): Result<Usage, TicketStatus> {
  const status = NEXT_STATUS[change][usage.status];
  return status ? accept(withStatus(usage, status, at)) : refuse(usage.status);
}

/** The usage of a replaced ticket: its guests are now inside by its replacement (rule G9). */
export function withoutGuests({ movements: _, ...usage }: Usage): Usage {
  return { ...usage, presence: [] };
}

/** Sets the status. A ticket that was blocked before it ended admits nobody since the block. */
function withStatus({ ended_at, ...usage }: Usage, status: TicketStatus, at: number): Usage {
  if (status === "active") return { ...usage, status };
  const since = usage.status === "active" ? at : ended_at;
  return { ...usage, status, ...(since !== undefined && { ended_at: since }) };
}

/** `done`: the replaced ticket already gave these places. */
export type RefundRefusal = "status" | "used" | "done";

/** An earlier change of the ticket by the same refund. */
export interface EarlierRefund {
  kind: RefundChange;
  /** The ticket's status before that. */
  status_before: TicketStatus;
}

/**
 * Decides the end of a ticket for a refund, or its reversal. One refund ends a ticket once, and a reversal is final: a
 * refund request that arrives after it ends nothing. `only_unused` refuses to end a used ticket.
 */
export function decideRefund(
  usage: Usage,
  { kind, only_unused, at }: { kind: "refund" | "unrefund"; only_unused: boolean; at: number },
  earlier: EarlierRefund | undefined,
): Result<Usage, RefundRefusal> {
  if (kind === "unrefund") return accept(withStatus(usage, earlier?.status_before ?? usage.status, at));
  if (earlier) return refuse("status");
  const ended = decideChange(usage, "refund", at);
  if (!ended.ok) return refuse("status");
  return only_unused && wasUsed(usage) ? refuse("used") : ended;
}

/**
 * Decides a refund of a party's places, or its reversal. The usage records each refund's effect, and a reissued ticket
 * inherits it. So a refund takes places once, and none after its reversal. A replaced ticket refuses both.
 * `only_unused` takes only unused places.
 */
export function decidePlaces(
  { quota_or_minutes }: { quota_or_minutes: number },
  usage: Usage,
  asked: {
    kind: "refund_places" | "unrefund_places";
    refund_id: string;
    places: number;
    only_unused: boolean;
    at: number;
  },
): Result<Usage, RefundRefusal> {
  const { kind, refund_id, places, only_unused, at } = asked;
  const given = usage.places_refunded ?? {};
  if (usage.status === "revoked") return refuse("status");
  if (kind === "unrefund_places") return accept({ ...usage, places_refunded: { ...given, [refund_id]: 0 } });
  const before = given[refund_id];
  if (before !== undefined) return refuse(before > 0 ? "done" : "status");
  if (!NEXT_STATUS.refund[usage.status]) return refuse("status");
  const left = quota_or_minutes - placesRefunded(usage) - (only_unused ? usage.used : 0);
  if (places > left) return refuse("used");
  return accept({
    ...usage,
    places_refunded: { ...given, [refund_id]: places },
    places_refunded_at: { ...usage.places_refunded_at, [refund_id]: at },
  });
}

/** True when a guest went in with it. */
export function wasUsed({ used, first_pass }: Pick<Usage, "used" | "first_pass">): boolean {
  return used > 0 || first_pass !== null;
}

/** True when a ticket of that status is on the list that no gate may admit. */
export function isRevoked(status: TicketStatus): boolean {
  return status !== "active" && status !== "expired";
}

/** The usage without an annulled pass: the pass's effects are undone, and other changes stay. */
export function withoutPass(before: Usage, { days: _, movements: __, ...usage }: Usage): Usage {
  const { used, first_pass, last_pass_at, presence, days, movements } = before;
  const of_pass = { used, first_pass, last_pass_at, presence, ...(days && { days }), ...(movements && { movements }) };
  return { ...usage, ...of_pass, annuls: (usage.annuls ?? 0) + 1 };
}

/** The time after a pass in which its gate may report that the turnstile did not turn (rule G11). */
const ANNUL_WITHIN_MS = 15 * 60_000;

export type AnnulRefusal =
  | "unknown_scan"
  | "not_a_pass"
  | "other_device"
  | "too_late"
  | "annulled"
  | "used_again"
  | "replaced"
  | "approval";

/** An attempt in its ticket's log. */
export interface Attempt {
  sequence: number;
  result: "pass" | "fail";
  direction: "entry" | "exit";
  device_id: string;
  received_at: number;
}

/** The number of a ticket's passes that a device may annul without an approval. */
const ANNULS_ALONE = 1;

/**
 * Decides an annulment: by the pass's own device, within 15 minutes, once, and only if no guest went in or out since.
 * From the ticket's second annulment on it needs an approval (rule G11). `last_moved`: the sequence of the latest pass
 * that was not annulled. `annuls`: the number of earlier annulments. `replaced`: the use and its guests are now on a
 * replacement ticket. Returns the refusal, or null.
 */
export function decideAnnul(
  attempt: Attempt | undefined,
  by: {
    device_id: string;
    now: number;
    annulled: boolean;
    last_moved: number;
    annuls: number;
    replaced: boolean;
    approved: boolean;
  },
): AnnulRefusal | null {
  if (!attempt) return "unknown_scan";
  if (attempt.result !== "pass" || attempt.direction !== "entry") return "not_a_pass";
  if (attempt.device_id !== by.device_id) return "other_device";
  if (by.annulled) return "annulled";
  if (by.last_moved > attempt.sequence) return "used_again";
  if (by.replaced) return "replaced";
  if (by.now - attempt.received_at > ANNUL_WITHIN_MS) return "too_late";
  return by.annuls >= ANNULS_ALONE && !by.approved ? "approval" : null;
}
