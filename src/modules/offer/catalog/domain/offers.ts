/** Decides where and when a package is on sale, and lists the kinds of packages (rules G7, S9). */

export const PACKAGE_TYPES = ["single", "multi", "timepass", "credit", "party", "bundle"] as const;
export type PackageType = (typeof PACKAGE_TYPES)[number];

/** The type of a package that admits so many times. */
export function typeForUses(uses: number): PackageType {
  return uses > 1 ? "multi" : "single";
}

/** Whether and until when a guest who left may enter again without a further use (rule G9). */
export const REENTRY_POLICIES = ["none", "same_day", "window"] as const;
export type ReentryPolicy = (typeof REENTRY_POLICIES)[number];

export const SALES_CHANNELS = ["POS", "KIOSK"] as const;
export type SalesChannel = (typeof SALES_CHANNELS)[number];

/** The sales channel of a type of device; undefined when the device sees everything. */
export function channelOf(device_type: string | undefined): SalesChannel | undefined {
  return SALES_CHANNELS.find((channel) => channel === device_type);
}

/** A part of a bundle: a number of tickets of another package. */
export interface BundlePart {
  package_id: string;
  qty: number;
}

export interface Offer {
  store_id: string | null;
  active: boolean;
  active_from: number | null;
  active_to: number | null;
  visible_on: readonly SalesChannel[];
}

/** Whether a package is on sale at a store and time, on a channel if one is given (rule S9). */
export function isOnSale(offer: Offer, store_id: string, now: number, channel?: SalesChannel): boolean {
  return (
    offer.active &&
    isOf(offer, store_id) &&
    (offer.active_from === null || now >= offer.active_from) &&
    (offer.active_to === null || now <= offer.active_to) &&
    (channel === undefined || offer.visible_on.includes(channel))
  );
}

/** Whether a thing of the catalog belongs to a store, alone or as one of all stores. */
export function isOf({ store_id }: { store_id: string | null }, of_store_id: string): boolean {
  return store_id === null || store_id === of_store_id;
}
