/** Names of stores, devices, people, packages and zones by their ids; one call loads them for all pages. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NameList } from "#client";
import { getNamesOptions } from "#queries";
import { useLanguage } from "./text.ts";

export interface Named {
  id: string;
  name: string;
}

export interface Names {
  /** The name of a device, person, package, zone or store; the end of the id where the name is not known. */
  name: (id: string | null | undefined) => string;
  /** Whether the id has a name. */
  knows: (id: string | null | undefined) => boolean;
  devices: readonly Named[];
  employees: readonly Named[];
  packages: readonly Named[];
  zones: readonly Named[];
}

const NONE: NameList = { stores: [], devices: [], employees: [], packages: [], zones: [], complete: true };

/** The names of the person's stores. Lists are in the order of the alphabet. */
export function useNames(): Names {
  const language = useLanguage();
  const query = useQuery({ ...getNamesOptions(), staleTime: 300_000 });
  const list = query.data?.data ?? NONE;
  return useMemo(() => {
    const own = (thing: { name: string; name_th: string }) => (language === "th" ? thing.name_th : thing.name);
    const sorted = (things: Named[]) => things.toSorted((a, b) => a.name.localeCompare(b.name, language));
    const devices = sorted(list.devices.map(({ device_id, name }) => ({ id: device_id, name })));
    const employees = sorted(list.employees.map(({ employee_id, name }) => ({ id: employee_id, name })));
    const packages = sorted(list.packages.map((offer) => ({ id: offer.package_id, name: own(offer) })));
    const zones = sorted(list.zones.map((zone) => ({ id: zone.zone_id, name: own(zone) })));
    const stores = list.stores.map(({ store_id, name }) => ({ id: store_id, name }));
    const all = new Map([...devices, ...employees, ...packages, ...zones, ...stores].map(({ id, name }) => [id, name]));
    return {
      ...{ devices, employees, packages, zones },
      name: (id) => (id ? (all.get(id) ?? `…${id.slice(-6)}`) : "—"),
      knows: (id) => all.has(id ?? ""),
    };
  }, [list, language]);
}
