/** Repairs of a device's record: as much as possible is read, and each repair is recorded (rules I4, O7). */

import type { z } from "zod";
import { holdsCardNumber } from "../../shared/cards.ts";
import { jsonBytes } from "../../shared/changes.ts";
import type { Doubt, RepairReport } from "../../shared/handed-in.ts";
import { CARD_REFUSED } from "./fields.ts";
import { refusalOf, wellFormed } from "./request.ts";
import { SECRET_FIELDS } from "./secret-fields.ts";

/** The most bytes of JSON in `extra`. */
export const EXTRA_BYTES = 2_048;
/** The entry of `extra` that counts the fields that did not fit. */
const LEFT_OUT = "…";
const LEFT_OUT_BYTES = 32;
/** A repair may reveal another fault, for example below an object that was not read before. */
const MOST_ROUNDS = 8;
/** The text in place of a required text that is missing. */
const NO_TEXT = "—";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;
type Container = Record<PropertyKey, unknown>;

/** The repairs of an operation's envelope and payload together. */
export class Repairs implements RepairReport {
  readonly #doubts = new Set<Doubt>();
  readonly #extra = new Map<string, unknown>();
  #bytes = LEFT_OUT_BYTES;
  #left_out = 0;

  note(doubt: Doubt): void {
    this.#doubts.add(doubt);
  }

  /** Keeps a value by its path if it fits and is neither a secret nor a card number. */
  keep(path: Path, sent: unknown): void {
    const name = path.join(".");
    const value = withoutSecrets({ [String(path.at(-1))]: sent });
    if (value === undefined) return;
    const entry = { [name]: value };
    const bytes = jsonBytes(entry);
    if (holdsCardNumber(JSON.stringify(entry))) this.note("card_number");
    else if (this.#bytes + bytes > EXTRA_BYTES) this.#left_out += 1;
    else {
      this.#bytes += bytes;
      this.#extra.set(name, value);
    }
  }

  get doubts(): Doubt[] {
    return [...this.#doubts];
  }

  /** Null when nothing was kept. */
  get extra(): Record<string, unknown> | null {
    const left_out = this.#left_out > 0 ? [[LEFT_OUT, this.#left_out] as const] : [];
    const entries = [...this.#extra, ...left_out];
    return entries.length > 0 ? Object.fromEntries(entries) : null;
  }
}

function withoutSecrets(field: Container): unknown {
  const text = JSON.stringify(field, (name, value) => (SECRET_FIELDS.has(name) ? undefined : value));
  return Object.values(JSON.parse(text))[0];
}

/**
 * Reads what was sent and repairs it. Unknown fields go to `extra`, and null and empty count as absent. Texts and lists
 * that are too long are cut. A text with a card number is left out, and a required text that is missing becomes `—`.
 * An optional part that cannot be read is left out, except the fields in `never_dropped`, without which the record would
 * mean something else. Error: E_VALIDATION for the remaining faults.
 */
export function readRepaired<Schema extends z.ZodType>(
  schema: Schema,
  sent: unknown,
  repairs: Repairs,
  never_dropped: readonly string[] = [],
): z.output<Schema> {
  const first = schema.safeParse(sent);
  if (first.success && wellFormed(first.data) === first.data) return first.data;
  const readable = wellFormed(sent);
  if (readable !== sent) repairs.note("text_cut");
  const draft = new Draft(structuredClone(readable), repairs);
  let faults: Issue[] | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = schema.safeParse(draft.root);
    if (result.success) return result.data;
    const issues = result.error.issues.toSorted((a, b) => Number(isCard(b)) - Number(isCard(a)));
    const left = issues.filter((issue) => !draft.repair(issue));
    // A repair may have removed the cause of the other faults.
    if (left.length === issues.length) {
      // The faults in the data as sent, before anything was left out.
      faults ??= left;
      const kept = left.some(({ path }) => never_dropped.includes(String(path[0])));
      if (kept || left.some(({ path }) => !draft.drop(path))) throw refusalOf(faults);
    }
    draft.close();
  }
  throw refusalOf(faults ?? []);
}

/** A value under repair. */
class Draft {
  root: unknown;
  readonly #repairs: Repairs;
  /** Missing texts that were filled. A field that refuses `—` is not a text. */
  readonly #filled = new Set<string>();
  readonly #lists = new Set<unknown[]>();
  readonly #repaired = new Set<string>();

  constructor(root: unknown, repairs: Repairs) {
    this.root = root;
    this.#repairs = repairs;
  }

  /** Repairs an issue without leaving out what was sent, and returns whether it did. */
  repair(issue: Issue): boolean {
    const { path } = issue;
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) this.#setAside([...path, key], "unknown_fields");
      return true;
    }
    if (path.length === 0) return false;
    const value = this.#at(path);
    const name = path.join(".");
    if (this.#repaired.has(name)) return true;
    if (this.#filled.has(name)) {
      this.#remove(path);
      return false;
    }
    const repaired = this.#repairValue(issue, value, name);
    if (repaired) this.#repaired.add(name);
    return repaired;
  }

  #repairValue(issue: Issue, value: unknown, name: string): boolean {
    const { path } = issue;
    if (isCard(issue)) {
      this.#remove(path);
      this.#repairs.note("card_number");
    } else if (value === null || (typeof value === "string" && value.trim() === "")) {
      this.#remove(path);
    } else if (issue.code === "too_big" && typeof value === "string") {
      this.#set(path, cut(value.trim(), Number(issue.maximum)));
      this.#repairs.note("text_cut");
    } else if (issue.code === "too_big" && Array.isArray(value)) {
      this.#repairs.keep([...path, `${issue.maximum}…`], value.slice(Number(issue.maximum)));
      this.#set(path, value.slice(0, Number(issue.maximum)));
      this.#repairs.note("unreadable");
    } else if (value === undefined && issue.code === "invalid_type" && issue.expected === "string") {
      this.#filled.add(name);
      this.#set(path, NO_TEXT);
      this.#repairs.note("text_missing");
    } else return false;
    return true;
  }

