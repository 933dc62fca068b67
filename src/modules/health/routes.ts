/** Is the service alive, and can it answer? Four paths for four habits of monitors. */

import { z } from "zod";
import { EVERY_TENANT, openDatabase } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import type { PublicContext } from "../../platform/http/context.ts";
import { contract } from "../../platform/http/contract.ts";

const Live = z.object({ status: z.literal("ok") });
const Ready = z.object({ status: z.literal("ok"), checks: z.object({ database: z.literal("ok") }) });

/** Answers 503 by itself when the database cannot be reached. */
async function ready({ ctx }: { ctx: PublicContext }) {
  await openDatabase(ctx.env, EVERY_TENANT).all(sql`SELECT 1`);
  return { status: "ok" as const, checks: { database: "ok" as const } };
}

const live = contract({
  method: "get",
  path: "/healthz",
  root: true,
  tag: "health",
  summary: "The process answers",
  public: true,
  rate: null,
  reply: Live,
  handle: async () => ({ status: "ok" as const }),
});

const readiness = ["/health", "/readyz", "/ready"].map((path) =>
  contract({
    method: "get",
    path,
    root: true,
    tag: "health",
    summary: "The service can do its work: the database answers",
    public: true,
    rate: null,
    reply: Ready,
    handle: ready,
  }),
);

export const routes = [live, ...readiness];
