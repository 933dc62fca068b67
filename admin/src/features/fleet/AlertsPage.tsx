/** Alerts: what needs somebody, who looks after it, and what is done. */
import { Group, Text as MantineText, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { Alert, GetProviderAlertsData } from "#client";
import { useAlertName } from "#kit/alerts.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getProviderAlertsOptions, getProviderAlertsQueryKey } from "#queries";
import { AlertActs } from "./AlertActs.tsx";
import { Severity, Standing } from "./Severity.tsx";

type Filter = Omit<NonNullable<GetProviderAlertsData["query"]>, "limit" | "cursor" | "format">;

const STATUSES = ["open", "acknowledged", "resolved"] as const;
const SEVERITIES = ["critical", "warning", "info"] as const;

export function AlertsPage() {
  const t = useText("fleet");
  const queries = useQueryClient();
  const alertName = useAlertName();
  const { store_id, stores, storeName, today } = useOffice();
  const { name } = useNames();
  const [values] = useFilters(["status", "severity", "device_id"]);
  const filter: Filter = { ...(store_id && { store_id }), ...(values as Filter) };
  useNews(["fleet"], () => void queries.invalidateQueries({ queryKey: getProviderAlertsQueryKey() }));
  return (
    <Page title={t("alerts")} subtitle={<PageLink to="/alert-rules">{t("rules")}</PageLink>}>
      <Section flush>
        <DataTable<Alert>
          label={t("alerts")}
          rowId={({ alert_id }) => alert_id}
          list={(page) => getProviderAlertsOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/provider/alerts", query: filter, name: t("alerts.file", { date: today }) }}
          empty={t("alerts.empty")}
          filters={
            <>
              <ChoiceFilter
                name="status"
                label={t("status")}
                options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
              />
              <ChoiceFilter
                name="severity"
                label={t("severity")}
                options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
              />
              <NameFilter of="device_id" />
            </>
          }
          columns={[
            { id: "type", header: t("alert"), card: "head", whole: true, cell: ({ type }) => alertName(type) },
            { id: "severity", header: t("severity"), cell: ({ severity }) => <Severity of={severity} /> },
            { id: "device", header: t("device"), cell: ({ device_id }) => name(device_id) },
            ...(stores.length > 1
              ? [{ id: "store", header: t("store"), cell: (alert: Alert) => storeName(alert.store_id) }]
              : []),
            { id: "at", header: t("opened_at"), cell: ({ opened_at }) => <DateTime at={opened_at} /> },
            { id: "status", header: t("status"), card: "figure", cell: ({ status }) => <Standing of={status} /> },
          ]}
          drawer={{
            title: (_, row) => (row ? alertName(row.type) : t("alert")),
            body: (_, row) => <Detail alert={row} />,
          }}
        />
      </Section>
    </Page>
  );
}

function Detail({ alert }: { alert: Alert | undefined }) {
  const t = useText("fleet");
  const { name, knows } = useNames();
  const { storeName } = useOffice();
  if (!alert) return <MantineText c="dimmed">{t("other_page")}</MantineText>;
  const { device_id, store_id, subject_kind, subject_id } = alert;
  const person = (id: string | null) => (id === "system" ? t("system") : name(id));
  return (
    <Stack gap="md">
      <Group gap="xs">
        <Severity of={alert.severity} />
        <Standing of={alert.status} />
      </Group>
      <AlertActs alert={alert} />
      <Facts
        of={[
          [t("type_of"), <code key="type">{alert.type}</code>],
          [t("store"), store_id === null ? t("whole_company") : storeName(store_id)],
          [
            t("device"),
            device_id ? (
              <PageLink key="device" to={`/devices/${device_id}`}>
                {name(device_id)}
              </PageLink>
            ) : (
              "—"
            ),
          ],
          [t("subject"), `${subject_kind} ${knows(subject_id) ? name(subject_id) : subject_id}`],
          [t("opened_at"), <DateTime key="opened" at={alert.opened_at} />],
          [t("acknowledged_at"), <DateTime key="acknowledged" at={alert.acknowledged_at} />],
          [t("acknowledged_by"), person(alert.acknowledged_by)],
          [t("resolved_at"), <DateTime key="resolved" at={alert.resolved_at} />],
          [t("resolved_by"), person(alert.resolved_by)],
          [t("cleared_at"), <DateTime key="cleared" at={alert.cleared_at} />],
          ...Object.entries(alert.details).map(
            ([key, value]) =>
              [
                key,
                <code key={key} style={{ overflowWrap: "anywhere" }}>
                  {typeof value === "string" ? value : JSON.stringify(value)}
                </code>,
              ] as const,
          ),
        ]}
      />
    </Stack>
  );
}
