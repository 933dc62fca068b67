/** Views of a page: its address without the opened row. The last one is remembered, and named ones are kept per person. */
import { useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { useKept } from "#kit/kept.ts";
import type { Search } from "#kit/router.ts";
import { useUrl } from "#kit/url.ts";

export interface View {
  name: string;
  path: string;
  search: Search;
}

/** They follow a person from page to page. */
const SHARED = ["store", "from", "to", "compare"];

function withoutOpened({ open: _, ...search }: Search): Search {
  return search;
}

/** The address that a link to a page has: the page's last view, with the store and period of now. */
export function useLinks(): (path: string) => Search {
  const [last] = useKept<Record<string, Search>>("last_views", {});
  const [search] = useUrl();
  const now = Object.fromEntries(SHARED.map((name) => [name, search[name]]));
  return (path) => ({ ...last[path], ...now });
}

/** Remembers the view of the page in sight. */
export function useLastView(): void {
  const { pathname } = useLocation();
  const [search] = useUrl();
  const [last, keep] = useKept<Record<string, Search>>("last_views", {});
  const view = JSON.stringify(withoutOpened(search));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another view is remembered.
  useEffect(() => {
    if (JSON.stringify(last[pathname] ?? {}) !== view) keep({ ...last, [pathname]: JSON.parse(view) });
  }, [pathname, view]);
}

/** The named views of a person, and the acts on those of the page in sight. */
export function useViews() {
  const { pathname } = useLocation();
  const [search] = useUrl();
  const [views, keep] = useKept<View[]>("views", []);
  return {
    here: views.filter(({ path }) => path === pathname),
    save(name: string) {
      const others = views.filter((view) => view.path !== pathname || view.name !== name);
      keep([...others, { name, path: pathname, search: withoutOpened(search) }]);
    },
    remove(name: string) {
      keep(views.filter((view) => view.path !== pathname || view.name !== name));
    },
  };
}
