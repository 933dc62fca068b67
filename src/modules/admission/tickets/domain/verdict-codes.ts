/** Error codes of a scan's reasons (rule G6). */

import { verdictErrors } from "../../../../shared/errors/admission.ts";
import type { ErrorSpec } from "../../../../shared/errors/spec.ts";
import type { FailReason, KnownReason } from "./words.ts";

const ERROR_OF: Record<KnownReason, ErrorSpec> = {
  invalid_sig: verdictErrors.invalid_sig,
  unknown: verdictErrors.ticket_unknown,
  cancelled: verdictErrors.cancelled,
  refunded: verdictErrors.refunded,
  revoked: verdictErrors.revoked,
  blocked: verdictErrors.blocked,
  wrong_store: verdictErrors.wrong_store,
  wrong_zone: verdictErrors.wrong_zone,
  wrong_device: verdictErrors.wrong_device,
  not_started: verdictErrors.not_started,
  expired: verdictErrors.expired,
  duplicate_use: verdictErrors.duplicate_use,
  exhausted: verdictErrors.exhausted,
  zone_full: verdictErrors.zone_full,
  incomplete: verdictErrors.incomplete,
  no_list: verdictErrors.no_list,
  stale_list: verdictErrors.stale_list,
  not_listed: verdictErrors.not_listed,
};

/** The code of a verdict's reason: null without a reason, E_GATE_REFUSED for a gate's own word. */
export function verdictCode(reason: FailReason | null): string | null {
  if (reason === null) return null;
  return isKnown(reason) ? ERROR_OF[reason].code : verdictErrors.gate_refused.code;
}

function isKnown(reason: string): reason is KnownReason {
  return Object.hasOwn(ERROR_OF, reason);
}
