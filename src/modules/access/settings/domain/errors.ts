/** Errors of loosening a guard, each with its remedy. */

import { defineRace, errors } from "../../../../shared/errors.ts";

/** A setting or requirement was changed since it was read: read it again. */
export const SETTING_CHANGED = defineRace("a setting is changed", errors.conflict);

export { looseningErrors } from "../../../../shared/errors/access.ts";
