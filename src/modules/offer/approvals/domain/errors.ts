/** Errors of approvals, each with its remedy. */

import { approvalErrors } from "../../../../shared/errors/access.ts";
import { defineRace } from "../../../../shared/errors.ts";

export { approvalErrors };

/**
 * The grant is used up, perhaps by an equal request at the same moment. A second decision (`decideAgain`) finds the
 * result of that request, or a grant that another act used: then it is refused and audited.
 */
export const GRANT_USED = defineRace("a grant is used up", approvalErrors.required);
