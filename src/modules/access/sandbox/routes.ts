/** Routes of a sandbox. A live tenant gets 404. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { getClock } from "../tenants/index.ts";
import { moveClock } from "./service.ts";
import { Clock, ClockRequest } from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/sandbox/clock",
    tag: "sandbox",
    summary: "Read the sandbox clock",
    permission: "settings_write",
    reply: Clock,
    errors: [errors.not_found],
    handle: ({ ctx }) => getClock(ctx),
  }),
  contract({
    method: "put",
    path: "/sandbox/clock",
    tag: "sandbox",
    summary: "Set the sandbox clock",
    description: "Every rule that uses the time follows it.",
    permission: "settings_write",
    idempotency: "natural",
    body: ClockRequest,
    reply: Clock,
    errors: [errors.not_found],
    handle: ({ ctx, body }) => moveClock(ctx, body.offset_seconds),
  }),
];
