/** The plan and the use of the service, read only: the plan, calls month by month, and the limits of an hour. */
import { Badge, Progress, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { MonthUsage, RouteUsage } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { lastMonths } from "#kit/months.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import {
  getTenantOptions,
  getUsageBillingUsageOptions,
  getUsageLimitsOptions,
  getUsageStatsTenantOptions,
} from "#queries";

export function BillingTab() {
  const t = useText("settings");
  const { can } = useOffice();
  const tenant = useQuery(getTenantOptions());
  return (
    <>
      <Section title={t("tab.billing")} aside={<PageLink to="/company">{t("billing.open_company")}</PageLink>}>
        <Loaded query={tenant} rows={5}>
          {({ data }) => (
            <Facts
              of={[
                [t("billing.company"), data.legal_name ?? data.name],
                [t("billing.plan"), data.billing_plan],
                [
                  t("billing.status"),
                  <Badge key="status" variant="outline" color="var(--frame-dim)">
                    {t(`billing.status_${data.status}`)}
                  </Badge>,
                ],
                [t("billing.mode"), t(`billing.mode_${data.mode}`)],
                [t("billing.zone"), data.time_zone],
                [t("billing.currency"), data.currency],
                [t("billing.since"), <DateTime key="since" at={data.created_at} show="date" />],
              ]}
            />
          )}
        </Loaded>
      </Section>
      {can("reports_view") && <Months />}
      {can("reports_view") && <Routes />}
      <Limits />
    </>
  );
}

function Months() {
  const t = useText("settings");
  const months = useQuery(getUsageStatsTenantOptions());
  return (
    <Section title={t("billing.months")} flush>
      <Loaded query={months} rows={6}>
        {({ data }) => (
          <DataTable<MonthUsage>
            plain
            label={t("billing.months")}
            rows={data}
            rowId={({ month }) => month}
            empty={t("billing.no_months")}
            columns={[
              {
                id: "month",
                header: t("billing.month"),
                card: "head",
                cell: ({ month }) => <span className="figure">{month}</span>,
              },
              {
                id: "calls",
                header: t("billing.calls"),
                align: "right",
                card: "figure",
                cell: ({ calls }) => <Count value={calls} />,
              },
              {
                id: "metrics",
                header: t("billing.metrics"),
                align: "right",
                cell: ({ metrics }) => <Count value={metrics} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** The calls of one month by route, as the bill counts them. */
function Routes() {
  const t = useText("settings");
  const months = lastMonths(Date.now());
  const [values, set] = useFilters(["month"]);
  const month = values.month ?? months[0] ?? "";
  return (
    <Section
      title={t("billing.routes")}
      aside={
        <Select
          w={130}
          size="sm"
          aria-label={t("billing.month")}
          allowDeselect={false}
          value={month}
          onChange={(value) => set({ month: value ?? undefined })}
          data={months.includes(month) ? months : [month, ...months]}
        />
      }
      flush
    >
      <DataTable<RouteUsage>
        label={t("billing.routes")}
        rowId={({ route }) => route}
        list={(page) => getUsageBillingUsageOptions({ query: { month, ...page } })}
        csv={{ url: "/v1/usage/billing/usage", query: { month }, name: t("billing.file", { month }) }}
        page_size={20}
        empty={t("billing.no_months")}
        columns={[
          { id: "route", header: t("billing.route"), card: "head", cell: ({ route }) => <code>{route}</code> },
          {
            id: "count",
            header: t("billing.calls"),
            align: "right",
            card: "figure",
            cell: ({ count }) => <Count value={count} />,
          },
        ]}
      />
    </Section>
  );
}

function Limits() {
  const t = useText("settings");
  const limits = useQuery(getUsageLimitsOptions());
  return (
    <Section title={t("billing.limits")}>
      <Loaded query={limits} rows={3}>
        {({ data }) => (
          <Stack gap="sm">
            {data.map(({ rate, counted_for, limit, used }) => (
              <div key={`${rate}${counted_for}`}>
                <Text>
                  {t(`billing.rate_${rate}`)} · <Count value={used} /> / <Count value={limit} />
                </Text>
                <Progress
                  value={limit === 0 ? 0 : Math.min(100, (used / limit) * 100)}
                  size="sm"
                  aria-label={t(`billing.rate_${rate}`)}
                />
              </div>
            ))}
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
