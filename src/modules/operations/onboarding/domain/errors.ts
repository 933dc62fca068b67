/** Error codes of sign-ups, and the race that two acts on one may lose. */

import { onboardingErrors } from "../../../../shared/errors/operations.ts";
import { defineRace, errors } from "../../../../shared/errors.ts";

export { onboardingErrors };

/** Another act changed the draft since it was read, or finished it. */
export const DRAFT_MOVED = defineRace("onboarding moved", errors.conflict);
