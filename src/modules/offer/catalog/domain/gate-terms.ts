/** The terms of a package for the gates of its tickets, besides where and when they admit (rule G7). */

import type { Question } from "../../../../shared/questions.ts";

/** A question as an editor sends it: a text that is the same in both languages may be sent once. */
export interface QuestionInput extends Omit<Question, "text" | "options"> {
  text: string | Question["text"];
  options?: string[];
}

export interface GateTerms {
  /** The most guests who enter on one business date; null: as many as the ticket has. */
  uses_per_day: number | null;
  /** The most business dates on which a ticket is used; null: no limit. */
  max_days: number | null;
  /** Minutes before and after its window. */
  tolerance_before_min: number;
  tolerance_after_min: number;
  /** A text that the gate shows with a pass; null: none. */
  attention: { en: string; th: string } | null;
  /** The guests it is for; null: no limit. */
  min_height_cm: number | null;
  max_height_cm: number | null;
  min_age_years: number | null;
  max_age_years: number | null;
  questions: Question[];
}

export type SentGateTerms = Partial<Omit<GateTerms, "questions"> & { questions: QuestionInput[] | null }>;

/** All terms, with defaults for those that were not sent. */
export function completeGateTerms(sent: SentGateTerms): GateTerms {
  return {
    uses_per_day: sent.uses_per_day ?? null,
    max_days: sent.max_days ?? null,
    tolerance_before_min: sent.tolerance_before_min ?? 0,
    tolerance_after_min: sent.tolerance_after_min ?? 0,
    attention: sent.attention ?? null,
    min_height_cm: sent.min_height_cm ?? null,
    max_height_cm: sent.max_height_cm ?? null,
    min_age_years: sent.min_age_years ?? null,
    max_age_years: sent.max_age_years ?? null,
    questions: (sent.questions ?? []).map(({ text, options = [], ...question }) => ({
      ...question,
      text: typeof text === "string" ? { en: text, th: text } : text,
      options,
    })),
  };
}

const NONE = completeGateTerms({});

/** A term that is set; undefined for none. */
export function findGateTerm(terms: GateTerms): keyof GateTerms | undefined {
  const names = Object.keys(NONE) as (keyof GateTerms)[];
  return names.find((name) => JSON.stringify(terms[name]) !== JSON.stringify(NONE[name]));
}
