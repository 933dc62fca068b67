/** Devices: which tills and gates there are, which are silent, and which wait for somebody. */
import { Button, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { GetDevicesData, SeenDevice } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { EmptyActs } from "#kit/first-run.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Since } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PairDialog } from "#kit/PairDialog.tsx";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getDevicesOptions, getDevicesQueryKey, getOfflineRehearsalsQueryKey } from "#queries";
import { DeviceView } from "./DeviceView.tsx";
import { Rehearsals } from "./Rehearsals.tsx";
import { DeviceStatus, Health } from "./Status.tsx";

type Filter = Omit<NonNullable<GetDevicesData["query"]>, "limit" | "cursor">;

const STATUSES = ["pending", "active", "suspended", "revoked"] as const;

export function DevicesPage() {
  const t = useText("devices");
  const queries = useQueryClient();
  const { store_id } = useOffice();
  const [{ pair, ...values }, set] = useFilters(["status", "pair"]);
  const filter: Filter = { ...(store_id && { store_id }), ...(values as Filter) };
  useNews(["fleet"], () => {
    void queries.invalidateQueries({ queryKey: getDevicesQueryKey() });
    void queries.invalidateQueries({ queryKey: getOfflineRehearsalsQueryKey() });
  });
  const button = <Button onClick={() => set({ pair: "yes" })}>{t("pair")}</Button>;
  const columns = useDeviceColumns();
  return (
    <Page title={t("title")} subtitle={<PageLink to="/pairings">{t("pairings.title")}</PageLink>} actions={button}>
      <Rehearsals />
      <Section flush>
        <DataTable<SeenDevice>
          label={t("title")}
          columns={columns}
          rowId={({ device_id }) => device_id}
          list={(page) => getDevicesOptions({ query: { ...filter, ...page } })}
          empty={t("empty")}
          emptyAction={<EmptyActs>{button}</EmptyActs>}
          filters={
            <ChoiceFilter
              name="status"
              label={t("status")}
              options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
            />
          }
          drawer={{
            title: (_, row) => row?.name ?? t("device"),
            body: (device_id) => <DeviceView device_id={device_id} />,
          }}
        />
      </Section>
      {pair !== undefined && <PairDialog onClose={() => set({ pair: undefined })} />}
    </Page>
  );
}

function useDeviceColumns(): Column<SeenDevice>[] {
  const t = useText("devices");
  const { name } = useNames();
  const { stores, storeName } = useOffice();
  return [
    {
      id: "name",
      header: t("name"),
      card: "head",
      whole: true,
      cell: (device) => (
        <Group gap="xs" wrap="nowrap" component="span" display="inline-flex">
          {device.name}
          {device.status !== "active" && <DeviceStatus status={device.status} />}
        </Group>
      ),
    },
    { id: "type", header: t("type"), cell: ({ type }) => t(`type.${type}`) },
    ...(stores.length > 1
      ? [{ id: "store", header: t("store"), cell: ({ store_id }: SeenDevice) => storeName(store_id) }]
      : []),
    { id: "zone", header: t("zone"), cell: ({ zone_id }) => (zone_id ? name(zone_id) : "—") },
    { id: "health", header: t("health"), card: "figure", cell: (device) => <Health device={device} /> },
    { id: "seen", header: t("seen"), cell: ({ last_seen_at }) => <Since at={last_seen_at} /> },
    { id: "version", header: t("version"), cell: ({ app_version }) => app_version ?? "—", optional: true },
    {
      id: "queue",
      header: t("queue"),
      align: "right",
      cell: ({ last_heartbeat }) => last_heartbeat?.queue_depth ?? "—",
      optional: true,
    },
  ];
}
