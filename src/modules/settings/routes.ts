/** Routes of settings. */

import { z } from "zod";
import { contract } from "../../platform/http/contract.ts";
import { listFlags } from "./service.ts";

const FeatureFlag = z
  .object({ flag: z.string(), enabled: z.boolean(), description: z.string() })
  .meta({ id: "FeatureFlag" });

export const routes = [
  contract({
    method: "get",
    path: "/settings/feature-flags",
    tag: "settings",
    summary: "List feature flags",
    permission: "authenticated",
    reply: FeatureFlag,
    list: true,
    handle: async ({ ctx }) => ({ items: await listFlags(ctx), next_cursor: null, has_more: false }),
  }),
];
