/** The office around each page: nobody sees a page before they have signed in. */
import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import type { Era } from "#kit/format.ts";
import { useKept } from "#kit/kept.ts";
import { OfficeContext } from "#kit/office.ts";
import { ErrorState, Waiting } from "#kit/States.tsx";
import { useLanguage } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { getEmployeesMeOptions, getStoresOptions } from "#queries";
import { Shell } from "./Shell.tsx";
import { SignIn } from "./SignIn.tsx";
import { readSession, useSession } from "./session.ts";

export function Office() {
  const { state } = useSession();
  useEffect(() => void readSession(), []);
  if (state === "unknown") return <Waiting />;
  if (state === "unreachable") return <ErrorState error={undefined} retry={() => void readSession()} />;
  if (state === "out") return <SignIn />;
  return (
    <Inside>
      <Shell>
        <Outlet />
      </Shell>
    </Inside>
  );
}

/** Reads the person and their stores once, and gives them to every page. */
function Inside({ children }: { children: ReactNode }) {
  const me = useQuery({ ...getEmployeesMeOptions(), staleTime: 300_000 });
  const stores = useQuery({ ...getStoresOptions(), staleTime: 300_000 });
  const [search] = useUrl();
  const language = useLanguage();
  const [era] = useKept<Era | null>("era", null);
  const failed = me.error ?? stores.error;
  if (failed) return <ErrorState error={failed} retry={() => void Promise.all([me.refetch(), stores.refetch()])} />;
  if (!me.data || !stores.data) return <Waiting />;
  const list = stores.data.data;
  const named = list.find(({ store_id }) => store_id === search.store) ?? (list.length === 1 ? list[0] : undefined);
  const office = {
    me: me.data.data,
    stores: list,
    store: named ?? null,
    era: era ?? (language === "th" ? ("buddhist" as const) : ("gregorian" as const)),
  };
  return <OfficeContext.Provider value={office}>{children}</OfficeContext.Provider>;
}
