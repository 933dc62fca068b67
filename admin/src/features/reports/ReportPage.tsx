/** The form of every report: tiles, one chart with its table, figures by period, and breakdowns; each figure opens into its rows. */
import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { CsvButton } from "#kit/Csv.tsx";
import { NameFilter } from "#kit/Filters.tsx";
import { Page } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { Curve } from "./Curve.tsx";
import { type AnyReport, measuresOf } from "./figures.ts";
import { type Filter, useReportQuery } from "./query.ts";
import { ReportLinks } from "./ReportLinks.tsx";
import { type FigureTableOf, Tables } from "./Tables.tsx";
import { Totals } from "./Totals.tsx";

export interface ReportPageProps<Of> {
  /** The report's key in the texts, and the last part of its address. */
  name: string;
  /** The report's path in the API. */
  url: string;
  query: { data: { data: Of } | undefined; error: unknown; refetch: () => unknown };
  filters: readonly Filter[];
  /** The measures of the tiles; the first is the chart's unless a person chooses another. */
  tiles: readonly string[];
  /** The figures of the report by person, device, thing; those by period come first. */
  tables: (report: Of) => readonly FigureTableOf[];
  /** The measures of these tables at first. */
  shown: readonly string[];
  /** Further sums, each in a section of its own. */
  sums?: (report: Of) => ReactNode;
}

export function ReportPage<Of extends AnyReport>({
  name,
  url,
  query,
  filters,
  tiles,
  tables,
  shown,
  sums,
}: ReportPageProps<Of>) {
  const t = useText("reports");
  const language = useLanguage();
  const { from, to } = usePeriod("last_7_days");
  const csv = useReportQuery(filters);
  return (
    <Page
      title={t(name)}
      actions={
        <>
          <PeriodPicker initial="last_7_days" grouping comparing />
          <CsvButton source={{ whole: true, url, query: csv, name: `${name}-${from}-${to}` }} />
        </>
      }
    >
      <ReportLinks />
      <Group gap="xs" className="no-print">
        {filters.map((filter) => (
          <NameFilter key={filter} of={filter} />
        ))}
      </Group>
      <Loaded query={query} rows={12}>
        {({ data }) => {
          const measures = measuresOf(data.definitions, language);
          const part = { report: data, measures, filters };
          return (
            <>
              <Totals {...part} tiles={tiles} />
              <Curve {...part} first={tiles[0] ?? ""} />
              <Tables {...part} tiles={tiles} shown={shown} tables={tables(data)} />
              {sums?.(data)}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
