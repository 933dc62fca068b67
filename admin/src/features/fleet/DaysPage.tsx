/** The days of devices: how often each gave a sign of life, and how long it was offline. */
import type { DeviceDay, GetProviderMetricsDailyData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { NameFilter } from "#kit/Filters.tsx";
import { formatSeconds } from "#kit/format.ts";
import { PageLink } from "#kit/Links.tsx";
import { BusinessDate, Count } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getProviderMetricsDailyOptions } from "#queries";

type Filter = Omit<NonNullable<GetProviderMetricsDailyData["query"]>, "limit" | "cursor" | "format">;

export function DaysPage() {
  const t = useText("fleet");
  const { name } = useNames();
  const { store_id, stores, storeName } = useOffice();
  const { from, to } = usePeriod("last_7_days");
  const [values] = useFilters(["device_id"]);
  const filter: Filter = { from_date: from, to_date: to, ...(store_id && { store_id }), ...values };
  return (
    <Page
      title={t("days")}
      subtitle={<PageLink to="/fleet">{t("title")}</PageLink>}
      actions={<PeriodPicker initial="last_7_days" />}
    >
      <Section flush>
        <DataTable<DeviceDay>
          label={t("days")}
          rowId={({ device_id, date }) => `${device_id} ${date}`}
          list={(page) => getProviderMetricsDailyOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/provider/metrics/daily", query: filter, name: t("days.file", { from, to }) }}
          empty={t("days.empty")}
          filters={<NameFilter of="device_id" />}
          columns={[
            { id: "device", header: t("device"), card: "head", whole: true, cell: ({ device_id }) => name(device_id) },
            { id: "date", header: t("date"), cell: ({ date }) => <BusinessDate date={date} /> },
            ...(stores.length > 1
              ? [{ id: "store", header: t("store"), cell: (day: DeviceDay) => storeName(day.store_id) }]
              : []),
            { id: "beats", header: t("beats"), align: "right", cell: ({ beats }) => <Count value={beats} /> },
            {
              id: "offline",
              header: t("offline_time"),
              align: "right",
              card: "figure",
              cell: ({ offline_ms }) => <span className="figure">{formatSeconds(offline_ms / 1000)}</span>,
            },
          ]}
        />
      </Section>
    </Page>
  );
}
