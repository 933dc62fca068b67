/** Hydration of a ticket's object: it reads its ticket from D1 while it has no facts, or those of a blank (rule G3). */

import type { Env } from "../../src/env.ts";
import type {
  HydrateFailure,
  HydrateOutcome,
  NamedTicket,
} from "../../src/modules/admission/tickets/domain/requests.ts";
import { fetchTickets, type HydratedTicket } from "../../src/modules/admission/tickets/store/hydrate.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { AppError, errors } from "../../src/shared/errors.ts";
import type { TicketHistory } from "./history.ts";

/**
 * Hydrates the ticket, and notes which scan ids belong to another ticket's scan. D1 is read only when the ticket is
 * unknown.
 */
export async function hydrateTicket(
  env: Env,
  history: TicketHistory,
  named: NamedTicket,
  scan_ids: readonly string[],
  preloaded: HydratedTicket | undefined,
): Promise<HydrateOutcome> {
  const { facts } = history;
  if (preloaded) history.noteTaken(preloaded.taken);
  if (facts && !facts.unbound) return "known";
  const found = preloaded ?? (await lookUpTicket(env, named, scan_ids));
  if (typeof found === "string") return history.facts ? "known" : found;
  history.hydrate(found, scan_ids);
  return "known";
}

/** Reads a ticket that is known here from D1 again, because an import changed it there. */
export async function renewTicket(env: Env, history: TicketHistory, named: NamedTicket): Promise<void> {
  if (!history.facts) return;
  const { tenant_id, ticket_id } = named;
  const found = await fetchTickets(openDatabase(env, tenant_id), [{ ticket_id, scan_ids: [] }]);
  const ticket = found.get(ticket_id);
  if (ticket) history.renew(ticket);
}

async function lookUpTicket(
  env: Env,
  { tenant_id, ticket_id }: NamedTicket,
  scan_ids: readonly string[],
): Promise<HydratedTicket | HydrateFailure> {
  try {
    const found = await fetchTickets(openDatabase(env, tenant_id), [{ ticket_id, scan_ids }]);
    return found.get(ticket_id) ?? "unknown";
  } catch (error) {
    if (!(error instanceof AppError) || error.spec !== errors.unavailable) throw error;
    return "unavailable";
  }
}
