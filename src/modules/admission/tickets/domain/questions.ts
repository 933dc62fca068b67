/** Questions to a guest before entry: the valid answers, and the questions still open (rule G7). */

import { ANSWER_LENGTH, type Question } from "../../../../shared/questions.ts";
import type { Answer } from "./words.ts";

/** The questions without a valid answer; of several answers to one question, the last counts. */
export function openQuestions(questions: readonly Question[], answers: readonly Answer[] = []): Question[] {
  return questions.filter((question) => answerTo(question, answers) === undefined);
}

/** The valid answers, in the order of the questions; only these are stored. */
export function fittingAnswers(questions: readonly Question[], answers: readonly Answer[] = []): Answer[] {
  return questions.flatMap((question) => answerTo(question, answers) ?? []);
}

function answerTo(question: Question, answers: readonly Answer[]): Answer | undefined {
  const answer = answers.findLast(({ question_id }) => question_id === question.question_id);
  return answer && FITS[question.kind](answer.value, question) ? answer : undefined;
}

const FITS: Record<Question["kind"], (value: Answer["value"], question: Question) => boolean> = {
  yes_no: (value) => typeof value === "boolean",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  choice: (value, { options }) => typeof value === "string" && options.includes(value),
  text: (value) => typeof value === "string" && value.trim() !== "" && value.length <= ANSWER_LENGTH,
};
