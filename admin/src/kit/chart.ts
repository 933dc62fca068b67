/** The points of a chart and its props. */
import type { Unit } from "./format.ts";

export interface ChartPoint {
  /** The bucket's start, or the part's id. */
  id: string;
  label: string;
  value: number | null;
  /** The same bucket of the earlier period. */
  earlier?: number | null;
}

export interface ChartProps {
  /** The sentence that a screen reader says for the chart. */
  label: string;
  kind: "line" | "bar";
  unit: Unit;
  points: readonly ChartPoint[];
  /** The measure's name, as head of its column. */
  name: string;
  /** The earlier period's name; without it there is none. */
  earlier_name?: string;
  /** The head of the first column. */
  bucket_name: string;
  onOpen?: (point: ChartPoint) => void;
  height?: number;
}
