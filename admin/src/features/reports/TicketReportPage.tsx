/** The ticket report: issued and redeemed, by package and zone. */
import { useQuery } from "@tanstack/react-query";
import type { TicketReport } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { formatRatio } from "#kit/format.ts";
import { Count } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getReportsTicketsOptions } from "#queries";
import { useOpenRows, useReportQuery } from "./query.ts";
import { ReportPage } from "./ReportPage.tsx";
import { useFigureRows, useHolderTables } from "./Tables.tsx";

const FILTERS = ["device_id", "employee_id", "package_id", "zone_id"] as const;
const TILES = ["issued", "redeemed", "redemption_rate", "reprinted", "tickets_refunded", "ticket_takings"];

export function TicketReportPage() {
  const t = useText("reports");
  const tables = useHolderTables();
  const rowsOf = useFigureRows();
  const query = useQuery(getReportsTicketsOptions({ query: useReportQuery(FILTERS) }));
  return (
    <ReportPage
      name="tickets"
      url="/v1/reports/tickets"
      query={query}
      filters={FILTERS}
      tiles={TILES}
      shown={["issued", "redeemed", "redemption_rate", "ticket_takings"]}
      tables={({ breakdowns }) => [
        { id: "package", head: t("product"), rows: rowsOf(breakdowns.packages, "package_id") },
        ...tables(breakdowns),
      ]}
      sums={(report) => <Zones report={report} />}
    />
  );
}

function Zones({ report }: { report: TicketReport }) {
  const { name: nameOf, knows } = useNames();
  const t = useText("reports");
  const openRows = useOpenRows(FILTERS);
  return (
    <Section title={t("zones")} flush>
      <DataTable
        plain
        label={t("zones")}
        rows={report.breakdowns.zones}
        rowId={({ id }) => id ?? "none"}
        onOpen={({ id }) => openRows("/v1/redemptions", { zone_id: id ?? undefined })}
        empty={t("nothing")}
        columns={[
          {
            id: "zone",
            header: t("zone"),
            cell: ({ id, name }) => (id === null ? t("no_zone") : knows(id) ? nameOf(id) : (name ?? t("gone"))),
            card: "head",
          },
          { id: "issued", header: t("issued"), align: "right", cell: ({ issued }) => <Count value={issued} /> },
          { id: "redeemed", header: t("redeemed"), align: "right", cell: ({ redeemed }) => <Count value={redeemed} /> },
          {
            id: "rate",
            header: t("redemption_rate"),
            align: "right",
            cell: ({ redemption_rate }) => (redemption_rate === null ? "—" : formatRatio(redemption_rate)),
          },
        ]}
      />
    </Section>
  );
}
