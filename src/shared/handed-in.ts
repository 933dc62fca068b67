/** Doubts about records that a device hands in: each record is accepted all the same, and people review it (rules O7, O4). */

/** Doubts about the person whom the device names. */
export type PersonDoubt = Extract<Doubt, "unknown_person" | "not_of_store" | "no_session">;

/**
 * `before_contact`: the device was in contact after the record's time, but did not hand it in then. `unknown_zone`: the
 * named zone is not of the device's store, or the device never had it. `time_corrected`: the record's time is impossible
 * and was replaced. `unanswered`: the gate let the guest in without the answers that the package requires.
 *
 * Doubts about the form: `unknown_fields` and `unreadable` parts are in `extra`. `text_cut`: a text was cut to its limit.
 * `card_number`: a text with a card number was left out. `text_missing`: a missing text became `—`.
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

/** The repairs of a record; `extra` has the unreadable parts by path, in at most 2 kB of JSON. */
export interface RepairReport {
  doubts: readonly Doubt[];
  extra: Record<string, unknown> | null;
}
