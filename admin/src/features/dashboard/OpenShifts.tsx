/** The shifts that are open now. */
import type { Dashboard } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { useGo } from "#kit/Links.tsx";
import { DateTime, Since } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

type OpenShift = Dashboard["open_shifts"][number];

export function OpenShifts({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const { name } = useNames();
  const { stores, storeName } = useOffice();
  const go = useGo();
  return (
    <Section title={t("open_shifts")} flush>
      <DataTable<OpenShift>
        plain
        label={t("open_shifts")}
        rows={day.open_shifts}
        rowId={({ shift_id }) => shift_id}
        onOpen={({ shift_id }) =>
          go("/shifts", { status: "open", from: "2020-01-01", to: day.business_date, open: shift_id })
        }
        empty={t("no_open_shifts")}
        columns={[
          {
            id: "till",
            header: t("till"),
            cell: ({ device_name, device_id }) => device_name ?? name(device_id),
            card: "head",
          },
          {
            id: "person",
            header: t("person"),
            cell: ({ opened_by_name, opened_by }) => opened_by_name ?? name(opened_by),
          },
          ...(stores.length > 1
            ? [{ id: "store", header: t("store"), cell: ({ store_id }: OpenShift) => storeName(store_id) }]
            : []),
          { id: "opened", header: t("opened"), cell: ({ opened_at }) => <DateTime at={opened_at} /> },
          {
            id: "since",
            header: t("since"),
            align: "right",
            card: "figure",
            cell: ({ opened_at }) => <Since at={opened_at} />,
          },
        ]}
      />
    </Section>
  );
}
