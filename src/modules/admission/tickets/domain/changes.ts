/** What can be done to a ticket besides scanning it, and when (rules G11, O2, A4). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { placesRefunded } from "./admission.ts";
import type { TicketStatus, Usage } from "./words.ts";

export const STATUS_CHANGES = ["block", "unblock", "cancel", "reissue"] as const;
export type StatusChange = (typeof STATUS_CHANGES)[number];

/** What a refund does to a ticket, or to places of a party, and undoes when it is given up. */
export const REFUND_CHANGES = ["refund", "unrefund", "refund_places", "unrefund_places"] as const;
export type RefundChange = (typeof REFUND_CHANGES)[number];

export const CHANGE_KINDS = ["annul", ...STATUS_CHANGES, ...REFUND_CHANGES] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** From which status each change leads where. One that is missing for a status is refused. */
const NEXT_STATUS: Record<StatusChange | "refund", Partial<Record<TicketStatus, TicketStatus>>> = {
  block: { active: "blocked", blocked: "blocked" },
  unblock: { blocked: "active" },
  cancel: { active: "cancelled", blocked: "cancelled" },
  reissue: { active: "revoked" },
  refund: { active: "refunded", blocked: "refunded" },
};

/** The usage after a change at a moment, or a refusal that names the status it cannot start from. */
export function decideChange(usage: Usage, change: StatusChange | "refund", at: number): Result<Usage, TicketStatus> {
  const status = NEXT_STATUS[change][usage.status];
  return status ? accept(withStatus(usage, status, at)) : refuse(usage.status);
}

/** The usage of a ticket whose guests are inside by another now, which was issued in its place (rule G9). */
export function withoutGuests({ movements: _, ...usage }: Usage): Usage {
  return { ...usage, presence: [] };
}

/** What was held before it was ended admits nobody since it was held. */
function withStatus({ ended_at, ...usage }: Usage, status: TicketStatus, at: number): Usage {
  if (status === "active") return { ...usage, status };
  const since = usage.status === "active" ? at : ended_at;
  return { ...usage, status, ...(since !== undefined && { ended_at: since }) };
}

/** `done`: the ticket in whose place this one was issued gave these places already. */
export type RefundRefusal = "status" | "used" | "done";

/** What the refund at hand did to the ticket before. */
export interface EarlierRefund {
  kind: RefundChange;
  /** What the ticket was before that. */
  status_before: TicketStatus;
}

/**
 * Ends a ticket for a refund, or undoes that. One refund ends a ticket once and undoes it for good: where it undid before
 * it ended, what is still on its way to the ticket ends nothing any more. `only_unused` leaves a used ticket as it is.
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
 * Takes places off a party for a refund, or gives them again. What a refund did stands in the usage, which a reissued ticket
 * takes along: it takes places once, and none after it was given up; one that was reissued gives and takes no more.
 * `only_unused` takes only places that are left.
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

/** Whether anybody went in on it. */
export function wasUsed({ used, first_pass }: Pick<Usage, "used" | "first_pass">): boolean {
  return used > 0 || first_pass !== null;
}

/** Whether a ticket of that status is on the list of those that no gate may admit. */
export function isRevoked(status: TicketStatus): boolean {
  return status !== "active" && status !== "expired";
}

/** The usage once a pass is taken back: what the pass made of it is what it was before, and what other acts did stands. */
export function withoutPass(before: Usage, { days: _, movements: __, ...usage }: Usage): Usage {
  const { used, first_pass, last_pass_at, presence, days, movements } = before;
  const of_pass = { used, first_pass, last_pass_at, presence, ...(days && { days }), ...(movements && { movements }) };
  return { ...usage, ...of_pass, annuls: (usage.annuls ?? 0) + 1 };
}

/** How long after a pass its gate may say that the turnstile did not turn (rule G11). */
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

/** An attempt as its ticket's log has it. */
export interface Attempt {
  sequence: number;
  result: "pass" | "fail";
  direction: "entry" | "exit";
  device_id: string;
  received_at: number;
}

/** How many passes of a ticket are taken back on the word of the device alone. */
const ANNULS_ALONE = 1;

/**
 * Whether a pass may be taken back: by its own device, within 15 minutes, once, and only while no guest went in or out
 * on the ticket since; from the ticket's second time on with an approval (rule G11). `last_moved` is the sequence of the
 * latest pass that stands, `annuls` how many were taken back before, `replaced` whether the use and its guests went to a
 * ticket that was issued in its place.
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
