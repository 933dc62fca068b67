/** Routes of settings. */

import { contract } from "../../../platform/http/contract.ts";
import * as flags from "./service/flags.ts";
import { LOOSENING_ERRORS } from "./service/loosening.ts";
import * as settings from "./service/settings.ts";
import * as wire from "./wire.ts";

const whole = <Item>(items: Item[]) => ({ items, next_cursor: null, has_more: false });

export const routes = [
  contract({
    method: "get",
    path: "/settings",
    tag: "settings",
    summary: "Read what holds in a store: its own values, else the tenant's, else the defaults",
    permission: "authenticated",
    query: wire.SettingsQuery,
    reply: wire.Setting,
    list: true,
    etag: true,
    handle: async ({ ctx, query }) => whole(await settings.listSettings(ctx, query.store_id)),
  }),
  contract({
    method: "get",
    path: "/settings/keys",
    tag: "settings",
    summary: "List every key with its definition and what tenant and store have set",
    permission: "authenticated",
    query: wire.SettingsQuery,
    reply: wire.SettingDefinition,
    list: true,
    handle: async ({ ctx, query }) => whole(await settings.listSettings(ctx, query.store_id)),
  }),
  contract({
    method: "get",
    path: "/settings/keys/:key",
    tag: "settings",
    summary: "Read a key with its definition and what tenant and store have set",
    permission: "authenticated",
    rate: "undo",
    params: wire.SettingParams,
    query: wire.SettingsQuery,
    reply: wire.SettingDefinition,
    handle: ({ ctx, params, query }) => settings.getSetting(ctx, params.key, query.store_id),
  }),
  contract({
    method: "put",
    path: "/settings/keys/:key",
    tag: "settings",
    summary: "Set a key for a store or the whole tenant; what loosens a guard needs an approver and waits",
    permission: "settings_write",
    rate: "undo",
    idempotency: "key",
    params: wire.SettingParams,
    body: wire.SettingRequest,
    reply: wire.SettingDefinition,
    errors: LOOSENING_ERRORS,
    handle: ({ ctx, params, body }) => settings.setSetting(ctx, params.key, body),
  }),
  contract({
    method: "delete",
    path: "/settings/keys/:key",
    tag: "settings",
    summary: "Let the level above decide again",
    permission: "settings_write",
    rate: "undo",
    idempotency: "natural",
    params: wire.SettingParams,
    query: wire.SettingsQuery,
    body: wire.SettingRemoval,
    reply: wire.SettingDefinition,
    errors: LOOSENING_ERRORS,
    handle: ({ ctx, params, query, body }) => settings.unsetSetting(ctx, params.key, { ...query, ...body }),
  }),
  contract({
    method: "get",
    path: "/settings/feature-flags",
    tag: "settings",
    summary: "List feature flags, and which are on for the caller",
    permission: "authenticated",
    reply: wire.FeatureFlag,
    list: true,
    handle: async ({ ctx }) => whole(await flags.listFlags(ctx)),
  }),
  contract({
    method: "put",
    path: "/settings/feature-flags/:flag",
    tag: "settings",
    summary: "Make or replace a feature flag",
    permission: "settings_write",
    idempotency: "key",
    params: wire.FlagParams,
    body: wire.FlagRequest,
    reply: wire.FeatureFlag,
    handle: ({ ctx, params, body }) => flags.setFlag(ctx, params.flag, body),
  }),
];
