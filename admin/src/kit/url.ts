/** The address as the state of a page: filters, period, sort, columns and the opened row. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Search } from "./router.ts";

type Change = (values: Search, how?: { push?: boolean }) => void;

/** The values of the address, and a function that changes some of them; undefined or "" removes one. */
export function useUrl(): [Search, Change] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = useCallback<Change>(
    (values, { push = false } = {}) => {
      const merge = (old: Search) =>
        Object.fromEntries(
          Object.entries({ ...old, ...values }).filter(([, value]) => value !== undefined && value !== ""),
        );
      void navigate({ to: ".", search: merge as never, replace: !push, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}

/** Some values of the address, by name, and their change: `const [filters, setFilters] = useFilters(["status", "method"])`. */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Partial<Record<Name, string>>, (values: Partial<Record<Name, string | undefined>>) => void] {
  const [search, change] = useUrl();
  const filters: Partial<Record<Name, string>> = {};
  for (const name of names) if (search[name]) filters[name] = search[name];
  return [filters, change as (values: Partial<Record<Name, string | undefined>>) => void];
}

/** The row that a drawer shows, named in the address: `const [opened, open] = useOpened()`. */
export function useOpened(): [string | undefined, (id: string | undefined) => void] {
  const [search, change] = useUrl();
  const open = useCallback((id: string | undefined) => change({ open: id }, { push: id !== undefined }), [change]);
  return [search.open, open];
}
