/** The report of reprints, voids and refunds: how many, how much, why and by whom. */
import { useQuery } from "@tanstack/react-query";
import { useText } from "#kit/text.ts";
import { getReportsReprintsRefundsOptions } from "#queries";
import { useReportQuery } from "./query.ts";
import { ReportPage } from "./ReportPage.tsx";
import { Reasons } from "./sums.tsx";
import { useHolderTables } from "./Tables.tsx";

const FILTERS = ["device_id", "employee_id"] as const;
const TILES = ["refunds_total", "refunds_count", "voids_total", "voids_count", "reprints_count", "reissues_count"];

export function CorrectionReportPage() {
  const t = useText("reports");
  const tables = useHolderTables();
  const query = useQuery(getReportsReprintsRefundsOptions({ query: useReportQuery(FILTERS) }));
  return (
    <ReportPage
      name="corrections"
      url="/v1/reports/reprints-refunds"
      query={query}
      filters={FILTERS}
      tiles={TILES}
      shown={TILES}
      tables={({ breakdowns }) => tables(breakdowns)}
      sums={({ breakdowns }) => <Reasons title={t("reasons")} reasons={breakdowns.reasons} />}
    />
  );
}
