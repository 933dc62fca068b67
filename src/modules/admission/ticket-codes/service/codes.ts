/** Ticket codes: signed again each time they are needed, and stored nowhere (rule G14). */

import { settingsOf } from "../../../../env.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { listTicketKeys } from "../store.ts";
import { type CodeSource, hashCode, signTicket } from "./signing.ts";

/** The master of each tenant's version. It never changes, so an isolate reads it once. */
const masters = new Map<string, string>();
const MASTERS_KEPT = 10_000;

/** The printed codes of tickets, in the order of `tickets`. */
export async function codesOf(ctx: Context, tickets: readonly CodeSource[]): Promise<string[]> {
  const master_of = await mastersOf(ctx, tickets);
  return Promise.all(
    tickets.map((ticket) => signTicket(ctx.env, ctx.tenant_id, ticket, master_of.get(ticket.key_version) ?? "")),
  );
}

/** The hashes that a gate's list has in place of ticket codes, in the order of `tickets` (rule O1). */
export async function hashPrintedCodes(ctx: Context, tickets: readonly CodeSource[]): Promise<string[]> {
  return Promise.all((await codesOf(ctx, tickets)).map(hashCode));
}

/** A version whose master was removed gets the oldest remaining master: its printed codes end, its tickets do not. */
async function mastersOf(ctx: Context, tickets: readonly CodeSource[]): Promise<Map<number, string>> {
  const { ticket_masters } = settingsOf(ctx.env);
  const [oldest = ""] = ticket_masters.keys();
  const versions = [...new Set(tickets.map(({ key_version }) => key_version))];
  const nameOf = (version: number) => `${ctx.tenant_id}:${version}`;
  if (versions.some((version) => !masters.has(nameOf(version)))) {
    const keys = new Map((await listTicketKeys(ctx.db)).map((key) => [key.key_version, key.master_id]));
    if (masters.size > MASTERS_KEPT) masters.clear();
    for (const version of versions) masters.set(nameOf(version), keys.get(version) ?? oldest);
  }
  return new Map(
    versions.map((version) => {
      const master_id = masters.get(nameOf(version)) ?? oldest;
      return [version, ticket_masters.has(master_id) ? master_id : oldest];
    }),
  );
}
