/** The reach of the server: lost since a time, or answering. A lost server is asked again every few seconds. */
import { useSyncExternalStore } from "react";

/** The moment of the last answer, ISO 8601, while the server is lost; null while it answers. */
let lost_since: string | null = null;
let answered_at = new Date().toISOString();
const ASK_EVERY_MS = 4_000;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const returned = new Set<() => void>();

export function noteAnswer(): void {
  answered_at = new Date().toISOString();
  if (lost_since === null) return;
  lost_since = null;
  clearTimeout(timer);
  for (const listener of listeners) listener();
  for (const listener of returned) listener();
}

export function noteSilence(): void {
  if (lost_since !== null) return;
  lost_since = answered_at;
  for (const listener of listeners) listener();
  ask();
}

function ask(): void {
  timer = setTimeout(() => {
    fetch("/session", { cache: "no-store" }).then((response) => (response.ok ? noteAnswer() : ask()), ask);
  }, ASK_EVERY_MS);
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
