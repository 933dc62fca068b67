/** How much a storm takes: its short form in `npm test`, its long form in `npm run storms`. */

import { inject } from "vitest";
import "./seed.ts";

/** What this run takes of the two. */
export function shortOrLong<Form>(short: Form, long: Form): Form {
  return inject("storms") === "long" ? long : short;
}
