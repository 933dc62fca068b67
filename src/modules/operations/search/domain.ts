/** Decides searches: the readings of a text, and the order of what is found (rules G17, C2). */

import { readAlike } from "../../../shared/alike.ts";
import { isUlid } from "../../../shared/ids.ts";

/** The kinds of things that a search finds; equal matches come in this order. */
export const FOUND_KINDS = ["ticket", "sale", "customer", "employee", "device", "package"] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

/** A found thing. `title` and `subtitle` are data of the park, `status` is a code of the kind. */
export interface Found {
  kind: FoundKind;
  id: string;
  title: string;
  subtitle: string | null;
  status: string | null;
  store_id: string | null;
  /** Epoch ms: the sale or issue, or a guest's last visit. */
  at: number | null;
}

/** The readings of a searched text. */
export interface Sought {
  /** The text as a code, an id or a receipt number. */
  text: string;
  is_id: boolean;
  /** The compared form, in small letters; empty when the text is too long for a name. */
  name: string;
  /** The text may only be a telephone number. */
  is_number: boolean;
}

/** Longer texts are codes. */
const MOST_OF_NAME = 100;
const NUMBER = /^\+?[\d\s().\-/]+$/;
const LEAST_OF_NUMBER = 3;

export function readSought(sent: string): Sought {
  const alike = readAlike(sent);
  const text = alike.toUpperCase();
  const is_id = isUlid(text);
  return {
    text: is_id ? text : sent,
    is_id,
    name: alike.length > MOST_OF_NAME ? "" : alike.toLowerCase(),
    is_number: NUMBER.test(alike) && alike.replaceAll(/\D/g, "").length >= LEAST_OF_NUMBER,
  };
}

/** The least letters of a name that a search reads; one letter would match nearly all. */
const LEAST_OF_NAME = 2;

/** How well a name matches: 0 whole, 1 its beginning, 2 the beginning of a word, 3 a part; null for no match. */
export function matchOfName(name: string, sought: string): 0 | 1 | 2 | 3 | null {
  const folded = readAlike(name).toLowerCase();
  if (sought.length < LEAST_OF_NAME) return null;
  const at = folded.indexOf(sought);
  if (at < 0) return null;
  if (folded === sought) return 0;
  if (at === 0) return 1;
  return folded.includes(` ${sought}`) ? 2 : 3;
}

/** A candidate with the texts that may match. */
export interface Candidate {
  found: Found;
  names: readonly string[];
  /** True when its own search found it, perhaps by a number or an address. */
  is_matched?: true;
}

const RANK_OF_MATCHED = 2;

/** The candidates whose id or names match, the best first, at most `limit`. */
export function bestOf(candidates: readonly Candidate[], sought: Sought, limit: number): Found[] {
  const ranked = candidates.flatMap(({ found, names, is_matched }) => {
    if (sought.is_id) return found.id === sought.text ? [{ found, rank: 0 }] : [];
    const matches = names.map((name) => matchOfName(name, sought.name)).filter((match) => match !== null);
    const ranks = is_matched ? [...matches, RANK_OF_MATCHED] : matches;
    return ranks.length > 0 ? [{ found, rank: Math.min(...ranks) }] : [];
  });
  const placeOf = ({ kind }: Found) => FOUND_KINDS.indexOf(kind);
  return ranked
    .toSorted((one, other) => one.rank - other.rank || placeOf(one.found) - placeOf(other.found))
    .slice(0, limit)
    .map(({ found }) => found);
}
