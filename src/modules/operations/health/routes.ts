/** Routes of health: whether the server answers, and whether it can work. Monitors expect four different paths. */

import * as z from "zod";
import { contract } from "../../../platform/http/contract.ts";
import { checkReadiness } from "./service.ts";

const Live = z.object({ status: z.literal("ok") });
const Ready = z.object({ status: z.literal("ok"), checks: z.object({ database: z.literal("ok") }) });

const liveness = ["/health", "/healthz"].map((path) =>
  contract({
    method: "get",
    path,
    root: true,
    tag: "health",
    summary: "Check that the server answers",
    description: "It does not ask the database.",
    public: true,
    rate: null,
    reply: Live,
    handle: async () => ({ status: "ok" as const }),
  }),
);

const readiness = ["/readyz", "/ready"].map((path) =>
  contract({
    method: "get",
    path,
    root: true,
    tag: "health",
    summary: "Check that the database answers",
    description: "It is ready if the database answered within the last five seconds.",
    public: true,
    rate: null,
    reply: Ready,
    handle: ({ ctx }) => checkReadiness(ctx),
  }),
);

export const routes = [...liveness, ...readiness];
