/** Routes of devices: pairing, login, standing, and the socket. */

import type { z } from "zod";
import { CALLER_ERRORS } from "../../../platform/http/auth.ts";
import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { tenantErrors } from "../tenants/index.ts";
import { deviceErrors } from "./domain/errors.ts";
import type { StandingAction } from "./domain/standing.ts";
import { changeDevice } from "./service/change.ts";
import { loginDevice } from "./service/login.ts";
import { createPairing, listPairings, registerDevice, withdrawPairing } from "./service/pairing.ts";
import { changeStanding, getDevice, getOwnDevice, listDevices } from "./service/standing.ts";
import { moveDevice } from "./service/zone.ts";
import * as wire from "./wire.ts";

function standing<Reply extends z.ZodType>(
  path: string,
  action: StandingAction,
  summary: string,
  reply: Reply,
  marks: { step_up?: true } = {},
) {
  return contract({
    method: "post",
    path,
    tag: "devices",
    summary,
    permission: "device_manage",
    idempotency: "key",
    params: wire.DeviceParams,
    reply,
    ...marks,
    errors: [deviceErrors.device_state, errors.conflict],
    handle: ({ ctx, params }) => changeStanding(ctx, params.device_id, action) as Promise<never>,
  });
}

export const routes = [
  contract({
    method: "post",
    path: "/pairings",
    tag: "devices",
    summary: "Create a site key that pairs one device",
    description: "It is valid for 24 hours.",
    permission: "device_manage",
    step_up: true,
    idempotency: "key",
    body: wire.PairingRequest,
    status: 201,
    reply: wire.NewPairing,
    errors: [errors.zone_unknown, tenantErrors.store_inactive],
    handle: ({ ctx, body }) => createPairing(ctx, body),
  }),
  contract({
    method: "get",
    path: "/pairings",
    tag: "devices",
    summary: "List site keys, latest first, without their values",
    permission: "device_manage",
    query: wire.PairingQuery,
    reply: wire.Pairing,
    list: true,
    handle: ({ ctx, query }) => listPairings(ctx, query),
  }),
  contract({
    method: "post",
    path: "/pairings/:pairing_id/revoke",
    tag: "devices",
    summary: "Revoke an unused site key",
    permission: "device_manage",
    idempotency: "key",
    params: wire.PairingParams,
    reply: wire.Pairing,
    errors: [deviceErrors.pairing_used],
    handle: ({ ctx, params }) => withdrawPairing(ctx, params.pairing_id),
  }),
  contract({
    method: "post",
    path: "/auth/device/register",
    tag: "auth",
    summary: "Pair this device with a site key",
    public: true,
    rate: "enrolment",
    idempotency: "key",
    body: wire.RegisterRequest,
    status: 201,
    reply: wire.Registered,
    errors: [
      errors.unauthenticated,
      errors.tenant_suspended,
      errors.tenant_closed,
      deviceErrors.pairing_unknown,
      deviceErrors.pairing_used,
      deviceErrors.pairing_revoked,
      deviceErrors.pairing_expired,
      deviceErrors.pairing_type,
    ],
    handle: ({ ctx, body }) => registerDevice(ctx, body),
  }),
  contract({
    method: "post",
    path: "/auth/device/login",
    tag: "auth",
    summary: "Exchange the device's token for an access token",
    description: "The access token is valid for 15 minutes.",
    public: true,
    rate: "login",
    idempotency: "natural",
    body: wire.DeviceLoginRequest,
    reply: wire.DeviceLogin,
    errors: [deviceErrors.credentials, ...CALLER_ERRORS],
    handle: ({ ctx, body }) => loginDevice(ctx, body),
  }),
  contract({
    method: "get",
    path: "/devices/me",
    tag: "devices",
    summary: "Read the calling device",
    permission: "authenticated",
    reply: wire.Device,
    errors: [errors.not_found],
    handle: ({ ctx }) => getOwnDevice(ctx),
  }),
  contract({
    method: "get",
    path: "/devices",
    tag: "devices",
    summary: "List devices with their last heartbeats",
    permission: "device_manage",
    query: wire.DeviceQuery,
    reply: wire.SeenDevice,
    list: true,
    handle: ({ ctx, query }) => listDevices(ctx, query),
  }),
  contract({
    method: "get",
    path: "/devices/:device_id",
    tag: "devices",
    summary: "Read a device",
    permission: "device_manage",
    params: wire.DeviceParams,
    reply: wire.SeenDevice,
    handle: ({ ctx, params }) => getDevice(ctx, params.device_id),
  }),
  contract({
    method: "patch",
    path: "/devices/:device_id",
    tag: "devices",
    summary: "Change a device's name, notes or capabilities",
    permission: "device_manage",
    step_up: true,
    idempotency: "key",
    params: wire.DeviceParams,
    body: wire.DeviceChange,
    reply: wire.Device,
    errors: [errors.conflict],
    handle: ({ ctx, params, body }) => changeDevice(ctx, params.device_id, body),
  }),
  contract({
    method: "put",
    path: "/devices/:device_id/zone",
    tag: "devices",
    summary: "Move a device to another zone of its store",
    permission: "device_manage",
    idempotency: "key",
    params: wire.DeviceParams,
    body: wire.ZoneRequest,
    reply: wire.Device,
    errors: [errors.zone_unknown, errors.conflict],
    handle: ({ ctx, params, body }) => moveDevice(ctx, params.device_id, body.zone_id),
  }),
  standing("/devices/:device_id/approve", "approve", "Approve a device that waits for approval", wire.Device, {
    step_up: true,
  }),
  standing("/devices/:device_id/suspend", "suspend", "Suspend a device; its next request is refused", wire.Device),
  standing("/devices/:device_id/resume", "resume", "Resume a suspended device", wire.Device, { step_up: true }),
  standing("/devices/:device_id/revoke", "revoke", "Revoke a device for good", wire.Device, { step_up: true }),
  standing(
    "/devices/:device_id/rotate",
    "rotate",
    "Give a device a new token and end its sessions",
    wire.RotatedDevice,
    { step_up: true },
  ),
];
