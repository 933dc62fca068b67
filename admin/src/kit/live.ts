/** The live feed of the office: one for all pages. */
import { createContext, useContext } from "react";
import type { FeedEvent } from "../../../clients/live/index.ts";

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
