/** Questions of a gate to a guest: as a package defines them and a ticket stores them. */

export const QUESTION_KINDS = ["yes_no", "number", "choice", "text"] as const;

export interface Question {
  question_id: string;
  text: { en: string; th: string };
  kind: (typeof QUESTION_KINDS)[number];
  /** The options of a choice; empty for other kinds. */
  options: string[];
}

/** The most characters of a text answer. */
export const ANSWER_LENGTH = 200;
