/** Routes of secrets. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { listSecrets, retireSecret, setSecret } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/secrets",
    tag: "secrets",
    summary: "List third-party credentials, without their values",
    permission: "settings_write",
    query: wire.SecretQuery,
    reply: wire.SecretVersion,
    list: true,
    handle: ({ ctx, query }) => listSecrets(ctx, query),
  }),
  contract({
    method: "put",
    path: "/secrets/:name",
    tag: "secrets",
    summary: "Store a credential as the next version of its name",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    params: wire.SecretParams,
    body: wire.SecretRequest,
    reply: wire.SecretVersion,
    errors: [errors.busy],
    handle: ({ ctx, params, body }) => setSecret(ctx, params.name, body.value),
  }),
  contract({
    method: "delete",
    path: "/secrets/:name",
    tag: "secrets",
    summary: "Retire all versions of a credential and delete their values",
    permission: "settings_write",
    step_up: true,
    idempotency: "natural",
    params: wire.SecretParams,
    reply: wire.RetiredSecret,
    handle: ({ ctx, params }) => retireSecret(ctx, params.name),
  }),
];
