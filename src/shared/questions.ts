/** The questions of a gate to a guest: as a package says them, and as a ticket keeps them. */

export const QUESTION_KINDS = ["yes_no", "number", "choice", "text"] as const;

export interface Question {
  question_id: string;
  text: { en: string; th: string };
  kind: (typeof QUESTION_KINDS)[number];
  /** Of a choice; else empty. */
  options: string[];
}

/** Characters of an answer in words, at most. */
export const ANSWER_LENGTH = 200;
