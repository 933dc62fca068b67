/** Routes of metrics: the deployment's numbers for Prometheus. */

import * as z from "zod";
import { contract, FileReply } from "../../../platform/http/contract.ts";
import { METRICS_TYPE } from "./domain.ts";
import { readMetrics } from "./service.ts";

export const routes = [
  contract({
    method: "get",
    path: "/metrics",
    root: true,
    tag: "metrics",
    summary: "Read the deployment's metrics",
    description: "The reply is Prometheus text.",
    permission: "provider",
    metrics_token: true,
    reply: z.never(),
    files: [METRICS_TYPE],
    handle: async ({ ctx }) => new FileReply(METRICS_TYPE, await readMetrics(ctx)),
  }),
];
