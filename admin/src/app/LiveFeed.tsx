/** The live feed of the office: one socket for each store in sight; a tab in the background stops, and catches up when it is seen again. */
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Live, LiveContext, type LiveNews } from "#kit/live.ts";
import { useOffice } from "#kit/office.ts";
import { type Feed, openFeed, type Topic } from "../../../clients/live/index.ts";
import { freshen, readSession, useSession } from "./session.ts";

const TOPICS: readonly (readonly [Topic, Parameters<ReturnType<typeof useOffice>["can"]>[0]])[] = [
  ["dashboard", "reports_view"],
  ["counter", "sales_read"],
  ["gate", "redeem"],
  ["fleet", "device_manage"],
  ["approvals", "approve"],
];

/** A network has twenty sockets at a store, and a person with more stores than this sees them by reading again. */
const MOST_STORES = 8;
const HIDDEN_MS = 60_000;
/** A renewal of the token takes a second: nobody is told of it. */
const QUIET_MS = 4_000;

type Standing = "connecting" | "live" | "lost";

export function LiveFeed({ children }: { children: ReactNode }) {
  const { stores, store_id, can } = useOffice();
  const { state } = useSession();
  const seen = useSeen();
  const watched = (store_id ? [store_id] : stores.map((store) => store.store_id)).slice(0, MOST_STORES).join(" ");
  const topics = TOPICS.filter(([, permission]) => can(permission, undefined)).map(([topic]) => topic);
  const named = topics.join(" ");
  const listeners = useRef(new Set<(news: LiveNews) => void>());
  const places = useRef(new Map<string, number>());
  const [standings, setStandings] = useState<Record<string, Standing>>({});
  const [heard_at, setHeard] = useState<string | null>(null);

  useEffect(() => {
    if (!seen || state !== "in" || !named || !watched) return;
    const tell = (news: LiveNews) => {
      for (const listener of listeners.current) listener(news);
    };
    const feeds = watched
      .split(" ")
      .map((id) =>
        openStore(id, named.split(" ") as Topic[], places.current, tell, setHeard, (standing) =>
          setStandings((old) => ({ ...old, [id]: standing })),
        ),
      );
    setStandings({});
    return () => {
      for (const feed of feeds) feed.close();
    };
  }, [seen, state, named, watched]);

  const ids = watched.split(" ");
  const standing: Live["state"] = !named
    ? "off"
    : ids.some((id) => standings[id] === "lost")
      ? "lost"
      : ids.every((id) => standings[id] === "live")
        ? "live"
        : "connecting";
  // It stays the same while the standing changes: another one would make each listener drop what it waits to read.
  const listen = useCallback<Live["listen"]>((listener) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  }, []);
  const live = useMemo<Live>(() => ({ state: standing, heard_at, listen }), [standing, heard_at, listen]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

function openStore(
  store_id: string,
  topics: readonly Topic[],
  places: Map<string, number>,
  tell: (news: LiveNews) => void,
  hear: (at: string) => void,
  become: (standing: Standing) => void,
): Feed {
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const after = places.get(store_id);
  const feed = openFeed({
    base_url: location.origin,
    store_id,
    topics,
    ...(after !== undefined && { after }),
    // The console's origin puts the token into the first message.
    token: () => "",
    connect: async (url) => {
      await freshen();
      return new WebSocket(url) as never;
    },
    on: (news) => {
      if (news.type === "ready") {
        clearTimeout(quiet);
        quiet = undefined;
        // Events between the page's first reading and the feed's beginning were missed.
        if (!places.has(store_id)) tell({ type: "gap" });
        places.set(store_id, news.sequence);
        become("live");
        hear(news.server_time);
      } else if (news.type === "event") {
        places.set(store_id, news.event.sequence);
        hear(news.event.at);
        tell(news);
      } else if (news.type === "gap") {
        places.set(store_id, news.sequence);
        tell({ type: "gap" });
      } else if (news.type === "lost") {
        quiet ??= setTimeout(() => become("lost"), QUIET_MS);
      } else {
        become("lost");
        void readSession();
      }
    },
  });
  const close = feed.close.bind(feed);
  return Object.assign(feed, {
    close() {
      clearTimeout(quiet);
      close();
    },
  });
}

/** Whether the tab is in sight, or was a minute ago. */
function useSeen(): boolean {
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") setSeen(true);
      else timer = setTimeout(() => setSeen(false), HIDDEN_MS);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return seen;
}
