/** The contents of a support bundle: no secret, nobody's data, and nothing that somebody typed (rule T5). */

/** Settings whose values are words of ours, and not texts of the park. */
const CHOICES = /^[a-z][a-z\d_]{0,40}$/;
/** Settings with a text that the park typed. */
const TYPED = /^(tax\.(seller|branch)|support\.|legal\.)/;

/** A setting as the bundle shows it: a text that somebody typed only as set or not. */
export function shownSetting(key: string, value: unknown): unknown {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  if (!TYPED.test(key) && typeof value === "string" && CHOICES.test(value)) return value;
  return value === "" ? "not set" : "set";
}

/** All settings as the bundle shows them. */
export function shownSettings(settings: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, shownSetting(key, value)]));
}

/** The fields of a row that the bundle shows, by name: a field that is added later stays out. */
export function pick<Row extends object, Key extends keyof Row>(row: Row, keys: readonly Key[]): Pick<Row, Key> {
  return Object.fromEntries(keys.map((key) => [key, row[key]])) as Pick<Row, Key>;
}
