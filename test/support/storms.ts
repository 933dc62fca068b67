/** The size of storms: the short form in `npm test`, the long form in `npm run storms`. */

import { inject } from "vitest";
import "./seed.ts";

/** Returns the form that this run uses. */
export function shortOrLong<Form>(short: Form, long: Form): Form {
  return inject("storms") === "long" ? long : short;
}
