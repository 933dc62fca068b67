/** The shapes of what people read and are asked at a gate. */

import * as z from "zod";
import { holdsCardNumber } from "../../shared/cards.ts";
import { ANSWER_LENGTH, QUESTION_KINDS } from "../../shared/questions.ts";

/** In both languages. */
export const message = z.object({ en: z.string(), th: z.string() });

export const question = z.object({
  question_id: z.string(),
  text: message,
  kind: z.enum(QUESTION_KINDS),
  options: z.array(z.string()).describe("of a choice"),
});

const answer = z.strictObject({
  question_id: z.string().min(1).max(40),
  value: z.union([
    z.boolean(),
    z.number().min(-1e9).max(1e9),
    z
      .string()
      .max(ANSWER_LENGTH)
      .refine((value) => !holdsCardNumber(value), "must not hold a card number"),
  ]),
});

/** At most so many: a package asks ten questions at most. */
export const answers = z.array(answer).max(20);
