/** The office around each page: nobody sees a page before they have signed in, and a locked page waits behind the lock. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { ApiError } from "#kit/api.ts";
import type { Era } from "#kit/format.ts";
import { useKept } from "#kit/kept.ts";
import { OfficeContext, useOffice } from "#kit/office.ts";
import { ErrorState, Waiting } from "#kit/States.tsx";
import { StepUp } from "#kit/StepUp.tsx";
import { useLanguage } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { getEmployeesMeOptions, getStoresOptions } from "#queries";
import { useIdleLock } from "./idle.ts";
import { LiveFeed } from "./LiveFeed.tsx";
import { LockScreen } from "./LockScreen.tsx";
import { NewPin } from "./NewPin.tsx";
import { onReturn } from "./reach.ts";
import { Shell } from "./Shell.tsx";
import { SignIn } from "./SignIn.tsx";
import { Stopped } from "./Stopped.tsx";
import { readSession, useSession } from "./session.ts";

export function Office() {
  const { state, weak_pin, ended } = useSession();
  const queries = useQueryClient();
  useIdleLock();
  useEffect(() => void readSession(), []);
  // Nothing of one person stays for the next.
  useEffect(() => {
    if (state === "out") queries.clear();
  }, [state, queries]);
  useEffect(() => onReturn(() => void Promise.all([readSession(), queries.invalidateQueries()])), [queries]);
  if (state === "unknown") return <Waiting />;
  if (state === "unreachable") return <ErrorState error={undefined} retry={() => void readSession()} />;
  if (state === "out") return <SignIn ended={ended} />;
  if (weak_pin) return <NewPin />;
  return (
    <Inside locked={state === "locked"}>
      <LiveFeed>
        <StepUp>
          <Shell>
            <Outlet />
          </Shell>
        </StepUp>
      </LiveFeed>
    </Inside>
  );
}

/** Reads the person and their stores once, and gives them to every page. */
function Inside({ locked, children }: { locked: boolean; children: ReactNode }) {
  const language = useLanguage();
  const me = useQuery({ ...getEmployeesMeOptions(), staleTime: 300_000, enabled: !locked });
  const stores = useQuery({ ...getStoresOptions(), staleTime: 300_000, enabled: !locked });
  const person = me.data?.data;
  const list = stores.data?.data;
  const failed = me.error ?? stores.error;
  // Drawers, dialogs, menus and toasts lie outside the page's own tree.
  useEffect(() => {
    document.documentElement.toggleAttribute("data-locked", locked);
    return () => document.documentElement.removeAttribute("data-locked");
  }, [locked]);
  return (
    <>
      {locked && <LockScreen name={person?.name} />}
      {person && list ? (
        <div hidden={locked}>
          <OfficeContext.Provider value={{ me: person, stores: list, store: null, language, era: "gregorian" }}>
            <Chosen>{children}</Chosen>
          </OfficeContext.Provider>
        </div>
      ) : (
        !locked &&
        (failed ? (
          <Refused error={failed} retry={() => void Promise.all([me.refetch(), stores.refetch()])} />
        ) : (
          <Waiting />
        ))
      )}
    </>
  );
}

function Refused({ error, retry }: { error: unknown; retry: () => void }) {
  const stopped = error instanceof ApiError && error.code === "E_MAINTENANCE";
  return stopped ? <Stopped error={error} retry={retry} /> : <ErrorState error={error} retry={retry} />;
}

/** The store of the address, and the person's calendar. */
function Chosen({ children }: { children: ReactNode }) {
  const { me, stores, language } = useOffice();
  const [search] = useUrl();
  const [kept] = useKept<Era | null>("era", null);
  const named = stores.find(({ store_id }) => store_id === search.store);
  const store = named ?? (stores.length === 1 ? stores[0] : undefined) ?? null;
  const era = kept ?? (language === "th" ? "buddhist" : "gregorian");
  return <OfficeContext.Provider value={{ me, stores, store, language, era }}>{children}</OfficeContext.Provider>;
}
