/** The terms that a package gives to the gates of its tickets, besides where and when they admit (rule G7). */

import type { Question } from "../../../../shared/questions.ts";

/** As an editor sends it: a text that is the same in both languages may be sent once. */
export interface SentQuestion extends Omit<Question, "text" | "options"> {
  text: string | Question["text"];
  options?: string[];
}

export interface GateTerms {
  /** Guests who go in on one business date; null: as many as the ticket has. */
  uses_per_day: number | null;
  /** Business dates on which a ticket is used; null: all. */
  max_days: number | null;
  /** Minutes before and after its window. */
  tolerance_before_min: number;
  tolerance_after_min: number;
  /** What the gate shows with a pass; null: nothing. */
  attention: { en: string; th: string } | null;
  /** Whom it is meant for; null: no bound. */
  min_height_cm: number | null;
  max_height_cm: number | null;
  min_age_years: number | null;
  max_age_years: number | null;
  questions: Question[];
}

export type SentGateTerms = Partial<Omit<GateTerms, "questions"> & { questions: SentQuestion[] | null }>;

/** All of them, where only those that matter were sent. */
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

/** One of them that says something; undefined where none does. */
export function findGateTerm(terms: GateTerms): keyof GateTerms | undefined {
  const names = Object.keys(NONE) as (keyof GateTerms)[];
  return names.find((name) => JSON.stringify(terms[name]) !== JSON.stringify(NONE[name]));
}
