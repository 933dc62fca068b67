/** What an audit row tells of a change: the fields that differ, before and after, and never more than fits (rules U1, T9). */

/** The fields of `after` that differ from those of `before`; equal JSON is equal. */
export function changesOf<Row extends object>(before: Row, after: Partial<Row>) {
  const names = (Object.keys(after) as (keyof Row & string)[]).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (row: Partial<Row>) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

/** Bytes that the changes of one audit row have at most, as JSON in UTF-8. */
export const CHANGES_BYTES = 8_192;

/** What stands in place of a value that is too large: the SHA-256 (hex) of its JSON in UTF-8, and how many bytes that has. */
export interface Digest {
  sha256: string;
  bytes: number;
}

/** What a digest takes, with the name and marks around it left out. */
const DIGEST_BYTES = 96;

type Changes = Record<string, unknown>;

/** A value inside changes: the names of the fields that lead to it. */
type Path = readonly [string] | readonly [string, string];

/** How many bytes a text has in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The bytes of a value as JSON; what has no JSON has none. */
export function jsonBytes(value: unknown): number {
  return bytesOf(JSON.stringify(value) ?? "");
}

/**
 * Which values give way to their digests, the largest first, until the rest fits. Fields one level further in are tried first,
 * so that `before` and `after` keep the names of theirs. Undefined: not even so, all of it gives way.
 */
export function tooLarge(changes: Changes, most_bytes = CHANGES_BYTES): Path[] | undefined {
  const excess = jsonBytes(changes) - most_bytes;
  if (excess <= 0) return [];
  const names = Object.keys(changes);
  const inner = names.flatMap((name): Path[] => {
    const value = changes[name];
    return isRecord(value) ? Object.keys(value).map((field) => [name, field] as const) : [[name]];
  });
  return (
    largestOf(changes, inner, excess) ??
    largestOf(
      changes,
      names.map((name) => [name] as const),
      excess,
    )
  );
}

/** The largest values that make room for so many bytes, or undefined when all of them do not. */
function largestOf(changes: Changes, paths: readonly Path[], excess: number): Path[] | undefined {
  const sized = paths.map((path) => ({ path, bytes: jsonBytes(valueAt(changes, path)) }));
  const chosen: Path[] = [];
  let left = excess;
  for (const { path, bytes } of sized.toSorted((a, b) => b.bytes - a.bytes)) {
    if (bytes <= DIGEST_BYTES) return undefined;
    chosen.push(path);
    left -= bytes - DIGEST_BYTES;
    if (left <= 0) return chosen;
  }
  return undefined;
}

export function valueAt(changes: Changes, [name, inner]: Path): unknown {
  const value = changes[name];
  return inner === undefined ? value : (value as Changes)[inner];
}

/** The changes with digests in place of the values at these paths. */
export function withDigests(changes: Changes, digests: readonly (readonly [Path, Digest])[]): Changes {
  const bounded: Changes = { ...changes };
  for (const [[name, inner], digest] of digests)
    bounded[name] = inner === undefined ? digest : { ...(bounded[name] as Changes), [inner]: digest };
  return bounded;
}

function isRecord(value: unknown): value is Changes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
