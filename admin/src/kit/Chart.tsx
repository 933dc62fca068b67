/** A chart with its table beside it. The library of charts is loaded with the first chart. */
import { Box, Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { ChartPoint, ChartProps } from "./chart.ts";
import { DataTable } from "./DataTable.tsx";
import { formatUnit } from "./format.ts";
import classes from "./Table.module.css";
import type { Column } from "./table.ts";
import { useText } from "./text.ts";

export type { ChartPoint } from "./chart.ts";

const Drawn = lazy(() => import("./ChartDrawn.tsx"));

export function Chart(props: ChartProps) {
  const { label, unit, points, name, earlier_name, bucket_name, onOpen, height = 260 } = props;
  const t = useText("kit");
  const show = (value: number | null | undefined) => (
    <span className="figure">{value === null || value === undefined ? "—" : formatUnit(value, unit)}</span>
  );
  const columns: Column<ChartPoint>[] = [
    { id: "label", header: bucket_name, cell: (point) => point.label, card: "head" },
    { id: "value", header: name, cell: (point) => show(point.value), align: "right", card: "figure" },
    ...(earlier_name
      ? [
          {
            id: "earlier",
            header: earlier_name,
            cell: (point: ChartPoint) => show(point.earlier),
            align: "right" as const,
          },
        ]
      : []),
  ];
  return (
    <Box style={{ display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 320px), 1fr))", gap: 16 }}>
      {/* The library draws in pixels that it measured before: until it measures again, the rest stays inside. */}
      <Box className={classes.drawn} h={height} role="group" aria-label={label}>
        <Suspense fallback={<Skeleton height={height} />}>
          <Drawn {...props} height={height} />
        </Suspense>
      </Box>
      <Box
        className={classes.beside}
        style={{ minWidth: 0, maxHeight: height, overflow: "auto" }}
        tabIndex={0}
        role="group"
        aria-label={t("chart.table", { label })}
      >
        <DataTable
          plain
          label={label}
          columns={columns}
          rows={points}
          rowId={({ id }) => id}
          empty={t("chart.empty")}
          {...(onOpen && { onOpen })}
        />
      </Box>
    </Box>
  );
}
