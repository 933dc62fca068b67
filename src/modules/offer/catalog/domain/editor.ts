/** Decides what a package may name: parts, zones, devices and a category of its own stores (rules S9, T2). */

import { type ErrorSpec, errors } from "../../../../shared/errors.ts";
import { pictureAt } from "../../../../shared/picture-paths.ts";
import { catalogErrors } from "./errors.ts";
import { findGateTerm, type GateTerms } from "./gate-terms.ts";
import { type BundlePart, isOf, type PackageType } from "./offers.ts";

export interface PackageProposal {
  /** Null: for all stores of the tenant. */
  store_id: string | null;
  type: PackageType;
  active: boolean;
  parts: readonly BundlePart[];
  zone_ids: readonly string[];
  allowed_device_ids: readonly string[] | null;
  category_id: string | null;
  capacity: number | null;
  gate_terms: GateTerms;
}

/** The existing records under the ids that the package names. */
export interface NamedRecords {
  packages: ReadonlyMap<string, { store_id: string | null; type: PackageType; active: boolean }>;
  zones: ReadonlyMap<string, { store_id: string; active: boolean }>;
  devices: ReadonlyMap<string, unknown>;
  category: { store_id: string | null } | undefined;
}

export interface PackageRefusal {
  error: ErrorSpec;
  path: string;
  message: string;
}

/** The reason why a package is refused, with the field; null when it is accepted. */
export function refusePackage(asked: PackageProposal, known: NamedRecords): PackageRefusal | null {
  return refuseParts(asked, known) ?? refuseNames(asked, known);
}

function refuseParts(asked: PackageProposal, { packages }: NamedRecords) {
  const { store_id, type, active, parts, capacity, gate_terms } = asked;
  const refusal = (path: string, message: string) => ({ error: catalogErrors.package_parts, path, message });
  if (type !== "bundle") return parts.length > 0 ? refusal("parts", "are only for bundles") : null;
  if (parts.length === 0) return refusal("parts", "must name at least one package");
  const named = capacity === null ? findGateTerm(gate_terms) : "capacity";
  if (named)
    return { error: errors.validation, path: named, message: "has no meaning: the tickets are those of the parts" };
  for (const [index, { package_id }] of parts.entries()) {
    const part = packages.get(package_id);
    const path = `parts.${index}.package_id`;
    if (!part || !servesAll(part, store_id)) return refusal(path, "is not a package of the bundle's stores");
    if (part.type === "bundle") return refusal(path, "is a bundle itself");
    if (active && !part.active) return refusal(path, "is not active");
  }
  return null;
}

function refuseNames(asked: PackageProposal, { zones, devices, category }: NamedRecords): PackageRefusal | null {
  const { store_id, zone_ids, allowed_device_ids, category_id } = asked;
  const closed = zone_ids.findIndex((zone_id) => {
    const zone = zones.get(zone_id);
    return !zone?.active || (store_id !== null && zone.store_id !== store_id);
  });
  if (closed >= 0) {
    const path = `zones.${closed}.zone_id`;
    return { error: errors.zone_unknown, path, message: "is not an active zone of the package's stores" };
  }
  const repeated = zone_ids.findIndex((zone_id, index) => zone_ids.indexOf(zone_id) < index);
  if (repeated >= 0) return { error: errors.validation, path: `zones.${repeated}.zone_id`, message: "is named twice" };
  const stranger = (allowed_device_ids ?? []).findIndex((device_id) => !devices.has(device_id));
  if (stranger >= 0)
    return {
      error: errors.validation,
      path: `allowed_device_ids.${stranger}`,
      message: "is not a device of this tenant",
    };
  if (category_id !== null && !(category && servesAll(category, store_id)))
    return { error: catalogErrors.category_unknown, path: "category_id", message: "is not a category of these stores" };
  return null;
}

/** Whether a thing serves a store, or, for null, all stores of the tenant. */
function servesAll(thing: { store_id: string | null }, store_id: string | null): boolean {
  return store_id === null ? thing.store_id === null : isOf(thing, store_id);
}

/** Whether a till may load a picture from this address: an https URL without credentials, or an uploaded picture. */
export function isImageUrl(text: string): boolean {
  if (pictureAt(text)) return true;
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === "https:" && username === "" && password === "";
}
