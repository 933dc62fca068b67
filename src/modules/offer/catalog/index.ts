export { catalogErrors } from "./domain/errors.ts";
export { channelOf, isOnSale, type PackageType, typeForUses } from "./domain/offers.ts";
export { slotOf } from "./domain/slots.ts";
export { ZONE_CHANGED } from "./events.ts";
export { createCategory, recordCategory } from "./service/categories.ts";
export { completePackage, createPackage, packagesById, recordPackages } from "./service/packages.ts";
export { giveBackPlaces, remainingOf, takePlaces } from "./service/slots.ts";
export { createZone, listZones } from "./service/zones.ts";
export { findCategories, listCategoriesNamed } from "./store/categories.ts";
export {
  listBundlesOf,
  listPackageNames,
  listPackagesAfter,
  listPackagesOpening,
  type Package,
} from "./store/packages.ts";
export { listZoneNames, listZoneRows } from "./store/zones.ts";
