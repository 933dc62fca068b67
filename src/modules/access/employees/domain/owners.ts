/** Owners: an owner of one store owns every store of the tenant, also later ones (rule T7). Triggers keep the rows so. */

export const OWNER = "owner";

interface RolesAtStore {
  store_id: string;
  roles: readonly string[];
}

/** Whether these roles at stores make an owner. */
export function isOwner(placed: readonly Pick<RolesAtStore, "roles">[]): boolean {
  return placed.some(({ roles }) => roles.includes(OWNER));
}

/**
 * A person's memberships after their roles at one store change. An owner owns every store; a person who ceases to own one
 * owns none. `others` are the memberships at other stores. Sorted by store.
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

/** These roles and the owner's role, each once. */
export function withOwner(roles: readonly string[]): string[] {
  return roles.includes(OWNER) ? [...roles] : [...roles, OWNER];
}
