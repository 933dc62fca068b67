/** The controls: the bare runtime on this machine in this run, as the base of every ratio. */

import { type Row, row } from "../report.ts";
import { type Bench, busyness, closed, controlWork, run, WARM_UP_MS } from "./harness.ts";

const ROUTES = [
  ["/noop", "control: JSON in, JSON out", "live"],
  ["/ping", "control: object no-op", "live"],
  ["/insert", "control: D1 insert of one row", "live"],
] as const;

export async function measureFloor(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [path, name, objects] of ROUTES) {
    const work = controlWork(bench, path, objects);
    await run(bench, work, closed(WARM_UP_MS));
    const found = await run(bench, work, closed(1_500));
    rows.push(row({ id: "", name, unit: "rps", figure: found.rate_rps, detail: busyness([found]) }));
  }
  return rows;
}
