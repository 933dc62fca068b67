/** The time that is left of a rehearsed outage, counted on the page. */
import { useEffect, useState } from "react";
import type { OfflineRehearsal } from "#client";

const SECOND_MS = 1_000;

/** Whether a rehearsal runs at `now`. */
export function runs({ ended_at, ends_at }: OfflineRehearsal, now: number): boolean {
  return ended_at === null && Date.parse(ends_at) > now;
}

/** The seconds until a moment, never negative. */
export function secondsUntil(at: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(at) - now) / SECOND_MS));
}

/** Minutes and seconds, such as 4:05. */
export function clockOf(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The time now, each second while something counts down. */
export function useSeconds(counts: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!counts) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, [counts]);
  return now;
}
