/** Repairs of a device's record: it is read as far as it can be, and each repair is told (rules I4, O7). */

import type { z } from "zod";
import { holdsCardNumber } from "../../shared/cards.ts";
import { jsonBytes } from "../../shared/changes.ts";
import type { Doubt, Repaired } from "../../shared/handed-in.ts";
import { CARD_REFUSED } from "./fields.ts";
import { refusalOf, wellFormed } from "./request.ts";
import { SECRET_FIELDS } from "./secret-fields.ts";

/** Bytes of JSON that `extra` has at most. */
export const EXTRA_BYTES = 2_048;
/** What stands in `extra` for fields that did not fit: how many they are. */
const LEFT_OUT = "…";
const LEFT_OUT_BYTES = 32;
/** A repair may show the next fault, as one that lies below an object which was not read before. */
const MOST_ROUNDS = 8;
/** What a text that must be there says when it is not. */
const NO_TEXT = "—";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;
type Container = Record<PropertyKey, unknown>;

/** What was repaired, of an operation's envelope and payload together. */
export class Repairs implements Repaired {
  readonly #doubts = new Set<Doubt>();
  readonly #extra = new Map<string, unknown>();
  #bytes = LEFT_OUT_BYTES;
  #left_out = 0;

  note(doubt: Doubt): void {
    this.#doubts.add(doubt);
  }

  /** Keeps a value by its path, where it fits and is neither secret nor a card's number. */
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

  /** Null: nothing was kept. */
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
 * Reads what was sent and repairs it: unknown fields go to `extra`, null and empty is absent, a text that is too long is cut, one
 * with a card's number is left out, one that must be there says `—`, and a list that is too long is cut. Left out is
 * whatever cannot be read and need not be there, but for the fields in `never_dropped`: without one of them it would say
 * something else. Error: E_VALIDATION for what remains.
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
    // What was repaired may have been what was wrong with the rest.
    if (left.length === issues.length) {
      // The faults as the sender sees them, before anything was left out.
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
  /** Texts that were missing; what refuses `—` is no text. */
  readonly #filled = new Set<string>();
  readonly #lists = new Set<unknown[]>();
  readonly #repaired = new Set<string>();

  constructor(root: unknown, repairs: Repairs) {
    this.root = root;
    this.#repairs = repairs;
  }

  /** Whether the issue is gone, as far as it can be without leaving out what was said. */
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

  /** Leaves out what cannot be read, with as much around it as makes no sense without it. False: that is everything. */
  drop(path: Path): boolean {
    if (path.length === 0) return false;
    const around = path.slice(0, -1);
    if (this.#at(path) === undefined || Array.isArray(this.#at(around))) return this.drop(around);
    this.#setAside(path, "unreadable");
    return true;
  }

  /** Closes the gaps that were left in lists; the next look is at what is there now. */
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

/** The first characters of a text, as a shape counts them: by code points, of which each takes one or two places. */
function cut(text: string, most: number): string {
  return Array.from(text.slice(0, 2 * most))
    .slice(0, most)
    .join("");
}

/** Where something was taken out of a list. */
const GAP = Symbol("gap");

function isCard(issue: Issue): boolean {
  return issue.code === "custom" && issue.params === CARD_REFUSED;
}
