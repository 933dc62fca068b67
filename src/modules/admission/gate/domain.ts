/** Cursors of a gate's list, and the names of its terms (rules O1, O2). */

/** The phases of a whole list, in their order. */
export const LIST_PHASES = ["revoked", "recent", "lasting", "endless", "blanks"] as const;

/** A place in a list: within a whole list, or in the changes after it. */
export type ListPlace =
  | { kind: "whole"; snapshot: number; until: number; phase: number; after: string }
  | { kind: "changes"; sequence: number };

/** The parts of a cursor. It contains the store, so a gate that was moved reads the whole list again. */
export function placeParts(place: ListPlace, store_id: string): (string | number)[] {
  if (place.kind === "changes") return ["d", place.sequence, store_id];
  return ["f", store_id, place.snapshot, place.until, place.phase, place.after];
}

/** The place of a cursor's parts; undefined when they are not of this store's list. */
export function placeFrom(parts: readonly (string | number)[], store_id: string): ListPlace | undefined {
  const [kind, ...rest] = parts;
  if (kind === "d") {
    const [sequence, at] = rest;
    return at === store_id && isCount(sequence) ? { kind: "changes", sequence } : undefined;
  }
  const [at, snapshot, until, phase, after] = rest;
  const sound = kind === "f" && at === store_id && isCount(snapshot) && isCount(until) && isCount(phase);
  if (!sound || phase >= LIST_PHASES.length || typeof after !== "string") return undefined;
  return { kind: "whole", snapshot, until, phase, after };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Names equal terms once, because most tickets of a park share a few. */
export function nameTerms<Terms>(all: readonly Terms[]): { names: string[]; terms: Record<string, Terms> } {
  const known = new Map<string, string>();
  const terms: Record<string, Terms> = {};
  const names = all.map((one) => {
    const text = JSON.stringify(one);
    const name = known.get(text) ?? `t${known.size + 1}`;
    known.set(text, name);
    terms[name] = one;
    return name;
  });
  return { names, terms };
}
