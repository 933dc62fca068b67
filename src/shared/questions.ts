/** What a gate asks a guest before letting them in: as a package says it, and as a ticket keeps it. */

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
