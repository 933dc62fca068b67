export { channelOf, isOnSale, type PackageType } from "./domain.ts";
export { createPackage, createZone, listZones, packagesById } from "./service.ts";
export type { Package } from "./store.ts";
