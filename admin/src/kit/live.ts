/** The day as it happens: pages listen to events of the stores, and read their lists again after any that they missed. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useEffectEvent } from "react";
import type { FeedEvent } from "../../../clients/live/index.ts";

export type { FeedEvent } from "../../../clients/live/index.ts";

export interface Live {
  /** `off`: this person may see no feed. */
  state: "connecting" | "live" | "lost" | "off";
  /** The moment of the last word from the server, ISO 8601; null before the first. */
  heard_at: string | null;
  /** Listens until the returned function is called. `gap` says that events were missed. */
  listen: (listener: (news: LiveNews) => void) => () => void;
}

export type LiveNews = { type: "event"; event: FeedEvent } | { type: "gap" };

export const LiveContext = createContext<Live>({ state: "off", heard_at: null, listen: () => () => undefined });

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Calls `on` for each event whose type begins with one of `types`, and `onGap` when some may have been missed. */
export function useEvents(types: readonly string[], on: (event: FeedEvent) => void, onGap: () => void): void {
  const { listen } = useLive();
  const take = useEffectEvent((news: LiveNews) => {
    if (news.type === "gap") onGap();
    else if (types.some((type) => news.event.type.startsWith(type))) on(news.event);
  });
  useEffect(() => listen(take), [listen]);
}

/** A burst of events reads the lists again once in this time. */
const EVERY_MS = 2_000;

/** Reads queries again when such an event happens: `useRefresh(["sale.", "refund."], [getSalesQueryKey()])`. */
export function useRefresh(types: readonly string[], keys: readonly (readonly unknown[])[]): void {
  const queries = useQueryClient();
  const { listen } = useLive();
  const refresh = useEffectEvent(() => {
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  });
  const concerns = useEffectEvent(
    (news: LiveNews) => news.type === "gap" || types.some((type) => news.event.type.startsWith(type)),
  );
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listen((news) => {
      if (!concerns(news)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, EVERY_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [listen]);
}
