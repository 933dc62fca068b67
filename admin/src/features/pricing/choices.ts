/** The packages of a store as the choices of a field; of the store that the page shows where a thing is in all stores. */
import { useQuery } from "@tanstack/react-query";
import type { Package } from "#client";
import { useHomeStore } from "#kit/home.ts";
import { useLanguage } from "#kit/text.ts";
import { getCatalogPackagesOptions } from "#queries";

export interface Choice {
  value: string;
  label: string;
}

export function usePackages(store_id?: string | null): { packages: readonly Package[]; choices: Choice[] } {
  const language = useLanguage();
  const { at } = useHomeStore();
  const query = useQuery(
    getCatalogPackagesOptions({ query: { ...at, ...(store_id && { store_id }), status: "active" } }),
  );
  const packages = query.data?.data ?? [];
  return {
    packages,
    choices: packages.map((each) => ({
      value: each.package_id,
      label: language === "th" ? each.name_th : each.name,
    })),
  };
}
