/** The shift report: takings and cash of drawers, and which of them do not add up. */

import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ShiftReport } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { Difference } from "#kit/Difference.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { BusinessDate, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getReportsShiftsOptions } from "#queries";
import { Pair } from "./Pair.tsx";
import { useOpenRows, useReportQuery } from "./query.ts";
import { ReportPage } from "./ReportPage.tsx";
import { Taxes, Tenders } from "./sums.tsx";
import { useHolderTables } from "./Tables.tsx";

const FILTERS = ["device_id", "employee_id"] as const;
const TILES = ["cash_diff", "cash_counted", "cash_expected", "takings", "shifts_count", "no_sale_count"];

export function ShiftReportPage() {
  const tables = useHolderTables();
  const query = useQuery(getReportsShiftsOptions({ query: useReportQuery(FILTERS) }));
  return (
    <ReportPage
      name="shifts"
      url="/v1/reports/shifts"
      query={query}
      filters={FILTERS}
      tiles={TILES}
      shown={["cash_diff", "shifts_count", "takings", "no_sale_count"]}
      tables={({ breakdowns }) => tables(breakdowns)}
      sums={(report) => (
        <>
          <Drawers report={report} />
          <ShiftSums report={report} />
        </>
      )}
    />
  );
}

function ShiftSums({ report }: { report: ShiftReport }) {
  const openRows = useOpenRows(FILTERS);
  return (
    <Pair>
      <Tenders tenders={report.breakdowns.tenders} onOpen={(method) => openRows("/v1/payments", { method })} />
      <Taxes taxes={report.breakdowns.taxes} />
    </Pair>
  );
}

function Drawers({ report }: { report: ShiftReport }) {
  const t = useText("reports");
  const go = useGo();
  const { name } = useNames();
  const { from, to } = report.period;
  const { shifts, shifts_cut } = report.breakdowns;
  return (
    <Section
      title={t("drawers")}
      aside={
        <PageLink to="/shifts" search={{ from, to }}>
          {t("all_shifts")}
        </PageLink>
      }
      flush
    >
      {shifts_cut && (
        <Alert variant="outline" m="md">
          {t("shifts_cut")}
        </Alert>
      )}
      <DataTable
        plain
        label={t("drawers")}
        rows={shifts}
        rowId={({ shift_id }) => shift_id}
        onOpen={({ shift_id }) => go("/shifts", { from, to, open: shift_id })}
        empty={t("nothing")}
        columns={[
          {
            id: "till",
            header: t("device"),
            cell: ({ device_name, device_id }) => device_name ?? name(device_id),
            card: "head",
          },
          {
            id: "person",
            header: t("person"),
            cell: ({ opened_by_name, opened_by }) => opened_by_name ?? name(opened_by),
          },
          { id: "date", header: t("period"), cell: ({ business_date }) => <BusinessDate date={business_date} /> },
          { id: "closed", header: t("closed"), cell: ({ closed_at }) => <DateTime at={closed_at} show="time" /> },
          {
            id: "expected",
            header: t("expected"),
            align: "right",
            cell: ({ cash_expected }) => <Money satang={cash_expected} />,
          },
          {
            id: "counted",
            header: t("counted"),
            align: "right",
            cell: ({ cash_counted }) => <Money satang={cash_counted} />,
          },
          {
            id: "difference",
            header: t("difference"),
            align: "right",
            card: "figure",
            cell: ({ cash_diff }) => <Difference satang={cash_diff} />,
          },
        ]}
      />
    </Section>
  );
}
