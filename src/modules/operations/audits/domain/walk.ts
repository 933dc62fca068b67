/** Following the chain: which row is the first that is not what it was, and how that shows (rule U2). */

import { CANONICAL_VERSION, type ChainRow, type Finding, type Head } from "../../../../shared/chain.ts";

/** The row that the next one must hang on, or the root that a walk begins at, before which there is nothing. */
export interface Place extends Head {
  is_root: boolean;
}

export function beginAt({ sequence, hash }: Head): Place {
  return { sequence, hash, is_root: true };
}

/** Whether a row follows its place. `computed` is the hash that its content has upon the `prev_hash` that it bears. */
export function judgeRow(place: Place, row: ChainRow, computed: string): Finding | null {
  const { sequence, prev_hash, hash } = row;
  if (sequence <= place.sequence) return { first_bad: sequence, reason: "inserted" };
  if (sequence !== place.sequence + 1) return { first_bad: place.sequence + 1, reason: "missing" };
  if (hash === null) return { first_bad: sequence, reason: "unsealed" };
  const genuine = hash === computed && row.canonical_version === CANONICAL_VERSION;
  if (prev_hash === place.hash) return genuine ? null : { first_bad: sequence, reason: "edited" };
  if (place.is_root) return { first_bad: sequence, reason: "out_of_order" };
  // The row is what it was, and says that the one before is not.
  if (genuine) return { first_bad: place.sequence, reason: "edited" };
  return { first_bad: sequence, reason: "out_of_order" };
}

/** Heads that were told, by sequence: what stands there now must bear the same hash. */
export type ToldHeads = ReadonlyMap<number, readonly string[]>;

export function toldHeads(heads: readonly Head[]): ToldHeads {
  const told = Map.groupBy(heads, ({ sequence }) => sequence);
  return new Map([...told].map(([sequence, same]) => [sequence, same.map(({ hash }) => hash)]));
}

/** Whether a place is the one that was told of it. */
export function judgePlace({ sequence, hash }: Head, told: ToldHeads): Finding | null {
  const differs = told.get(sequence)?.some((head) => head !== hash) ?? false;
  return differs ? { first_bad: sequence, reason: "rebuilt" } : null;
}

/** Whether the chain ends before a head that was told. */
export function judgeEnd({ sequence }: Head, told: ToldHeads): Finding | null {
  const beyond = [...told.keys()].some((head) => head > sequence);
  return beyond ? { first_bad: sequence + 1, reason: "cut" } : null;
}
