/** Closed days: the Z report of each as figures and as paper, and the act that closes a day. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { DayCloseRow, GetDayClosesData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { Difference } from "#kit/Difference.tsx";
import { BusinessDate, Count, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import type { Column } from "#kit/table.ts";
import { type Text, useText } from "#kit/text.ts";
import { getDayClosesOptions } from "#queries";
import { CloseDayDialog } from "./CloseDayDialog.tsx";
import { DayDetail } from "./DayDetail.tsx";

export function DaysPage() {
  const t = useText("shifts");
  const { store_id, can } = useOffice();
  const { from, to } = usePeriod("last_30_days");
  const [closing, setClosing] = useState(false);
  const filter: NonNullable<GetDayClosesData["query"]> = { ...(store_id && { store_id }), from, to };
  const close = can("approve") && <Button onClick={() => setClosing(true)}>{t("days.close")}</Button>;
  return (
    <Page title={t("days.title")} actions={<PeriodPicker initial="last_30_days" />} act={close}>
      <Section flush>
        <DataTable<DayCloseRow>
          label={t("days.title")}
          columns={useColumns(t)}
          rowId={(day) => `${day.store_id}.${day.business_date}`}
          list={(page) => getDayClosesOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/day_closes", query: filter, name: t("days.file", { from, to }) }}
          empty={t("days.empty")}
          emptyAction={close}
          drawer={{ title: (id) => <BusinessDate date={id.split(".")[1]} />, body: (id) => <DayDetail id={id} /> }}
        />
      </Section>
      <CloseDayDialog opened={closing} onClose={() => setClosing(false)} />
    </Page>
  );
}

function useColumns(t: Text): Column<DayCloseRow>[] {
  const { name } = useNames();
  const { store_id, stores, storeName } = useOffice();
  const all = store_id === undefined && stores.length > 1;
  return [
    {
      id: "date",
      header: t("business_date"),
      cell: ({ business_date }) => <BusinessDate date={business_date} />,
      card: "head",
    },
    ...(all ? [{ id: "store", header: t("store"), cell: (day: DayCloseRow) => storeName(day.store_id) }] : []),
    {
      id: "shifts",
      header: t("days.shifts"),
      align: "right",
      cell: ({ totals }) => <Count value={totals.shifts_count} />,
    },
    {
      id: "sales_count",
      header: t("sales_count"),
      align: "right",
      cell: ({ totals }) => <Count value={totals.sales_count} />,
      optional: true,
    },
    { id: "sales", header: t("sales"), align: "right", cell: ({ totals }) => <Money satang={totals.sales_total} /> },
    {
      id: "refunds",
      header: t("refunds"),
      align: "right",
      cell: ({ totals }) => <Money satang={0 - totals.refunds_total} />,
    },
    { id: "net", header: t("days.net"), align: "right", cell: ({ totals }) => <Money satang={totals.net} /> },
    { id: "tax", header: t("days.tax"), align: "right", cell: ({ totals }) => <Money satang={totals.tax_total} /> },
    {
      id: "difference",
      header: t("diff"),
      align: "right",
      card: "figure",
      cell: ({ totals }) => <Difference satang={totals.cash_diff} />,
    },
    { id: "closed", header: t("closed"), cell: ({ closed_at }) => <DateTime at={closed_at} /> },
    { id: "closed_by", header: t("days.closed_by"), cell: ({ closed_by }) => name(closed_by), optional: true },
    { id: "late", header: t("days.late"), cell: ({ late }) => (late ? t("days.late_yes") : "—"), optional: true },
  ];
}
