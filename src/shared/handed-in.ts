/** What speaks against something that a device hands in; it is recorded all the same, and people look at it (rules O7, O4). */

/** Against the person whom the device names. */
export type PersonDoubt = Extract<Doubt, "unknown_person" | "not_of_store" | "no_session">;

/**
 * `before_contact`: the device was in contact after the moment it tells of, and did not hand it in. `unknown_zone`: the
 * zone that it names is none of its store's, or one that the device never had. `time_corrected`: the time that it tells
 * cannot be, and another one stands in its place. `unanswered`: the gate let the guest in without what its package asks.
 *
 * Of what was sent: `unknown_fields` lie in `extra`, as does what was `unreadable`; `text_cut`: to what its field takes;
 * `card_number`: left out with the text around it; `text_missing`: `—` stands in its place.
 */
export const DOUBTS = [
  "unknown_person",
  "not_of_store",
  "no_session",
  "before_contact",
  "unknown_zone",
  "time_corrected",
  "unknown_fields",
  "unreadable",
  "text_cut",
  "card_number",
  "text_missing",
  "unanswered",
] as const;
export type Doubt = (typeof DOUBTS)[number];

/** What was repaired of something that was handed in; `extra` is what could not be read, by its path, at most 2 kB of JSON. */
export interface Repaired {
  doubts: readonly Doubt[];
  extra: Record<string, unknown> | null;
}
