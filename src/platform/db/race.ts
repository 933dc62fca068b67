/** Who loses a race that a constraint closed decides again over what the winner left behind, a bounded number of times. */

import { LostRace, type Race } from "../../shared/errors.ts";

const TRIES = 8;

/** Gathers, decides and commits; again when that lost one of `races`. Throws the last loss, which answers its race's refusal. */
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
