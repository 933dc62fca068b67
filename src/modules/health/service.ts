/** Whether the service can do its work. */

import { EVERY_TENANT, openDatabase } from "../../platform/db/session.ts";
import type { PublicContext } from "../../platform/http/context.ts";
import { askDatabase } from "./store.ts";

/** Asks what the work needs. Error: E_UNAVAILABLE when the database does not answer. */
export async function checkReadiness(ctx: PublicContext) {
  await askDatabase(openDatabase(ctx.env, EVERY_TENANT));
  return { status: "ok" as const, checks: { database: "ok" as const } };
}
