/** Lost races: a use-case that loses a race on a constraint decides again on the winner's results, a bounded number of times. */

import { LostRace, type Race } from "../../shared/errors.ts";

const TRIES = 8;

/** Runs a use-case, and again when it loses one of `races`. Throws the last LostRace, which has its race's refusal. */
export async function decideAgain<Value>(races: readonly Race[], decide: () => Promise<Value>): Promise<Value> {
  for (let tried = 1; ; tried++) {
    try {
      return await decide();
    } catch (error) {
      const raced = error instanceof LostRace && races.includes(error.race);
      if (!raced || tried === TRIES) throw error;
    }
  }
}
