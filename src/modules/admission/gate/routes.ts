/** Routes of gates: the list for an outage, the store's policy, the socket. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { openLive } from "../../access/devices/index.ts";
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
    path: "/gate/live",
    tag: "gate",
    summary: "Open the calling device's socket",
    description: "The device sends heartbeats and receives changes that concern it.",
    permission: "authenticated",
    device_only: true,
    upgrade: true,
    reply: wire.LiveMessage,
    errors: [errors.device_required, errors.device_token_required],
    handle: ({ ctx }) => openLive(ctx),
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
];
