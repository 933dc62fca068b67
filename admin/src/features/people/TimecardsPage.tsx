/** Timecards of a store: who worked when, cards that are still open, and corrections with their reasons. */
import { Badge, Button, Group } from "@mantine/core";
import { useState } from "react";
import type { GetTimecardsData, Timecard } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getTimecardsOptions } from "#queries";
import { Hours } from "./Hours.tsx";
import { TimecardDetail } from "./TimecardDetail.tsx";
import { TimecardDialog } from "./TimecardDialog.tsx";

type Filter = Omit<NonNullable<GetTimecardsData["query"]>, "limit" | "cursor" | "format">;

/** The list is of one store: the chosen one, or the first. */
export function useTimecardStore(): string {
  const { store_id, stores } = useOffice();
  return store_id ?? stores[0]?.store_id ?? "";
}

export function TimecardsPage() {
  const t = useText("people");
  const store_id = useTimecardStore();
  const { storeName } = useOffice();
  const { name } = useNames();
  const period = usePeriod("last_7_days");
  const times = useTimes(period);
  const [values] = useFilters(["employee_id", "open"]);
  const [adding, setAdding] = useState(false);
  const filter: Filter = { store_id, ...times, ...(values as Filter) };
  const add = <Button onClick={() => setAdding(true)}>{t("timecards.add")}</Button>;
  return (
    <Page
      title={t("timecards.title")}
      subtitle={
        <Group gap="xs">
          {storeName(store_id)}
          <PageLink to="/timecards/hours" search={{ from: period.from, to: period.to }}>
            {t("hours.title")}
          </PageLink>
        </Group>
      }
      actions={<PeriodPicker initial="last_7_days" />}
      act={add}
    >
      <Section flush>
        <DataTable<Timecard>
          label={t("timecards.title")}
          columns={useTimecardColumns()}
          rowId={({ timecard_id }) => timecard_id}
          list={(page) => getTimecardsOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/timecards", query: filter, name: t("timecards.file", { from: period.from, to: period.to }) }}
          empty={t("timecards.empty")}
          emptyAction={add}
          filters={
            <>
              <NameFilter of="employee_id" />
              <ChoiceFilter
                name="open"
                label={t("timecards.state")}
                options={[{ value: "true", label: t("timecards.only_open") }]}
              />
            </>
          }
          drawer={{
            title: (_, card) => (card ? name(card.employee_id) : t("timecards.one")),
            body: (_, card) => <TimecardDetail card={card} />,
          }}
        />
      </Section>
      {adding && <TimecardDialog store_id={store_id} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useTimecardColumns(): Column<Timecard>[] {
  const t = useText("people");
  const { name } = useNames();
  return [
    { id: "person", header: t("person"), card: "head", whole: true, cell: ({ employee_id }) => name(employee_id) },
    { id: "in", header: t("timecards.in"), cell: ({ clock_in_at }) => <DateTime at={clock_in_at} /> },
    {
      id: "out",
      header: t("timecards.out"),
      cell: ({ clock_out_at }) =>
        clock_out_at === null ? <Badge variant="light">{t("timecards.open")}</Badge> : <DateTime at={clock_out_at} />,
    },
    { id: "breaks", header: t("timecards.breaks"), align: "right", cell: ({ break_ms }) => <Hours ms={break_ms} /> },
    {
      id: "worked",
      header: t("timecards.worked"),
      align: "right",
      card: "figure",
      cell: ({ worked_ms }) => <Hours ms={worked_ms} />,
    },
    {
      id: "corrected",
      header: t("timecards.corrected"),
      cell: ({ corrected_by, handed_in }) => (
        <Group gap={4} component="span" display="inline-flex">
          {corrected_by === null ? "—" : name(corrected_by)}
          {handed_in && (
            <Badge variant="outline" color="var(--frame-warn)">
              {t("timecards.handed_in")}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      id: "device",
      header: t("timecards.device"),
      optional: true,
      cell: ({ device_id }) => (device_id === null ? t("timecards.by_hand") : name(device_id)),
    },
    {
      id: "reason",
      header: t("timecards.reason"),
      optional: true,
      cell: ({ correction_reason }) => correction_reason ?? "—",
    },
  ];
}
