/** The fleet: how many devices of each store are in touch, and which are silent. */
import { Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { OfflineDevice, StoreOverview } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { Count, Since } from "#kit/Money.tsx";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getProviderDevicesOfflineOptions, getProviderOverviewOptions } from "#queries";
import { Severity } from "./Severity.tsx";

type Counted = "online" | "offline" | "never_seen" | "suspended" | "pending";

const sumOf = ({ devices }: StoreOverview, name: Counted) => devices.reduce((sum, counts) => sum + counts[name], 0);

export function FleetPage() {
  const t = useText("fleet");
  const go = useGo();
  const queries = useQueryClient();
  const { store_id, stores, can, storeName } = useOffice();
  const at = store_id ? { store_id } : {};
  const overview = getProviderOverviewOptions({ query: at });
  const query = useQuery(overview);
  useNews(["fleet"], () => void queries.invalidateQueries({ queryKey: overview.queryKey }));
  const counted = (id: Counted) => ({
    id,
    header: t(`count.${id}`),
    align: "right" as const,
    cell: (store: StoreOverview) => <Count value={sumOf(store, id)} />,
  });
  return (
    <Page
      title={t("title")}
      subtitle={
        <Group gap="md">
          <PageLink to="/devices">{t("devices")}</PageLink>
          <PageLink to="/fleet/days">{t("days")}</PageLink>
          {can("audit_view") && <PageLink to="/audit/fleet">{t("trail")}</PageLink>}
        </Group>
      }
    >
      <Stack gap="md">
        <Section title={t("stores")} flush>
          <Loaded query={query} rows={4}>
            {({ data }) => (
              <>
                <DataTable<StoreOverview>
                  plain
                  label={t("stores")}
                  rows={data}
                  rowId={(store) => store.store_id}
                  empty={t("stores.empty")}
                  onOpen={(store) => go("/devices", { store: store.store_id })}
                  columns={[
                    { id: "name", header: t("store"), card: "head", whole: true, cell: ({ name }) => name },
                    counted("online"),
                    counted("offline"),
                    counted("never_seen"),
                    counted("suspended"),
                    counted("pending"),
                    {
                      id: "sign",
                      header: t("oldest_sign"),
                      cell: ({ oldest_sign_at }) => <Since at={oldest_sign_at} />,
                    },
                    {
                      id: "queue",
                      header: t("queue"),
                      align: "right",
                      cell: ({ queue_depth }) => <Count value={queue_depth} />,
                    },
                    {
                      id: "alerts",
                      header: t("alerts"),
                      align: "right",
                      card: "figure",
                      cell: ({ open_alerts: { info, warning, critical } }) => (
                        <Text component="span" c={critical > 0 ? "var(--frame-bad)" : undefined}>
                          <Count value={info + warning + critical} />
                        </Text>
                      ),
                    },
                  ]}
                />
                {data.some(({ complete }) => !complete) && (
                  <Text c="dimmed" p="md">
                    {t("stores.incomplete")}
                  </Text>
                )}
              </>
            )}
          </Loaded>
        </Section>
        <Section title={t("offline")} aside={<PageLink to="/alerts">{t("alerts")}</PageLink>} flush>
          <DataTable<OfflineDevice>
            plain
            label={t("offline")}
            rowId={({ device_id }) => device_id}
            list={(page) => getProviderDevicesOfflineOptions({ query: { ...at, ...page } })}
            empty={t("offline.empty")}
            onOpen={({ device_id }) => go(`/devices/${device_id}`)}
            columns={[
              { id: "name", header: t("device"), card: "head", whole: true, cell: ({ name }) => name },
              ...(stores.length > 1
                ? [{ id: "store", header: t("store"), cell: (device: OfflineDevice) => storeName(device.store_id) }]
                : []),
              { id: "type", header: t("type"), cell: ({ type }) => t(`type.${type}`) },
              { id: "since", header: t("since"), cell: ({ since }) => <Since at={since} /> },
              {
                id: "severity",
                header: t("severity"),
                card: "figure",
                cell: ({ severity }) => <Severity of={severity} />,
              },
            ]}
          />
        </Section>
      </Stack>
    </Page>
  );
}
