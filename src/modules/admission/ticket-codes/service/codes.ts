/** The codes of tickets are signed anew whenever they are needed, and are stored nowhere (rule G14). */

import { settingsOf } from "../../../../env.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { listTicketKeys } from "../store.ts";
import { type Coded, hashCode, signTicket } from "./signing.ts";

/** The master of each version of each tenant, which never changes: asked for once in an isolate's life. */
const masters = new Map<string, string>();
const MASTERS_KEPT = 10_000;

/** The codes of tickets as they are printed, in their order. */
export async function codesOf(ctx: Context, tickets: readonly Coded[]): Promise<string[]> {
  const master_of = await mastersOf(ctx, tickets);
  return Promise.all(
    tickets.map((ticket) => signTicket(ctx.env, ctx.tenant_id, ticket, master_of.get(ticket.key_version) ?? "")),
  );
}

/** What stands for the codes of tickets on a gate's list, in their order (rule O1). */
export async function printedHash(ctx: Context, tickets: readonly Coded[]): Promise<string[]> {
  return Promise.all((await codesOf(ctx, tickets)).map(hashCode));
}

/** A version whose master was taken out is of the oldest that is left: what was printed has ended, not the ticket. */
async function mastersOf(ctx: Context, tickets: readonly Coded[]): Promise<Map<number, string>> {
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
