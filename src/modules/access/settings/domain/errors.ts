/** What can go wrong when something is loosened, each with what to do about it. */

import { defineRace, errors } from "../../../../shared/errors.ts";

/** A setting or requirement was changed since it was read: read it again. */
export const SETTING_CHANGED = defineRace("a setting is changed", errors.conflict);

export { looseningErrors } from "../../../../shared/errors/access.ts";
