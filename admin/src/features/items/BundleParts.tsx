/** The parts of a bundle: other packages, each with its number. */
import { useQuery } from "@tanstack/react-query";
import { useHomeStore } from "#kit/home.ts";
import { PackageCounts } from "#kit/PackageCounts.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { getCatalogPackagesOptions } from "#queries";
import type { PartProps } from "./package.ts";

export function BundleParts({ known, draft, onChange, error }: PartProps) {
  const t = useText("items");
  const language = useLanguage();
  const { at } = useHomeStore();
  const others = useQuery(
    getCatalogPackagesOptions({
      query: { ...at, ...(known.store_id && { store_id: known.store_id }), status: "active" },
    }),
  );
  const choices = (others.data?.data ?? [])
    .filter(({ type }) => type !== "bundle")
    .map((each) => ({ value: each.package_id, label: language === "th" ? each.name_th : each.name }));
  return (
    <PackageCounts
      counts={draft.parts ?? []}
      onCounts={(parts) => onChange({ ...draft, parts })}
      choices={choices}
      empty={t("parts_empty")}
      error={(path) => error(path === "" ? "parts" : `parts.${path}`)}
    />
  );
}
