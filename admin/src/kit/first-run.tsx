/** The way to a park's first guest: until a gate let somebody in, menu, dashboard and empty lists lead to the page of the first steps. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getRedemptionsOptions } from "#queries";
import { useHomeStore } from "./home.ts";
import { PageLink } from "./Links.tsx";
import { useOffice } from "./office.ts";
import { useText } from "./text.ts";

const FRESH_MS = 60_000;

/** Whether the person sets the store up, and no guest was let in yet. False while that is not known. */
export function useFirstRun(): boolean {
  const { can } = useOffice();
  const { home, at } = useHomeStore();
  const sets_up = home !== undefined && can("settings_write") && can("redeem");
  const passed = useQuery({
    ...getRedemptionsOptions({ query: { ...at, result: "pass", limit: 1 } }),
    enabled: sets_up,
    // A store that let somebody in has done so for good.
    staleTime: ({ state }) => (state.data?.data.length ? Number.POSITIVE_INFINITY : FRESH_MS),
  });
  return sets_up && passed.data?.data.length === 0;
}

/** A link to the first steps for an empty list; undefined in a park that has its first guest. */
export function useFirstRunLead(): ReactNode | undefined {
  const t = useText("kit");
  return useFirstRun() ? <PageLink to="/first-run">{t("first_run.lead")}</PageLink> : undefined;
}

/** The act of an empty list, and below it the way to the first steps. */
export function EmptyActs({ children }: { children: ReactNode }) {
  const lead = useFirstRunLead();
  return (
    <>
      {children}
      {lead}
    </>
  );
}
