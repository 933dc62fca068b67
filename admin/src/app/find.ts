/** The search box's entries: pages and acts by name, and everything that the API finds. */
import type { Icon } from "@tabler/icons-react";
import {
  IconBuildingStore,
  IconDeviceDesktop,
  IconPackage,
  IconReceipt,
  IconTicket,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SearchResults } from "#client";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { getSearchOptions } from "#queries";
import { acts } from "../features/index.ts";
import { usePages } from "./Nav.tsx";

export interface Found {
  key: string;
  title: string;
  subtitle: string | null;
  /** The kind in words. */
  kind: string;
  icon: Icon;
  /** The address below /admin; null where no page shows such a thing yet. */
  href: string | null;
}

const ICONS: Record<string, Icon> = {
  ticket: IconTicket,
  sale: IconReceipt,
  customer: IconUsers,
  employee: IconUser,
  device: IconDeviceDesktop,
  package: IconPackage,
};

/** Fewer characters find too much. */
const LEAST = 2;

/** The page of one thing is at the plural of its kind: a ticket at `/tickets/$ticket_id`, where there is such a page. */
function usePageOf(): (kind: string, id: string) => string | null {
  const { routesByPath } = useRouter();
  return (kind, id) => {
    const start = `/${kind}s/`;
    const has_page = Object.keys(routesByPath).some(
      (path) => path.startsWith(`${start}$`) && !path.slice(start.length).includes("/"),
    );
    return has_page ? `${start}${encodeURIComponent(id)}` : null;
  };
}

export function useFound(q: string): { found: Found[]; waiting: boolean; error: unknown; retry: () => void } {
  const t = useText("frame");
  const { t: anyText } = useTranslation();
  const { mayOpen } = useOffice();
  const pages = usePages();
  const pageOf = usePageOf();
  const words = q.trim().toLocaleLowerCase();
  const asks = words.length >= LEAST;
  const results = useQuery({
    ...getSearchOptions({ query: { q: q.trim(), limit: 8 } }),
    enabled: asks,
    staleTime: 10_000,
  });
  const matching = (name: string) => name.toLocaleLowerCase().includes(words);
  const named: Found[] = [
    ...pages.map(({ to, title, icon }) => ({
      key: `page ${to}`,
      title: anyText(title),
      subtitle: null,
      kind: t("find.page"),
      icon,
      href: to,
    })),
    ...acts.filter(mayOpen).map(({ to, title, icon }) => ({
      key: `act ${to}`,
      title: anyText(title),
      subtitle: null,
      kind: t("find.act"),
      icon,
      href: to,
    })),
  ].filter(({ title }) => matching(title));
  const things = asks ? (results.data?.data.results ?? []) : [];
  return {
    found: [
      ...named.slice(0, asks ? 5 : 12),
      ...things.map((thing) => foundOf(thing, t(`find.${thing.kind}`), pageOf)),
    ],
    waiting: asks && results.isFetching,
    error: asks ? results.error : null,
    retry: () => void results.refetch(),
  };
}

type Thing = SearchResults["results"][number];

function foundOf(
  { kind, id, title, subtitle }: Thing,
  word: string,
  pageOf: (kind: string, id: string) => string | null,
): Found {
  return {
    key: id,
    title,
    subtitle,
    kind: word,
    icon: ICONS[kind] ?? IconBuildingStore,
    href: pageOf(kind, id),
  };
}
