/** The use of the service: calls of each park in a month, for their bills, and the provider's own calls by route. */
import { Select } from "@mantine/core";
import type { RouteUsage, TenantUsage } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { Count } from "#kit/Money.tsx";
import { lastMonths } from "#kit/months.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getProviderBillingUsageOptions, getProviderTenantsUsageOptions } from "#queries";

export function UsagePage() {
  const t = useText("provider");
  const go = useGo();
  const [values, set] = useFilters(["month"]);
  const months = lastMonths(Date.now());
  const month = values.month ?? months[0] ?? "";
  return (
    <Page
      title={t("usage.title")}
      subtitle={<PageLink to="/provider/parks">{t("title")}</PageLink>}
      actions={
        <Select
          w={140}
          aria-label={t("usage.month")}
          allowDeselect={false}
          value={month}
          onChange={(value) => set({ month: value ?? undefined })}
          data={months.includes(month) ? months : [month, ...months]}
        />
      }
    >
      <Section title={t("usage.parks")} flush>
        <DataTable<TenantUsage>
          label={t("usage.parks")}
          rowId={({ tenant_id }) => tenant_id}
          list={(page) => getProviderTenantsUsageOptions({ query: { month, ...page } })}
          csv={{ url: "/v1/provider/tenants/usage", query: { month }, name: t("usage.file", { month }) }}
          empty={t("usage.empty")}
          onOpen={({ tenant_id }) => go(`/provider/parks/${tenant_id}`)}
          columns={[
            { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name || t("nameless") },
            {
              id: "calls",
              header: t("usage.calls"),
              align: "right",
              card: "figure",
              cell: ({ calls }) => <Count value={calls} />,
            },
            {
              id: "metrics",
              header: t("usage.metrics"),
              align: "right",
              cell: ({ metrics }) => <Count value={metrics} />,
            },
          ]}
        />
      </Section>
      <Section title={t("usage.own")} flush>
        <DataTable<RouteUsage>
          plain
          label={t("usage.own")}
          rowId={({ route }) => route}
          list={(page) => getProviderBillingUsageOptions({ query: { month, ...page } })}
          empty={t("usage.empty")}
          page_size={20}
          columns={[
            {
              id: "route",
              header: t("usage.route"),
              card: "head",
              cell: ({ route }) => <code>{route}</code>,
            },
            {
              id: "count",
              header: t("usage.calls"),
              align: "right",
              card: "figure",
              cell: ({ count }) => <Count value={count} />,
            },
          ]}
        />
      </Section>
    </Page>
  );
}
