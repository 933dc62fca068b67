export { catalogErrors } from "./domain/errors.ts";
export { channelOf, isOnSale, type PackageType } from "./domain/offers.ts";
export { slotOf } from "./domain/slots.ts";
export { ZONE_CHANGED } from "./events.ts";
export { createCategory } from "./service/categories.ts";
export { createPackage, packagesById } from "./service/packages.ts";
export { giveBackPlaces, remainingOf, takePlaces } from "./service/slots.ts";
export { createZone, listZones } from "./service/zones.ts";
export type { Package } from "./store/packages.ts";
