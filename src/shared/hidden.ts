/** Rows of a shift that is counted blind are told without their amounts, until it is counted (rule S5). */

/** A row whose amounts are there, or not. */
export type Listed<Row, Name extends keyof Row> = Omit<Row, Name> &
  Partial<Pick<Row, Name>> & { amounts_hidden: boolean };

/** A row of a list, with its amounts (fields of these names) or without. */
export function listed<Row extends object, Name extends keyof Row>(
  row: Row,
  names: readonly Name[],
  amounts_hidden: boolean,
): Listed<Row, Name> {
  if (!amounts_hidden) return { ...row, amounts_hidden };
  const kept = Object.entries(row).filter(([name]) => !(names as readonly PropertyKey[]).includes(name));
  return { ...(Object.fromEntries(kept) as Omit<Row, Name>), amounts_hidden } as Listed<Row, Name>;
}

/** Names as a schema takes them, to make those fields optional. */
export function maskOf<Name extends string>(names: readonly Name[]): Record<Name, true> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
}
