/** Routes of gates: the list for an outage, the store's policy, signs of life. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import * as service from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/gate/bootstrap",
    tag: "gate",
    summary: "Read what a gate needs to admit by itself, and with a cursor what changed since",
    permission: "redeem",
    query: wire.BootstrapQuery,
    reply: wire.Bootstrap,
    handle: ({ ctx, query }) => service.bootstrap(ctx, query),
  }),
  contract({
    method: "get",
    path: "/gate/policy",
    tag: "gate",
    summary: "Read what a store lets its gates do while offline",
    permission: "authenticated",
    query: wire.PolicyQuery,
    reply: wire.Policy,
    handle: ({ ctx, query }) => service.readPolicy(ctx, query),
  }),
  contract({
    method: "put",
    path: "/gate/policy",
    tag: "gate",
    summary: "Set what a store lets its gates do while offline",
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
    summary: "Give a sign of life and hear what to do",
    permission: "authenticated",
    any_version: true,
    idempotency: "natural",
    body: wire.HeartbeatRequest,
    reply: wire.HeartbeatReply,
    errors: [errors.device_required, errors.min_version],
    handle: ({ ctx, body }) => service.heartbeat(ctx, body),
  }),
];
