/** The report of gates: scans by hour, the share that passed, and the reasons of refusals. */
import { useQuery } from "@tanstack/react-query";
import type { GateReport } from "#client";
import { Chart } from "#kit/Chart.tsx";
import { Section } from "#kit/Page.tsx";
import { useRefusalName } from "#kit/refusals.ts";
import { EmptyState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getReportsGateThroughputOptions } from "#queries";
import { useOpenRows, useReportQuery } from "./query.ts";
import { ReportPage } from "./ReportPage.tsx";
import { useFigureRows, useHolderTables } from "./Tables.tsx";

const FILTERS = ["device_id", "employee_id", "zone_id"] as const;
const TILES = ["attempts", "pass", "fail", "pass_rate", "guests", "conflicts"];

export function GateReportPage() {
  const t = useText("reports");
  const tables = useHolderTables();
  const rowsOf = useFigureRows();
  const query = useQuery(getReportsGateThroughputOptions({ query: useReportQuery(FILTERS) }));
  return (
    <ReportPage
      name="gate"
      url="/v1/reports/gate-throughput"
      query={query}
      filters={FILTERS}
      tiles={TILES}
      shown={["attempts", "pass", "fail", "pass_rate", "guests"]}
      tables={({ breakdowns }) => [
        { id: "zone", head: t("zone"), rows: rowsOf(breakdowns.zones, "zone_id", t("no_zone")) },
        ...tables(breakdowns),
      ]}
      sums={(report) => <Refusals report={report} />}
    />
  );
}

function Refusals({ report }: { report: GateReport }) {
  const t = useText("reports");
  const nameOf = useRefusalName();
  const openRows = useOpenRows(FILTERS);
  return (
    <Section title={t("refusals")}>
      {report.breakdowns.reasons.length === 0 ? (
        <EmptyState title={t("nothing")} />
      ) : (
        <Chart
          label={t("refusals")}
          kind="bar"
          unit="count"
          points={report.breakdowns.reasons.map(({ reason, count }) => ({
            id: reason,
            label: nameOf(reason),
            value: count,
          }))}
          name={t("count")}
          bucket_name={t("reason")}
          onOpen={({ id }) => openRows("/v1/redemptions", { result: "fail", reason: id })}
        />
      )}
    </Section>
  );
}
