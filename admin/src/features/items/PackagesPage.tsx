/** Packages: what the park sells, at which price, where it admits, and what is not on sale. */
import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Package } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { EmptyActs } from "#kit/first-run.tsx";
import { useHomeStore } from "#kit/home.ts";
import { useGo } from "#kit/Links.tsx";
import { Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import type { Column } from "#kit/table.ts";
import { useLanguage, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getCatalogCategoriesOptions, getCatalogPackagesOptions } from "#queries";
import { AddPackageDialog } from "./AddPackageDialog.tsx";

const STATUSES = ["on_sale", "active", "inactive", "all"] as const;

export function PackagesPage() {
  const t = useText("items");
  const go = useGo();
  const language = useLanguage();
  const { stores } = useOffice();
  const { home, at } = useHomeStore();
  const [{ add, status = "active", category_id }, set] = useFilters(["status", "category_id", "add"]);
  const asked = STATUSES.find((each) => each === status) ?? "active";
  const packages = useQuery(
    getCatalogPackagesOptions({ query: { ...at, status: asked, ...(category_id && { category_id }) } }),
  );
  const categories = useQuery(getCatalogCategoriesOptions({ query: { ...at, active: "all" } }));
  const button = <Button onClick={() => set({ add: "yes" })}>{t("add")}</Button>;
  const columns = usePackageColumns();
  return (
    <Page title={t("title")} subtitle={stores.length > 1 && home?.name} act={button}>
      <Section flush>
        <Loaded query={packages} rows={8}>
          {({ data }) => (
            <DataTable<Package>
              label={t("title")}
              columns={columns}
              rowId={({ package_id }) => package_id}
              rows={data}
              empty={t("empty")}
              emptyAction={<EmptyActs>{button}</EmptyActs>}
              onOpen={({ package_id }) => go(`/packages/${package_id}`)}
              filters={
                <>
                  <ChoiceFilter
                    name="status"
                    label={t("status")}
                    options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
                  />
                  <ChoiceFilter
                    name="category_id"
                    label={t("category")}
                    options={(categories.data?.data ?? []).map((category) => ({
                      value: category.category_id,
                      label: language === "th" ? category.name_th : category.name,
                    }))}
                  />
                </>
              }
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <AddPackageDialog onClose={() => set({ add: undefined })} />}
    </Page>
  );
}

function usePackageColumns(): Column<Package>[] {
  const t = useText("items");
  const language = useLanguage();
  const { stores, storeName } = useOffice();
  const { name: nameOf } = useNames();
  return [
    {
      id: "name",
      header: t("name"),
      card: "head",
      whole: true,
      cell: ({ name, name_th }) => (language === "th" ? name_th : name),
    },
    { id: "type", header: t("type"), cell: ({ type }) => t(`type.${type}`) },
    {
      id: "zones",
      header: t("zones"),
      cell: ({ zones }) => zones.map(({ zone_id }) => nameOf(zone_id)).join(", ") || "—",
    },
    ...(stores.length > 1
      ? [
          {
            id: "store",
            header: t("store"),
            cell: ({ store_id }: Package) => (store_id === null ? t("all_stores") : storeName(store_id)),
          },
        ]
      : []),
    {
      id: "state",
      header: t("status"),
      cell: ({ active }) => (
        <Badge variant="light" color={active ? "accent" : "gray"}>
          {t(active ? "status.active" : "status.inactive")}
        </Badge>
      ),
    },
    {
      id: "price",
      header: t("price"),
      align: "right",
      card: "figure",
      cell: ({ price, open_price }) => (open_price ? t("open_price.short") : <Money satang={price} />),
    },
  ];
}
