/** Routes of gates: the list for an outage, the store's policy, signs of life. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import * as service from "./service/bootstrap.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/gate/bootstrap",
    tag: "gate",
    summary: "Read the data that a gate needs while offline",
    description: "With a cursor it returns the changes since then.",
    permission: "redeem",
    query: wire.BootstrapQuery,
    reply: wire.Bootstrap,
    handle: ({ ctx, query }) => service.bootstrap(ctx, query),
  }),
  contract({
    method: "get",
    path: "/gate/policy",
    tag: "gate",
    summary: "Read a store's policy for offline gates",
    permission: "authenticated",
    query: wire.PolicyQuery,
    reply: wire.Policy,
    handle: ({ ctx, query }) => service.readPolicy(ctx, query),
  }),
  contract({
    method: "put",
    path: "/gate/policy",
    tag: "gate",
    summary: "Set a store's policy for offline gates",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    body: wire.PolicyRequest,
    reply: wire.Policy,
    handle: ({ ctx, body }) => service.setPolicy(ctx, body),
  }),
  contract({
    method: "post",
    path: "/provider/heartbeats",
    tag: "devices",
    summary: "Send a heartbeat",
    description: "The reply has commands for the device.",
    permission: "authenticated",
    any_version: true,
    idempotency: "natural",
    body: wire.HeartbeatRequest,
    reply: wire.HeartbeatReply,
    errors: [errors.device_required, errors.min_version],
    handle: ({ ctx, body }) => service.heartbeat(ctx, body),
  }),
];
