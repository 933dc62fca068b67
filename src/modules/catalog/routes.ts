/** Routes of the catalog. */

import { contract } from "../../platform/http/contract.ts";
import { catalogErrors } from "./domain.ts";
import * as service from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/catalog/packages",
    tag: "catalog",
    summary: "List what the store sells right now",
    permission: "authenticated",
    query: wire.StoreQuery,
    reply: wire.Package,
    list: true,
    handle: async ({ ctx, query }) => ({
      items: await service.listPackages(ctx, query),
      next_cursor: null,
      has_more: false,
    }),
  }),
  contract({
    method: "post",
    path: "/catalog/packages",
    tag: "catalog",
    summary: "Make a package",
    permission: "catalog_write",
    idempotency: "key",
    body: wire.PackageRequest,
    status: 201,
    reply: wire.Package,
    errors: [catalogErrors.package_parts, catalogErrors.zone_unknown, catalogErrors.tax_unknown],
    handle: ({ ctx, body }) => service.createPackage(ctx, body),
  }),
  contract({
    method: "get",
    path: "/catalog/zones",
    tag: "catalog",
    summary: "List the access zones of a store",
    permission: "authenticated",
    query: wire.StoreQuery,
    reply: wire.Zone,
    list: true,
    handle: async ({ ctx, query }) => ({
      items: await service.listZones(ctx, query),
      next_cursor: null,
      has_more: false,
    }),
  }),
  contract({
    method: "post",
    path: "/catalog/zones",
    tag: "catalog",
    summary: "Make an access zone",
    permission: "catalog_write",
    idempotency: "key",
    body: wire.ZoneRequest,
    status: 201,
    reply: wire.Zone,
    handle: ({ ctx, body }) => service.createZone(ctx, body),
  }),
];
