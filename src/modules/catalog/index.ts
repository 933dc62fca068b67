export { channelOf, isOnSale, type PackageType } from "./domain.ts";
export { createPackage, createZone, packagesById } from "./service.ts";
export type { Package } from "./store.ts";
