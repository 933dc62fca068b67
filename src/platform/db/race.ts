/** Who loses a race that a constraint closed decides again over what the winner left behind, a bounded number of times. */

import { AppError, type ErrorSpec } from "../../shared/errors.ts";

const TRIES = 8;

/** Gathers, decides and commits; again when that was refused with one of `races`. Throws the refusal of the last try. */
export async function decideAgain<Value>(races: readonly ErrorSpec[], decide: () => Promise<Value>): Promise<Value> {
  for (let tried = 1; ; tried++) {
    try {
      return await decide();
    } catch (error) {
      const raced = error instanceof AppError && races.includes(error.spec);
      if (!raced || tried === TRIES) throw error;
    }
  }
}
