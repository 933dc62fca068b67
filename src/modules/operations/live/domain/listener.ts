/** A screen that listens: its caps, its window of unacknowledged events, and the moments when its socket ends (rule E9). */

import type { Closing } from "./messages.ts";
import { eventsAfter, type FeedEvent, type Ring } from "./ring.ts";
import { type Sight, seesEvent } from "./topics.ts";

/** The caller of a token, as far as a feed needs it. */
export interface Holder {
  kind: "device" | "employee";
  tenant_id: string;
  epoch: number;
  employee_id?: string;
  session_id?: string;
  device_id?: string;
  device_epoch?: number;
  store_id?: string;
}

/** A socket of a store's feed. It survives hibernation as the socket's attachment. Moments are of the world's clock. */
export interface Listener {
  store_id: string;
  /** The network that its address counts for. */
  network: string;
  opened_at: number;
  /** Null until its first message proved who it is. */
  proven: Proven | null;
}

export interface Proven {
  holder: Holder;
  expires_at: number;
  /** The last moment when the holder's objects confirmed the sight. */
  asked_at: number;
  sight: Sight;
  /** Every event of the ring up to this sequence was sent, or is not for it. */
  sent: number;
  /** The sequences of sent events that it did not acknowledge, in order. */
  unacknowledged: readonly number[];
  /** About how many characters these have. */
  waiting_characters: number;
  /** Since when events wait because the window is full. */
  paused_at: number | null;
}

/** The most sockets of a store, those of one network, and those that have not yet proved who they are. */
export const STORE_SOCKETS = 1_000;
export const NETWORK_SOCKETS = 20;
export const UNPROVEN_SOCKETS = 100;

/** Whether another socket from a network fits; unproven ones never take the place of others. */
export function hasRoom(listeners: Iterable<Listener>, network: string): boolean {
  let [all, near, unproven] = [0, 0, 0];
  for (const listener of listeners) {
    all += 1;
    if (listener.network === network) near += 1;
    if (!listener.proven) unproven += 1;
  }
  return all - unproven < STORE_SOCKETS && near < NETWORK_SOCKETS && unproven < UNPROVEN_SOCKETS;
}

/** The most events, and characters of events, that a screen gets before it acknowledges some; one event always fits. */
export const WINDOW = 100;
export const WINDOW_CHARACTERS = 250_000;

type SentEvent = Pick<FeedEvent, "sequence" | "text">;

/** The next events for a screen with their texts, and the screen after they were sent. Nothing is left out, and nothing comes twice. */
export function nextEvents(proven: Proven, ring: Ring, now: number): { send: SentEvent[]; proven: Proven } {
  const send: SentEvent[] = [];
  let { sent, waiting_characters, paused_at } = proven;
  let waiting = proven.unacknowledged.length;
  for (const event of eventsAfter(ring, sent)) {
    if (seesEvent(proven.sight, event)) {
      const text = textFor(proven.sight, event);
      const fits = waiting === 0 || (waiting < WINDOW && waiting_characters + text.length <= WINDOW_CHARACTERS);
      if (!fits) {
        paused_at ??= now;
        break;
      }
      send.push({ sequence: event.sequence, text });
      waiting += 1;
      waiting_characters += text.length;
    }
    sent = event.sequence;
  }
  const unacknowledged = [...proven.unacknowledged, ...send.map(({ sequence }) => sequence)];
  return { send, proven: { ...proven, sent, unacknowledged, waiting_characters, paused_at } };
}

function textFor({ amounts }: Sight, { text, blind_text }: FeedEvent): string {
  return amounts ? text : (blind_text ?? text);
}

/** The screen after it acknowledged every event up to a sequence. */
export function acknowledge(proven: Proven, sequence: number): Proven {
  const before = proven.unacknowledged.length;
  const unacknowledged = proven.unacknowledged.filter((one) => one > sequence);
  if (unacknowledged.length === before) return proven;
  const waiting_characters = Math.round((proven.waiting_characters * unacknowledged.length) / before);
  return { ...proven, unacknowledged, waiting_characters, paused_at: null };
}

/** How long a screen may be unproven, keep a full window, and send no ping. */
export const PROOF_MS = 10_000;
export const SLOW_MS = 10_000;
export const SILENCE_MS = 90_000;
/** The holder's objects are asked at least this often whether the feed may continue. */
export const ASK_MS = 60_000;

/** The reason to close a socket at a moment, or null. `heard_at`: its last ping or message. */
export function decideClosing({ opened_at, proven }: Listener, heard_at: number, now: number): Closing | null {
  if (!proven) return now >= opened_at + PROOF_MS ? "unproven" : null;
  if (now >= proven.expires_at) return "expired";
  if (proven.paused_at !== null && now >= proven.paused_at + SLOW_MS) return "slow";
  return now >= heard_at + SILENCE_MS ? "silent" : null;
}

/** The next moment when the socket must be looked at. */
export function nextDue({ opened_at, proven }: Listener): number {
  if (!proven) return opened_at + PROOF_MS;
  const paused = proven.paused_at === null ? Number.POSITIVE_INFINITY : proven.paused_at + SLOW_MS;
  return Math.min(proven.expires_at, proven.asked_at + ASK_MS, paused);
}

/** Whether the holder is due to be asked about; those that are nearly due are asked together with the others. */
export function isAskDue({ asked_at }: Proven, now: number): boolean {
  return now >= asked_at + ASK_MS / 2;
}

/** The most sequence numbers, of all stores together, that are read again for a screen that resumes. */
export const RESUMED_SPAN = 5_000;

/**
 * The place of a screen, `newest` being the tenant's newest event: where it was, or the newest event with a gap when the
 * ring does not reach back to it.
 */
export function decidePlace(ring: Ring | null, after: number | null, newest: number): { sent: number; gap: boolean } {
  if (after === null) return { sent: newest, gap: false };
  const covered = ring !== null && after >= ring.after && after <= Math.max(newest, ring.reached);
  return covered ? { sent: after, gap: false } : { sent: newest, gap: true };
}

/** Whether the ring has all that a screen missed, so that the database need not be asked. */
export function isInRing(ring: Ring | null, after: number | null): boolean {
  return ring !== null && after !== null && after >= ring.after && after <= ring.reached;
}
