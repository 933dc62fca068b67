/** What an audit row tells of a change: the fields that differ, before and after (rule U1). */

/** The fields of `after` that differ from those of `before`; equal JSON is equal. */
export function changesOf<Row extends object>(before: Row, after: Partial<Row>) {
  const names = (Object.keys(after) as (keyof Row & string)[]).filter(
    (name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null),
  );
  const pick = (row: Partial<Row>) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
