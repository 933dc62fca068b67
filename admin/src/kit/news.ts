/** News of the live feed for a page: one feed a store, closed while the tab is in the background. */
import { useEffect, useRef, useState } from "react";
import { type FeedNews, openFeed, type Topic } from "../../../clients/live/index.ts";
import { useOffice } from "./office.ts";

/** A person with more stores than this gets news of the first ones; the pages read the rest again after a while. */
const MOST_FEEDS = 5;
/** Many events of one moment are one reading, after sums have followed them. */
const GATHER_MS = 700;
/** A person has 1,000 calls an hour: while events keep coming, they are read this often. */
const EVERY_MS = 6_000;

export type NewsState = "connecting" | "live" | "lost";

/**
 * Calls `read` soon after an event of some topics, once more when sums have surely followed, and after anything missed.
 * `types`: the beginnings of the events that matter; all of them when absent.
 */
export function useNews(topics: readonly Topic[], read: () => void, types?: readonly string[]): NewsState {
  const { store_id, stores } = useOffice();
  const [state, setState] = useState<NewsState>("connecting");
  const latest = useRef({ read, types });
  latest.current = { read, types };
  const names = (store_id ? [store_id] : stores.slice(0, MOST_FEEDS).map((store) => store.store_id)).join(" ");
  const wanted = topics.join(" ");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let feeds: ReturnType<typeof openFeed>[] = [];
    let again = false;
    const read = () => {
      latest.current.read();
      timer = setTimeout(() => {
        timer = undefined;
        latest.current.read();
        if (again) soon();
        again = false;
      }, EVERY_MS);
    };
    const soon = () => {
      if (timer !== undefined) again = true;
      else timer = setTimeout(read, GATHER_MS);
    };
    const on = (news: FeedNews) => {
      if (news.type === "event") {
        const { types: known } = latest.current;
        if (!known || known.some((type) => news.event.type.startsWith(type))) soon();
        return;
      }
      if (news.type === "gap") return soon();
      setState(news.type === "ready" ? "live" : "lost");
    };
    const open = () => {
      feeds = names.split(" ").map((store) =>
        openFeed({
          base_url: location.origin,
          store_id: store,
          topics: wanted.split(" ") as Topic[],
          token: () => "",
          on,
        }),
      );
    };
    const close = () => {
      for (const feed of feeds) feed.close();
      feeds = [];
    };
    const turn = () => {
      if (document.hidden) return close();
      if (feeds.length > 0) return;
      open();
      soon();
    };
    document.addEventListener("visibilitychange", turn);
    if (names !== "" && !document.hidden) open();
    return () => {
      document.removeEventListener("visibilitychange", turn);
      clearTimeout(timer);
      close();
    };
  }, [names, wanted]);
  return state;
}
