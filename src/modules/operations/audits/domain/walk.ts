/** Decides which row of the chain is the first bad one, and why (rule U2). */

import { CANONICAL_VERSION, type ChainRow, type Finding, type Head } from "../../../../shared/chain.ts";

/** The row that the next row links to, or the root that a walk begins at. */
export interface Place extends Head {
  is_root: boolean;
}

export function beginAt({ sequence, hash }: Head): Place {
  return { sequence, hash, is_root: true };
}

/** Whether a row follows its place. `computed` is the hash of its content with its own `prev_hash`. */
export function judgeRow(place: Place, row: ChainRow, computed: string): Finding | null {
  const { sequence, prev_hash, hash } = row;
  if (sequence <= place.sequence) return { first_bad: sequence, reason: "inserted" };
  if (sequence !== place.sequence + 1) return { first_bad: place.sequence + 1, reason: "missing" };
  if (hash === null) return { first_bad: sequence, reason: "unsealed" };
  const genuine = hash === computed && row.canonical_version === CANONICAL_VERSION;
  if (prev_hash === place.hash) return genuine ? null : { first_bad: sequence, reason: "edited" };
  if (place.is_root) return { first_bad: sequence, reason: "out_of_order" };
  // The row itself is unchanged, and its link shows that the row before was changed.
  if (genuine) return { first_bad: place.sequence, reason: "edited" };
  return { first_bad: sequence, reason: "out_of_order" };
}

/** Published heads by sequence: the row there must have the same hash now. */
export type PublishedHeads = ReadonlyMap<number, readonly string[]>;

export function publishedHeads(heads: readonly Head[]): PublishedHeads {
  const published = Map.groupBy(heads, ({ sequence }) => sequence);
  return new Map([...published].map(([sequence, same]) => [sequence, same.map(({ hash }) => hash)]));
}

/** Checks a place against the published heads of its sequence. */
export function judgePlace({ sequence, hash }: Head, published: PublishedHeads): Finding | null {
  const differs = published.get(sequence)?.some((head) => head !== hash) ?? false;
  return differs ? { first_bad: sequence, reason: "rebuilt" } : null;
}

/** Whether the chain ends before a published head. */
export function judgeEnd({ sequence }: Head, published: PublishedHeads): Finding | null {
  const beyond = [...published.keys()].some((head) => head > sequence);
  return beyond ? { first_bad: sequence + 1, reason: "cut" } : null;
}
