/** Decides punches and sums of timecards: a card is one stretch of work, and a person's cards never overlap (rule S8). */

import { accept, type Result, refuse } from "../../../shared/result.ts";

export { timecardErrors } from "../../../shared/errors/counter.ts";

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

/** The moment at which a handed-in punch counts: `told_at`, or the last moment of the latest card if that is later. */
export function countedAt(latest: Card | undefined, told_at: number): number {
  return latest ? Math.max(told_at, lastMoment(latest)) : told_at;
}

/**
 * Applies a punch to a person's latest card, at any store: returns that card changed, or a new one. The same punch at the
 * same moment leaves the card unchanged. Refuses a punch that does not fit, and a moment before the card's last one.
 */
export function punch(
  latest: Card | undefined,
  action: Action,
  told_at: number,
  at: number = told_at,
): Result<Card, PunchRefusal> {
  if (latest && isRepeat(latest, action, told_at)) return accept(latest);
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
  // Clocking out during a break ends the break too.
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

/** The time on a card until its end, or until `now` while it is open: breaks, and work without breaks. */
export function timeOf(card: Card, now: number): { worked_ms: number; break_ms: number } {
  const end = Math.max(card.clock_in_at, card.clock_out_at ?? now);
  const break_ms = card.breaks.reduce((sum, { start_at, end_at }) => sum + Math.max(0, (end_at ?? end) - start_at), 0);
  return { worked_ms: Math.max(0, end - card.clock_in_at - break_ms), break_ms };
}

/** A field of a card entered by hand that is not possible, and the reason. */
export interface Fault {
  path: string;
  message: string;
}

/**
 * The faults of a card that was entered by hand at `now`. Clock-in is before clock-out, and nothing is in the future.
 * Breaks are inside the card, in order, and do not overlap. Only the last break of an open card may have no end.
 */
export function faultsOf({ clock_in_at, clock_out_at, breaks }: Card, now: number): Fault[] {
  const end = clock_out_at ?? now;
  if (end > now) return [{ path: "clock_out_at", message: "must not be in the future" }];
  if (clock_in_at >= end) {
    const message = clock_out_at === null ? "must not be in the future" : "must be before clock_out_at";
    return [{ path: "clock_in_at", message }];
  }
  let free_from = clock_in_at;
  for (const [index, { start_at, end_at }] of breaks.entries()) {
    const path = `breaks.${index}`;
    const lasting = end_at === null;
    if (lasting && (clock_out_at !== null || index < breaks.length - 1))
      return [{ path: `${path}.end_at`, message: "may be left out only in the last break of an open card" }];
    if (start_at < free_from || start_at >= end)
      return [{ path: `${path}.start_at`, message: "must be inside the card and after the break before" }];
    if (!lasting && (end_at <= start_at || end_at > end))
      return [{ path: `${path}.end_at`, message: "must be after the start and inside the card" }];
    free_from = end_at ?? end;
  }
  return [];
}

/** Sums over cards of one person; times are epoch ms, null where there is none. */
export interface Totals {
  cards_count: number;
  worked_ms: number;
  break_ms: number;
  first_in_at: number | null;
  /** Also null while the last card is open. */
  last_out_at: number | null;
  open_timecard_id: string | null;
}

/** Adds up cards as they are at `now`. */
export function totalsOf(cards: readonly (Card & { timecard_id: string })[], now: number): Totals {
  const inOrder = cards.toSorted((a, b) => a.clock_in_at - b.clock_in_at);
  const times = inOrder.map((card) => timeOf(card, now));
  const last = inOrder.at(-1);
  return {
    cards_count: inOrder.length,
    worked_ms: times.reduce((sum, { worked_ms }) => sum + worked_ms, 0),
    break_ms: times.reduce((sum, { break_ms }) => sum + break_ms, 0),
    first_in_at: inOrder[0]?.clock_in_at ?? null,
    last_out_at: last?.clock_out_at ?? null,
    open_timecard_id: last?.clock_out_at === null ? last.timecard_id : null,
  };
}

export interface Summary {
  /** One item for each business date on which the person clocked in, earliest first. */
  days: (Totals & { business_date: string })[];
  total: Totals;
}

/** Adds up the cards of the business dates from `from` to `to`, both inclusive; a card belongs to the date of its clock-in. */
export function summarize(
  cards: readonly (Card & { timecard_id: string; business_date: string })[],
  { from, to }: { from: string; to: string },
  now: number,
): Summary {
  const within = cards.filter(({ business_date }) => from <= business_date && business_date <= to);
  const by_date = Map.groupBy(within, ({ business_date }) => business_date);
  const dates = [...by_date.keys()].sort();
  const days = dates.map((business_date) => ({ business_date, ...totalsOf(by_date.get(business_date) ?? [], now) }));
  return { days, total: totalsOf(within, now) };
}
