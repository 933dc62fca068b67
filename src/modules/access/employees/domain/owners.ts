/** An owner is held at the tenant: whoever owns one store owns each that is or comes (rule T7). Triggers do the same to the rows. */

export const OWNER = "owner";

interface Placed {
  store_id: string;
  roles: readonly string[];
}

/** Whether these roles at stores make an owner. */
export function isOwner(placed: readonly Pick<Placed, "roles">[]): boolean {
  return placed.some(({ roles }) => roles.includes(OWNER));
}

/**
 * Where a person works once the roles at one store are changed: an owner owns every store, whoever ceases to own one owns
 * none. `others`: where they work beside it. Sorted by store.
 */
export function spreadOwner<Place extends { store_id: string; roles: string[] }>(
  others: readonly Place[],
  changed: Place | null,
  store_ids: readonly string[],
  place: (store_id: string, roles: string[]) => Place,
): Place[] {
  const kept = new Map(others.map((other) => [other.store_id, other.roles]));
  if (changed && isOwner([changed]))
    for (const store_id of store_ids) kept.set(store_id, withOwner(kept.get(store_id) ?? []));
  else
    for (const [store_id, roles] of kept)
      kept.set(
        store_id,
        roles.filter((role) => role !== OWNER),
      );
  if (changed) kept.set(changed.store_id, changed.roles);
  return [...kept]
    .filter(([, roles]) => roles.length > 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([store_id, roles]) => place(store_id, roles));
}

/** These roles and the owner's, once. */
export function withOwner(roles: readonly string[]): string[] {
  return roles.includes(OWNER) ? [...roles] : [...roles, OWNER];
}
