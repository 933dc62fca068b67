/** A table of figures: a row a period, person, device or thing; each figure opens into its rows. */
import { Anchor } from "@mantine/core";
import { useState } from "react";
import { DataTable } from "#kit/DataTable.tsx";
import { formatUnit } from "#kit/format.ts";
import type { Search } from "#kit/router.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import type { Figures, Measure } from "./figures.ts";
import { MeasureChooser } from "./MeasureChooser.tsx";
import { type Filter, useOpenRows } from "./query.ts";

export interface FigureRow {
  id: string;
  name: string;
  figures: Figures;
  /** The address's part that finds the rows of this line alone. */
  find?: Search;
}

interface FigureTableProps {
  label: string;
  /** The head of the first column. */
  head: string;
  measures: ReadonlyMap<string, Measure>;
  /** The measures that are shown at first. */
  shown: readonly string[];
  rows: readonly FigureRow[];
  /** The figures of all lines together. */
  totals?: Figures;
  filters: readonly Filter[];
}

export function FigureTable({ label, head, measures, shown, rows, totals, filters }: FigureTableProps) {
  const t = useText("reports");
  const openRows = useOpenRows(filters);
  const [chosen, setChosen] = useState<readonly string[]>(shown);
  const columns = chosen.flatMap((id) => measures.get(id) ?? []);
  const cell = (measure: Measure, value: number | null | undefined, name: string, find?: Search) => {
    const figure = value === null || value === undefined ? "—" : formatUnit(value, measure.unit);
    if (!measure.rows || !value) return <span className="figure">{figure}</span>;
    const rows_path = measure.rows;
    return (
      <Anchor
        component="button"
        type="button"
        c="inherit"
        fz="inherit"
        fw="inherit"
        underline="hover"
        className="figure"
        aria-label={t("open_figure", { row: name, measure: measure.name, figure })}
        onClick={() => openRows(rows_path, find)}
      >
        {figure}
      </Anchor>
    );
  };
  return (
    <>
      <MeasureChooser measures={measures} chosen={chosen} onChange={setChosen} />
      <DataTable<FigureRow>
        plain
        label={label}
        rows={rows}
        rowId={({ id }) => id}
        empty={t("nothing")}
        columns={[
          { id: "name", header: head, cell: ({ name }) => name, card: "head" },
          ...columns.map(
            (measure): Column<FigureRow> => ({
              id: measure.id,
              header: measure.name,
              align: "right",
              // On a card a figure beside the head has no name of its own, so it must be the only one.
              ...(columns.length === 1 && { card: "figure" as const }),
              cell: ({ figures, name, find }) => cell(measure, figures[measure.id], name, find),
            }),
          ),
        ]}
        {...(totals && {
          totals: Object.fromEntries(
            columns.map((measure) => [measure.id, cell(measure, totals[measure.id], t("total"))]),
          ),
        })}
      />
    </>
  );
}
