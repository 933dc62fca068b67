/** Guests that are likely the same person: those with the number, the address or the name of a guest. */
import { useQueries } from "@tanstack/react-query";
import type { Customer } from "#client";
import { getCustomersSearchOptions } from "#queries";

/** Why two guests may be one, the surest first. */
const SIGNS = ["phone", "email", "name"] as const;
export type Sign = (typeof SIGNS)[number];

const MOST = 10;
/** A longer text is refused by the search. */
const LONGEST = 100;

export interface Likely {
  guest: Customer;
  signs: Sign[];
}

/** The other active guests that a search for the number, address and name of this one finds. */
export function useLikely(guest: Customer) {
  const sought = SIGNS.flatMap((sign) => {
    const q = guest[sign] ?? "";
    return q.length <= LONGEST && /[\p{L}\p{N}]/u.test(q) ? [{ sign, q }] : [];
  });
  const found = useQueries({
    queries: sought.map(({ q }) => getCustomersSearchOptions({ query: { q, limit: MOST } })),
  });
  const likely = new Map<string, Likely>();
  for (const [at, { sign }] of sought.entries())
    for (const other of found[at]?.data?.data ?? []) {
      if (other.customer_id === guest.customer_id) continue;
      const known = likely.get(other.customer_id) ?? { guest: other, signs: [] };
      likely.set(other.customer_id, { ...known, signs: [...known.signs, sign] });
    }
  return {
    likely: [...likely.values()].toSorted((one, other) => other.signs.length - one.signs.length).slice(0, MOST),
    waiting: found.some(({ isPending }) => isPending),
    error: found.find(({ error }) => error)?.error ?? null,
    retry: () => {
      for (const query of found) void query.refetch();
    },
  };
}
