/** The changes of an audit row as lines of a table: a field, its value before where the row has it, and its value after. */

export interface ChangeRow {
  field: string;
  before?: string;
  after: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** `{before: {…}, after: {…}}` gives both columns; anything else gives one. */
export function changeRows(changes: Readonly<Record<string, unknown>>): ChangeRow[] {
  const { before, after } = changes;
  if (!isRecord(before) || !isRecord(after))
    return Object.entries(changes).map(([field, value]) => ({ field, after: textOf(value) }));
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const others = Object.entries(changes).filter(([field]) => field !== "before" && field !== "after");
  return [
    ...fields.map((field) => ({ field, before: textOf(before[field]), after: textOf(after[field]) })),
    ...others.map(([field, value]) => ({ field, after: textOf(value) })),
  ];
}
