/** The reach of the server: lost since a time, or answering. A lost server is asked again every few seconds. */
import { useSyncExternalStore } from "react";

/** The moment of the last answer, ISO 8601, while the server is lost; null while it answers. */
let lost_since: string | null = null;
let answered_at = new Date().toISOString();
const ASK_EVERY_MS = 4_000;
const listeners = new Set<() => void>();
const returned = new Set<() => void>();

/** A server that answers some requests and not others is asked ever more seldom, up to this. */
const ASK_SELDOM_MS = 60_000;
let wait_ms = ASK_EVERY_MS;
let returned_at = Number.NEGATIVE_INFINITY;

/** Notes an answer. It ends no silence: while one path is lost, others may answer, and only asking again tells. */
export function noteAnswer(): void {
  answered_at = new Date().toISOString();
}

export function noteSilence(): void {
  if (lost_since !== null) return;
  lost_since = answered_at;
  wait_ms = performance.now() - returned_at < ASK_SELDOM_MS ? Math.min(wait_ms * 2, ASK_SELDOM_MS) : ASK_EVERY_MS;
  for (const listener of listeners) listener();
  ask();
}

function ask(): void {
  setTimeout(() => {
    fetch("/session", { cache: "no-store" }).then((response) => (response.ok ? comeBack() : ask()), ask);
  }, wait_ms);
}

function comeBack(): void {
  noteAnswer();
  lost_since = null;
  returned_at = performance.now();
  for (const listener of listeners) listener();
  for (const listener of returned) listener();
}

/** Calls `listener` each time the server is back. */
export function onReturn(listener: () => void): () => void {
  returned.add(listener);
  return () => returned.delete(listener);
}

export function useLostSince(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lost_since,
  );
}
