/** Changes in audit rows: the differing fields before and after, within a limit of bytes (rules U1, T9). */

/** The fields of `after` that differ from `before`; fields with equal JSON are equal. */
export function changesOf<Row extends object>(before: Row, after: Partial<Row>) {
  const names = (Object.keys(after) as (keyof Row & string)[]).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (row: Partial<Row>) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

/** The most bytes of one audit row's changes, as JSON in UTF-8. */
export const CHANGES_BYTES = 8_192;

/** The replacement of a value that is too large: the SHA-256 (hex) of its JSON in UTF-8, and the size of that in bytes. */
export interface Digest {
  sha256: string;
  bytes: number;
}

/** The bytes of a digest, without its field's name and punctuation. */
const DIGEST_BYTES = 96;

type Changes = Record<string, unknown>;

/** The path of a value in changes: the names of its fields. */
type Path = readonly [string] | readonly [string, string];

/** The bytes of a text in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The bytes of a value as JSON; 0 for a value without JSON. */
export function jsonBytes(value: unknown): number {
  return bytesOf(JSON.stringify(value) ?? "");
}

/**
 * The values to replace by digests, the largest first, until the rest fits. Inner fields are tried first, so that `before`
 * and `after` keep their field names. Undefined when that is not enough: then all of it is replaced.
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

/** The largest values whose replacement saves `excess` bytes; undefined when all of them do not. */
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

/** The changes with digests instead of the values at these paths. */
export function withDigests(changes: Changes, digests: readonly (readonly [Path, Digest])[]): Changes {
  const bounded: Changes = { ...changes };
  for (const [[name, inner], digest] of digests)
    bounded[name] = inner === undefined ? digest : { ...(bounded[name] as Changes), [inner]: digest };
  return bounded;
}

function isRecord(value: unknown): value is Changes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
