/** A timecard is one stretch of work: clock in, breaks inside it, clock out; nobody works twice at once (rule S8). */

import { defineErrors } from "../../shared/errors.ts";
import { accept, type Result, refuse } from "../../shared/result.ts";

export const ACTIONS = ["clock_in", "clock_out", "break_start", "break_end"] as const;
export type Action = (typeof ACTIONS)[number];

/** Epoch ms; an end is null while it lasts. */
export interface Break {
  start_at: number;
  end_at: number | null;
}

export interface Card {
  clock_in_at: number;
  clock_out_at: number | null;
  breaks: Break[];
}

export type PunchRefusal = "clocked_in" | "clocked_out" | "on_break" | "off_break" | "too_early";

/**
 * What a punch makes of a person's latest card, at any store: that card changed, or a new one. The same punch at the same
 * moment again leaves the card as it is. Refuses what does not fit, and a moment before the card's last one.
 */
export function punch(latest: Card | undefined, action: Action, at: number): Result<Card, PunchRefusal> {
  if (latest && isRepeat(latest, action, at)) return accept(latest);
  const open = latest?.clock_out_at === null ? latest : undefined;
  const pause = open?.breaks.at(-1);
  const paused = pause?.end_at === null ? pause : undefined;
  if (action === "clock_in") {
    if (open) return refuse("clocked_in");
    if (latest && at < lastMoment(latest)) return refuse("too_early");
    return accept({ clock_in_at: at, clock_out_at: null, breaks: [] });
  }
  if (!open) return refuse("clocked_out");
  if (at < lastMoment(open)) return refuse("too_early");
  const ended = paused ? [...open.breaks.slice(0, -1), { ...paused, end_at: at }] : open.breaks;
  // Who goes home from a break does not come back from it.
  if (action === "clock_out") return accept({ ...open, clock_out_at: at, breaks: ended });
  if (action === "break_end") return paused ? accept({ ...open, breaks: ended }) : refuse("off_break");
  return paused ? refuse("on_break") : accept({ ...open, breaks: [...open.breaks, { start_at: at, end_at: null }] });
}

function isRepeat(card: Card, action: Action, at: number): boolean {
  const pause = card.breaks.at(-1);
  if (action === "clock_in") return card.clock_out_at === null && card.clock_in_at === at;
  if (action === "clock_out") return card.clock_out_at === at;
  if (card.clock_out_at !== null) return false;
  return action === "break_start" ? pause?.start_at === at && pause.end_at === null : pause?.end_at === at;
}

function lastMoment(card: Card): number {
  const pause = card.breaks.at(-1);
  return card.clock_out_at ?? pause?.end_at ?? pause?.start_at ?? card.clock_in_at;
}

/** Time on the card until its end, or until `now` while it is open: breaks, and work net of them. */
export function timeOf(card: Card, now: number): { worked_ms: number; break_ms: number } {
  const end = Math.max(card.clock_in_at, card.clock_out_at ?? now);
  const break_ms = card.breaks.reduce((sum, { start_at, end_at }) => sum + Math.max(0, (end_at ?? end) - start_at), 0);
  return { worked_ms: Math.max(0, end - card.clock_in_at - break_ms), break_ms };
}

export const timecardErrors = defineErrors({
  state: {
    code: "E_TIMECARD_STATE",
    status: 409,
    message: "This does not fit the timecard as it is; details.reason says why.",
  },
  busy: {
    code: "E_CONFLICT",
    status: 409,
    message: "This timecard was changed at the same moment. Try again.",
  },
  device_required: {
    code: "E_DEVICE_REQUIRED",
    status: 403,
    message: "People clock in and out on a device of their store. Log in on one.",
  },
});
