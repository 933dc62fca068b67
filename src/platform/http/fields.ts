/** The words that wire shapes are made of, each checked and documented once. */

import { z } from "zod";
import { ULID_PATTERN } from "../../shared/ids.ts";
import { iso } from "../../shared/time.ts";

/** A ULID. */
export const id = z
  .string()
  .regex(ULID_PATTERN, "must be a ULID")
  .meta({ examples: ["01K3ZJ8Q4N7V0Y2B5C6D8E9FGH"] });

/** Satang, not negative. */
export const money = z.number().int().min(0).describe("satang");

/** Satang, of either sign. */
export const signedMoney = z.number().int().describe("satang");

/** Satang as a client may send them: a hundred million baht at most, so that no sum of a cart leaves the safe integers. */
export const sentMoney = money.max(10_000_000_000);

/** Epoch ms inside, ISO 8601 with a zone outside; answers are always UTC with milliseconds. */
export const time = z.codec(z.iso.datetime({ offset: true }), z.number().int(), {
  decode: (text) => Date.parse(text),
  encode: (epoch_ms) => iso(epoch_ms),
});

/** A digit run of 13 to 19 that passes the Luhn check: it may be a card number (rule T6). */
function holdsCardNumber(value: string): boolean {
  for (const run of value.replaceAll(/(?<=\d)[ -](?=\d)/g, "").match(/\d{13,19}/g) ?? []) {
    let sum = 0;
    for (let i = 0; i < run.length; i++) {
      const digit = Number(run[run.length - 1 - i]);
      sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
    }
    if (sum % 10 === 0) return true;
  }
  return false;
}

/** Free text that people type; never a card number. */
export function text(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((value) => !holdsCardNumber(value), "must not hold a card number");
}

/** A list's place and size (rule I8). */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
};
