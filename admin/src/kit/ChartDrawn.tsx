/** The drawing of a chart: one hue, the earlier period grey, zero always shown, values by hover and by arrow keys. */
import { BarChart, LineChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import type { ChartProps } from "./chart.ts";
import { formatMoneyShort, formatUnit } from "./format.ts";

export default function ChartDrawn({ kind, unit, points, name, earlier_name, height = 260 }: ChartProps) {
  const data = points.map(({ label, value, earlier }) => ({ label, value, earlier: earlier ?? null }));
  const low = Math.min(0, ...points.flatMap(({ value, earlier }) => [value ?? 0, earlier ?? 0]));
  const shared = {
    h: height,
    data,
    dataKey: "label",
    withLegend: earlier_name !== undefined,
    legendProps: { verticalAlign: "top" as const, height: 28 },
    valueFormatter: (value: number) => formatUnit(value, unit),
    yAxisProps: {
      width: 60,
      domain: [low, "auto"] as [number, "auto"],
      tickFormatter: unit === "money" ? formatMoneyShort : (value: number) => formatUnit(value, unit),
      allowDecimals: unit === "ratio" || unit === "seconds",
    },
    xAxisProps: { minTickGap: 16 },
    gridAxis: "x" as const,
    gridProps: { strokeDasharray: "0" },
    // Room for the upper half of the highest label, which the legend gives where there is one.
    [kind === "bar" ? "barChartProps" : "lineChartProps"]: { margin: { top: earlier_name === undefined ? 10 : 0 } },
    tickLine: "none" as const,
  };
  const now = { name: "value", label: name, color: "var(--chart-now)" };
  const then = { name: "earlier", label: earlier_name ?? "", color: "var(--chart-earlier)" };
  if (kind === "bar") {
    const series = earlier_name === undefined ? [now] : [then, now];
    return <BarChart {...shared} series={series} barProps={{ isAnimationActive: false, radius: 2, maxBarSize: 36 }} />;
  }
  const series = earlier_name === undefined ? [now] : [{ ...then, strokeDasharray: "4 4" }, now];
  return (
    <LineChart
      {...shared}
      series={series}
      curveType="monotone"
      strokeWidth={2}
      dotProps={{ r: 0 }}
      activeDotProps={{ r: 4 }}
      lineProps={{ isAnimationActive: false }}
    />
  );
}
