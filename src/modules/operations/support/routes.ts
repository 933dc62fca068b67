/** Routes of support. */

import * as z from "zod";
import { contract } from "../../../platform/http/contract.ts";
import { id } from "../../../platform/http/fields.ts";
import { errors } from "../../../shared/errors.ts";
import { BUNDLE, makeBundle } from "./service.ts";

export const routes = [
  contract({
    method: "get",
    path: "/outlets/:tenant_id/support/bundle.zip",
    tag: "help",
    summary: "Get the state of your park as one file for support",
    description: "It has no secrets and nobody's data. Each file in it is JSON.",
    permission: "settings_write",
    people_only: true,
    step_up: true,
    rate: "sensitive",
    params: z.object({ tenant_id: id }),
    reply: z.never(),
    files: [BUNDLE],
    errors: [errors.not_found],
    handle: ({ ctx, params }) => makeBundle(ctx, params.tenant_id),
  }),
];
