/** Price lists: other prices of packages in a store, on some devices, or for some time. */
import { Button } from "@mantine/core";
import type { PriceListSummary } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { useGo } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getPricingPriceListsOptions } from "#queries";
import { SHOWN, ShownFilter } from "./RulesPage.tsx";
import { State } from "./State.tsx";

export function ListsPage() {
  const t = useText("pricing");
  const go = useGo();
  const { store_id, storeName } = useOffice();
  const [{ active }] = useFilters(["active"]);
  const query = { ...(store_id && { store_id }), active: SHOWN.find((each) => each === active) ?? "true" } as const;
  const button = <Button onClick={() => go("/pricing/lists/new")}>{t("lists.add")}</Button>;
  return (
    <Page title={t("lists.title")} subtitle={t("lists.subtitle")} actions={button}>
      <Section flush>
        <DataTable<PriceListSummary>
          label={t("lists.title")}
          list={(page) => getPricingPriceListsOptions({ query: { ...query, ...page } })}
          rowId={({ price_list_id }) => price_list_id}
          empty={t("lists.empty")}
          emptyAction={button}
          onOpen={({ price_list_id }) => go(`/pricing/lists/${price_list_id}`)}
          filters={<ShownFilter />}
          columns={[
            { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name },
            {
              id: "store",
              header: t("store"),
              cell: ({ store_id: at }) => (at ? storeName(at) : t("all_stores")),
            },
            { id: "from", header: t("active_from"), cell: ({ active_from }) => <DateTime at={active_from} /> },
            { id: "to", header: t("active_to"), cell: ({ active_to }) => <DateTime at={active_to} /> },
            {
              id: "priority",
              header: t("priority"),
              align: "right",
              cell: ({ priority }) => <Count value={priority} />,
            },
            { id: "state", header: t("state"), card: "figure", cell: (list) => <State of={list} /> },
          ]}
        />
      </Section>
    </Page>
  );
}
