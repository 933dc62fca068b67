/** The shapes of the texts and questions at a gate. */

import * as z from "zod";
import { notCard } from "../../../../platform/http/fields.ts";
import { ANSWER_LENGTH, QUESTION_KINDS } from "../../../../shared/questions.ts";

/** In both languages. */
export const message = z.object({ en: z.string(), th: z.string() });

export const question = z.object({
  question_id: z.string(),
  text: message,
  kind: z.enum(QUESTION_KINDS),
  options: z.array(z.string()).describe("the options of a choice"),
});

/** The terms of a package for its gates and their staff. */
export const gateTerms = {
  uses_per_day: z.number().int().nullable(),
  max_days: z.number().int().nullable(),
  tolerance_before_min: z.number().int(),
  tolerance_after_min: z.number().int(),
  attention: message.nullable(),
  min_height_cm: z.number().int().nullable(),
  max_height_cm: z.number().int().nullable(),
  min_age_years: z.number().int().nullable(),
  max_age_years: z.number().int().nullable(),
  questions: z.array(question),
};

const answer = z.strictObject({
  question_id: z.string().min(1).max(40),
  value: z.union([
    z.boolean(),
    z.number().min(-1e9).max(1e9),
    z
      .string()
      .max(ANSWER_LENGTH)
      .refine(...notCard),
  ]),
});

/** The most answers; a package has at most ten questions. */
export const answers = z.array(answer).max(20);
