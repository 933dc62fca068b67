/** The props that each part of a report has. */
import type { AnyReport, Measure } from "./figures.ts";
import type { Filter } from "./query.ts";

export interface PartProps {
  report: AnyReport;
  measures: ReadonlyMap<string, Measure>;
  filters: readonly Filter[];
}
