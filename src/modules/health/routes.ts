/** Is the service alive, and can it answer? Four paths for four habits of monitors. */

import * as z from "zod";
import { contract } from "../../platform/http/contract.ts";
import { checkReadiness } from "./service.ts";

const Live = z.object({ status: z.literal("ok") });
const Ready = z.object({ status: z.literal("ok"), checks: z.object({ database: z.literal("ok") }) });

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
    handle: ({ ctx }) => checkReadiness(ctx),
  }),
);

export const routes = [live, ...readiness];
