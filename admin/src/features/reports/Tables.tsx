/** The figures of a report by period, person, device or thing: one table at a time, chosen in the address. */
import { Tabs } from "@mantine/core";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { type FigureRow, FigureTable } from "./FigureTable.tsx";
import { bucketName, type Figures } from "./figures.ts";
import type { PartProps } from "./parts.ts";

export interface FigureTableOf {
  /** Its name in the address and in the texts: `by_person`. */
  id: string;
  /** The head of its first column. */
  head: string;
  rows: readonly FigureRow[];
}

interface TablesProps extends PartProps {
  tiles: readonly string[];
  shown: readonly string[];
  tables: readonly FigureTableOf[];
}

export function Tables({ report, measures, filters, tiles, shown, tables }: TablesProps) {
  const t = useText("reports");
  const { locale } = useOffice();
  const [{ by }, set] = useFilters(["by"]);
  const { from, to, group_by } = report.period;
  const periods = report.buckets.map((bucket) => ({
    id: `${bucket.start} ${bucket.hour}`,
    name: bucketName(bucket, group_by, from === to, locale),
    figures: bucket.figures,
    ...(group_by === "day" && { find: { from: bucket.start, to: bucket.start } }),
  }));
  const all: readonly FigureTableOf[] = [{ id: "period", head: t("period"), rows: periods }, ...tables];
  const chosen = all.find(({ id }) => id === by) ?? all[0];
  if (!chosen) return null;
  const label = t(`by_${chosen.id}`);
  return (
    <Section flush>
      <Tabs
        value={chosen.id}
        onChange={(id) => set({ by: id === "period" ? undefined : (id ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
          {all.map(({ id }) => (
            <Tabs.Tab key={id} value={id}>
              {t(`by_${id}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={chosen.id}>
          <FigureTable
            key={chosen.id}
            label={label}
            head={chosen.head}
            measures={measures}
            shown={chosen.id === "period" ? tiles : shown}
            filters={filters}
            rows={chosen.rows}
            {...(chosen.id === "period" && { totals: report.totals })}
          />
        </Tabs.Panel>
      </Tabs>
    </Section>
  );
}

interface Holder {
  id: string | null;
  name: string | null;
  figures: Figures;
}

interface Holders {
  employees: readonly Holder[];
  devices: readonly Holder[];
  stores: readonly Holder[];
}

/** Rows of figures by a thing with an id; `field` finds its rows alone, `nameless` names the rows of no thing. */
export function useFigureRows(): (holders: readonly Holder[], field: string, nameless?: string) => FigureRow[] {
  const t = useText("reports");
  const { name: nameOf, knows } = useNames();
  return (holders, field, nameless) =>
    holders.map(({ id, name, figures }) => ({
      id: id ?? "none",
      name: id === null ? (nameless ?? t("gone")) : knows(id) ? nameOf(id) : (name ?? nameOf(id)),
      figures,
      ...(id && { find: { [field]: id } }),
    }));
}

/** Tables by person and device; by store only where there are several. */
export function useHolderTables(): (of: Holders) => FigureTableOf[] {
  const t = useText("reports");
  const rowsOf = useFigureRows();
  return ({ employees, devices, stores }) => [
    { id: "person", head: t("person"), rows: rowsOf(employees, "employee_id") },
    { id: "device", head: t("device"), rows: rowsOf(devices, "device_id") },
    ...(stores.length > 1 ? [{ id: "store", head: t("store"), rows: rowsOf(stores, "store") }] : []),
  ];
}