  /**
   * Leaves out a part that cannot be read, and the parts that make no sense without it. False when nothing would be
   * left.
   */
  drop(path: Path): boolean {
    if (path.length === 0) return false;
    const around = path.slice(0, -1);
    if (this.#at(path) === undefined || Array.isArray(this.#at(around))) return this.drop(around);
    this.#setAside(path, "unreadable");
    return true;
  }

  /** Closes the gaps that were left in lists, before the next round. */
  close(): void {
    this.#repaired.clear();
    for (const list of this.#lists) list.splice(0, list.length, ...list.filter((item) => item !== GAP));
    this.#lists.clear();
  }

  #setAside(path: Path, doubt: Doubt): void {
    this.#repairs.keep(path, this.#at(path));
    this.#repairs.note(doubt);
    this.#remove(path);
  }

  #at(path: Path): unknown {
    let value = this.root;
    for (const key of path) {
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Container)[key];
    }
    return value;
  }

  #set(path: Path, value: unknown): void {
    const around = this.#at(path.slice(0, -1));
    const key = path.at(-1);
    if (typeof around === "object" && around !== null && key !== undefined) (around as Container)[key] = value;
  }

  #remove(path: Path): void {
    const around = this.#at(path.slice(0, -1));
    const key = path.at(-1);
    if (Array.isArray(around)) {
      this.#set(path, GAP);
      this.#lists.add(around);
    } else if (typeof around === "object" && around !== null && key !== undefined) delete (around as Container)[key];
  }
}

/** The first characters of a text. A schema counts code points, each of one or two UTF-16 units. */
function cut(text: string, most: number): string {
  return Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join("");
}

/** Marks the place of an item that was removed from a list. */
const GAP = Symbol("gap");

function isCard(issue: Issue): boolean {
  return issue.code === "custom" && issue.params === CARD_REFUSED;
}
