/** What D1 knows of a ticket that its object has not met, or only as a blank. */

import type { Env } from "../../src/env.ts";
import type { NamedTicket, NotMet } from "../../src/modules/admission/tickets/domain/requests.ts";
import { fetchTickets, type Met } from "../../src/modules/admission/tickets/store/hydrate.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { AppError, errors } from "../../src/shared/errors.ts";

export async function lookUpTicket(
  env: Env,
  { tenant_id, ticket_id }: NamedTicket,
  scan_ids: readonly string[],
): Promise<Met | NotMet> {
  try {
    const found = await fetchTickets(openDatabase(env, tenant_id), [{ ticket_id, scan_ids }]);
    return found.get(ticket_id) ?? "unknown";
  } catch (error) {
    if (!(error instanceof AppError) || error.spec !== errors.unavailable) throw error;
    return "unavailable";
  }
}
