/** How far a gate has read of its list, and terms by name (rules O1, O2). */

/** The kinds of rows that a whole list is read from, one after the other. */
export const LIST_PHASES = ["revoked", "recent", "lasting", "endless", "blanks"] as const;

/** The place in a list: amid a whole one, or in the stream of changes after it. */
export type ListPlace =
  | { kind: "whole"; snapshot: number; until: number; phase: number; after: string }
  | { kind: "changes"; sequence: number };

/** The parts of a cursor; the store stands in it, so that a gate that was moved starts anew. */
export function placeParts(place: ListPlace, store_id: string): (string | number)[] {
  if (place.kind === "changes") return ["d", place.sequence, store_id];
  return ["f", store_id, place.snapshot, place.until, place.phase, place.after];
}

/** The place that a cursor's parts name, or undefined when they are not of this store's list. */
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

/** Terms by name, each once: most tickets of a park share a few. */
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
