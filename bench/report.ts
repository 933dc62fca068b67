/** The bench's report: a table for people, and a file to compare the next run with. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export interface Row {
  id: string;
  name: string;
  unit: "rps" | "ms" | "MiB" | "rows" | "commits" | "passes" | "requests" | "ops" | "writes" | "times";
  figure: number;
  control: number | null;
  /** Figure divided by control, with the lowest and highest if there are several. */
  ratio: number | null;
  spread: readonly [number, number] | null;
  target: string | null;
  ok: boolean | null;
  detail: Record<string, unknown>;
}

type NewRow = Pick<Row, "id" | "name" | "unit" | "figure"> & Partial<Row>;

export function row(found: NewRow): Row {
  return { control: null, ratio: null, spread: null, target: null, ok: null, detail: {}, ...found };
}

const HEADINGS = ["", "measure", "figure", "control", "ratio", "target", ""];

export function tableOf(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isText = (column: number) => column < 2 || column > 4;
  const show = (cells: string[]) =>
    cells
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return lines.map(show).join("\n");
}

function cellsOf({ id, name, unit, figure, control, ratio, spread, target, ok }: Row): string[] {
  const around = spread ? ` (${spread[0].toFixed(2)}–${spread[1].toFixed(2)})` : "";
  return [
    id,
    name,
    amount(figure, unit),
    control === null ? "" : amount(control, unit),
    ratio === null ? "" : ratio.toFixed(2) + around,
    target ?? "",
    ok === null ? "" : ok ? "ok" : "short",
  ];
}

function amount(value: number, unit: Row["unit"]): string {
  const digits = unit === "times" ? 2 : (unit === "ms" && value < 100) || unit === "writes" ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

export function writeResults(file: string, results: unknown): void {
  const rounded = JSON.stringify(
    results,
    (_, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value),
    2,
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${rounded}\n`);
}
