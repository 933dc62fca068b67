/** Routes of the system's state. */

import { contract } from "../../../platform/http/contract.ts";
import { announceState, readState } from "./service.ts";
import { SentState, SystemState } from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/status.json",
    root: true,
    tag: "status",
    summary: "Read the state of the system",
    description: "It also answers during an outage, always with 200.",
    public: true,
    rate: null,
    reply: SystemState,
    handle: ({ ctx }) => readState(ctx),
  }),
  contract({
    method: "post",
    path: "/admin/status",
    tag: "status",
    summary: "Announce the state of the system",
    permission: "provider",
    idempotency: "key",
    body: SentState,
    reply: SystemState,
    handle: ({ ctx, body }) => announceState(ctx, body),
  }),
];
