/** Ways to another page, by its address; the store that the person chose goes along. */
import { Anchor } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import type { Search } from "./router.ts";

function useKeptStore(): string | undefined {
  return (useSearch({ strict: false }) as Search).store;
}

/** A link to a page of the console, such as `/sales/01K…`. */
export function PageLink({ to, search = {}, children }: { to: string; search?: Search; children: ReactNode }) {
  const store = useKeptStore();
  return (
    <Anchor component={Link} to={to as never} search={{ ...(store && { store }), ...search } as never}>
      {children}
    </Anchor>
  );
}

/** Goes to a page of the console. */
export function useGo(): (to: string, search?: Search) => void {
  const store = useKeptStore();
  const navigate = useNavigate();
  return useCallback(
    (to, search = {}) => void navigate({ to: to as never, search: { ...(store && { store }), ...search } as never }),
    [navigate, store],
  );
}
