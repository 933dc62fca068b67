/** Hidden amounts: rows of a shift with a blind count are shown without amounts until it is counted (rule S5). */

/** A row with or without its amounts. */
export type Listed<Row, Name extends keyof Row> = Omit<Row, Name> &
  Partial<Pick<Row, Name>> & { amounts_hidden: boolean };

/** A row of a list, with or without its amounts (the fields of these names). */
export function listed<Row extends object, Name extends keyof Row>(
  row: Row,
  names: readonly Name[],
  amounts_hidden: boolean,
): Listed<Row, Name> {
  if (!amounts_hidden) return { ...row, amounts_hidden };
  const kept = Object.entries(row).filter(([name]) => !(names as readonly PropertyKey[]).includes(name));
  return { ...(Object.fromEntries(kept) as Omit<Row, Name>), amounts_hidden } as Listed<Row, Name>;
}

/** A mask of field names, with which a schema makes those fields optional. */
export function maskOf<Name extends string>(names: readonly Name[]): Record<Name, true> {
  return Object.fromEntries(names.map((name) => [name, true])) as Record<Name, true>;
}
