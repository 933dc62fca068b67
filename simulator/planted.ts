/** Planted mistakes that the simulator must find: each changes one place of the source during bundling. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { bundle, copyAssets, root } from "../local/build.ts";

interface Mistake {
  file: string;
  find: string;
  replace: string;
  /** Matches one of the violations that it causes. */
  found: RegExp;
}

const object = "durable-objects/ticket/object.ts";
const scan = "durable-objects/ticket/scan.ts";
const projection = "src/modules/admission/tickets/store/projection.ts";

export const MISTAKES = {
  "an await between check and write": {
    file: object,
    find: "return scans.map((scan) => this.scans.decide(scan, project_in_ms));",
    replace: `const known = this.history.known;
    await scheduler.wait(5);
    this.history.known = known;
    return scans.map((scan) => this.scans.decide(scan, project_in_ms));`,
    found: /passes beyond/,
  },
  "the row in D1 before the object's commit": {
    file: object,
    find: "appendLine(this.ctx.storage, kept);",
    replace: `void Promise.resolve().then(() => this.projector.project()).then(async () => {
      await scheduler.wait(50);
      appendLine(this.ctx.storage, kept);
    });`,
    found: /is not in its ticket's log|without or beyond the log/,
  },
  "an answer before the commit": {
    file: object,
    find: "appendLine(this.ctx.storage, kept);",
    replace: "setTimeout(() => appendLine(this.ctx.storage, kept), 50);",
    found: /is not in its ticket's log/,
  },
  "a scan id checked after the state": {
    file: scan,
    find: 'if (earlier) return { outcome: { outcome: "decided", replayed: true, line: earlier, facts } };\n',
    replace: `if (earlier && decideScan(facts, usage, sent).result === "pass")
      return { outcome: { outcome: "decided", replayed: true, line: earlier, facts } };\n`,
    found: /a second time|several verdicts/,
  },
  "a conflict that is not recorded": {
    file: projection,
    find: "...(conflicting.length > 0 ? [insertMany(conflicts, conflicting.map(conflictRow))] : []),",
    replace: "",
    found: /conflicts lacks/,
  },
  "uses of a date that nobody counts": {
    file: "src/modules/admission/tickets/domain/days.ts",
    find: "const left = Math.max(0, uses_per_day - (today?.uses ?? 0));",
    replace: "const left = uses_per_day;",
    found: /uses on \d{4}/,
  },
  "a batch applied by its times alone": {
    file: "src/modules/operations/sync/domain.ts",
    find: "return opensFirst(agree || contradicts(as_sent) || !trusted ? by_time : as_sent);",
    replace: "return opensFirst(by_time);",
    found: /of the till was answered E_/,
  },
  "lines copied again when D1 has them": {
    file: projection,
    find: "const missing = told.filter(({ facts, line }) => !present.places.has(placeOf(facts.ticket_id, line.sequence)));",
    replace: `const missing = told;
    for (const { line } of told) if (isScan(line)) present.ticket_of.set(line.scan_id, "another");`,
    found: /redemptions has .+ beyond the log/,
  },
} as const satisfies Record<string, Mistake>;

export type MistakeName = keyof typeof MISTAKES;

/** Mistakes that the day's figures must find. */
export const DAY_MISTAKES = {
  "the tax of refunds in no total": {
    file: "src/modules/counter/shifts/domain/totals.ts",
    find: "sumTaxes(entries.flatMap(taxesOf))",
    replace: 'sumTaxes(entries.filter(({ kind }) => kind !== "refund").flatMap(taxesOf))',
    found: /^Morning: VAT is 21\.26, not 32\.71$/,
  },
} as const satisfies Record<string, Mistake>;

export type DayMistakeName = keyof typeof DAY_MISTAKES;
const ALL: Record<string, Mistake> = { ...MISTAKES, ...DAY_MISTAKES };

/** Bundles the simulation's Worker, with a mistake if one is named, and returns the path of the bundle. */
export function bundleSimulation(mistake?: MistakeName | DayMistakeName): Promise<string> {
  copyAssets();
  const planted = mistake && ALL[mistake];
  const name = mistake ? `simulation-${Object.keys(ALL).indexOf(mistake)}` : "simulation";
  return bundle("simulator/worker.ts", `dist/${name}.js`, planted ? [planting(planted)] : []);
}

function planting({ file, find, replace }: Mistake): Plugin {
  const path = join(root, file);
  return {
    name: "planted",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, (args) =>
        args.path === path ? { contents: plant(path, find, replace), loader: "ts" } : undefined,
      ),
  };
}

/** Plants a mistake. Fails if its place does not occur exactly once, because an unplanted mistake proves nothing. */
function plant(path: string, find: string, replace: string): string {
  const parts = readFileSync(path, "utf8").split(find);
  if (parts.length !== 2)
    throw new Error(`${path} has ${parts.length - 1} places to plant a mistake in; correct simulator/planted.ts.`);
  return parts.join(replace);
}
