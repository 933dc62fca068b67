/** Hours for the payroll: each person's work in a period, day by day in the drawer, and as CSV. */
import { Badge, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { PersonTimecardSummary } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { BusinessDate, Count, DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { type Period, usePeriod } from "#kit/period.ts";
import { Loaded } from "#kit/States.tsx";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { getTimecardsSummariesOptions, getTimecardsSummaryEmployeeIdOptions } from "#queries";
import { Hours } from "./Hours.tsx";
import { useTimecardStore } from "./TimecardsPage.tsx";

export function HoursPage() {
  const t = useText("people");
  const store_id = useTimecardStore();
  const { storeName } = useOffice();
  const { name } = useNames();
  const period = usePeriod("this_month");
  const query = { store_id, from: period.from, to: period.to };
  return (
    <Page
      title={t("hours.title")}
      subtitle={
        <>
          {storeName(store_id)} · <PageLink to="/timecards">{t("timecards.title")}</PageLink>
        </>
      }
      actions={<PeriodPicker initial="this_month" />}
    >
      <Section flush>
        <DataTable<PersonTimecardSummary>
          label={t("hours.title")}
          columns={useHoursColumns()}
          rowId={({ employee_id }) => employee_id}
          list={(page) => getTimecardsSummariesOptions({ query: { ...query, ...page } })}
          csv={{ url: "/v1/timecards/summaries", query, name: t("hours.file", { from: period.from, to: period.to }) }}
          empty={t("hours.empty")}
          drawer={{
            title: (employee_id, row) => row?.name ?? name(employee_id),
            body: (employee_id) => <Days employee_id={employee_id} period={period} />,
          }}
        />
      </Section>
    </Page>
  );
}

function useHoursColumns(): Column<PersonTimecardSummary>[] {
  const t = useText("people");
  return [
    { id: "person", header: t("person"), card: "head", whole: true, cell: ({ name }) => name },
    { id: "cards", header: t("hours.cards"), align: "right", cell: ({ cards_count }) => <Count value={cards_count} /> },
    { id: "breaks", header: t("timecards.breaks"), align: "right", cell: ({ break_ms }) => <Hours ms={break_ms} /> },
    {
      id: "worked",
      header: t("timecards.worked"),
      align: "right",
      card: "figure",
      cell: ({ worked_ms }) => <Hours ms={worked_ms} />,
    },
    { id: "first", header: t("hours.first"), cell: ({ first_in_at }) => <DateTime at={first_in_at} />, optional: true },
    {
      id: "open",
      header: t("timecards.state"),
      cell: ({ open_timecard_id }) =>
        open_timecard_id === null ? "—" : <Badge variant="light">{t("timecards.open")}</Badge>,
    },
  ];
}

function Days({ employee_id, period: { from, to } }: { employee_id: string; period: Period }) {
  const t = useText("people");
  const query = useQuery(getTimecardsSummaryEmployeeIdOptions({ path: { employee_id }, query: { from, to } }));
  return (
    <Loaded query={query} rows={8}>
      {({ data }) => (
        <Stack gap="md">
          <Text fw={600}>
            <Hours ms={data.total.worked_ms} />
          </Text>
          <DataTable
            plain
            label={t("hours.days")}
            rows={data.days}
            rowId={({ business_date }) => business_date}
            empty={t("hours.no_days")}
            columns={[
              {
                id: "date",
                header: t("hours.date"),
                card: "head",
                cell: ({ business_date }) => <BusinessDate date={business_date} />,
              },
              {
                id: "in",
                header: t("timecards.in"),
                cell: ({ first_in_at }) => <DateTime at={first_in_at} show="time" />,
              },
              {
                id: "out",
                header: t("timecards.out"),
                cell: ({ last_out_at }) => <DateTime at={last_out_at} show="time" />,
              },
              {
                id: "worked",
                header: t("timecards.worked"),
                align: "right",
                card: "figure",
                cell: ({ worked_ms }) => <Hours ms={worked_ms} />,
              },
            ]}
          />
          <PageLink to="/timecards" search={{ employee_id, from, to }}>
            {t("timecards.of")}
          </PageLink>
        </Stack>
      )}
    </Loaded>
  );
}
