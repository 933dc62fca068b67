/** What can go wrong with approvals, each with what to do about it. */

import { approvalErrors } from "../../../../shared/errors/access.ts";
import { defineRace } from "../../../../shared/errors.ts";

export { approvalErrors };

/**
 * The grant is used up, perhaps by an equal request at the same instant. Who decides again after it (`decideAgain`) finds
 * what that request did, or the grant used by another act: refused as such, and audited.
 */
export const GRANT_USED = defineRace("a grant is used up", approvalErrors.required);
