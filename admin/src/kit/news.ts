/** News of the live feed for a page, which reads its lists again after them, and after any that were missed. */
import { useEffect, useEffectEvent } from "react";
import type { Topic } from "../../../clients/live/index.ts";
import { type LiveNews, useLive } from "./live.ts";

/** Many events of one moment are one reading, after sums have followed them. */
const GATHER_MS = 700;
/** A person has 1,000 calls an hour: while events keep coming, they are read this often. */
const EVERY_MS = 6_000;

export type NewsState = "connecting" | "live" | "lost";

/** The beginnings of each topic's events; of `dashboard` every event that the person may see. */
const EVENTS: Record<Topic, readonly string[]> = {
  counter: ["sale.", "shift.", "refund.", "reprint."],
  gate: ["ticket."],
  fleet: ["device.", "alert."],
  approvals: ["approval."],
  dashboard: [""],
};

/**
 * Calls `read` soon after an event of some topics, once more when sums have surely followed, and after anything missed.
 * `types`: the beginnings of the events that matter; all of the topics when absent.
 */
export function useNews(topics: readonly Topic[], read: () => void, types?: readonly string[]): NewsState {
  const { state, listen } = useLive();
  const matters = useEffectEvent((news: LiveNews) => {
    const begins = types ?? topics.flatMap((topic) => EVENTS[topic]);
    return news.type === "gap" || begins.some((begin) => news.event.type.startsWith(begin));
  });
  const readNow = useEffectEvent(read);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again = false;
    const twice = () => {
      readNow();
      timer = setTimeout(() => {
        timer = undefined;
        readNow();
        if (again) soon();
        again = false;
      }, EVERY_MS);
    };
    const soon = () => {
      if (timer !== undefined) again = true;
      else timer = setTimeout(twice, GATHER_MS);
    };
    const stop = listen((news) => matters(news) && soon());
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [listen]);
  return state === "off" ? "lost" : state;
}
