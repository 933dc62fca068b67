/** The reports of tickets, of reprints and refunds, and of gates (rules R1, A5, G2). */

import type { Context } from "../../../../platform/http/context.ts";
import { listPackagesOpening } from "../../../offer/catalog/index.ts";
import { groupSums, holdersOf } from "../domain/assemble.ts";
import { reasonSums } from "../domain/breakdowns.ts";
import { correctionFigures, FIGURE_KINDS, gateFigures, share, ticketFigures } from "../domain/figures.ts";
import { listKeys } from "../store/sums.ts";
import { packageNames, zoneNames } from "./names.ts";
import { filterOf, rowOf, sumUp } from "./report.ts";
import { type ReportQuery, requireSumsOf, scopeOf } from "./scope.ts";

/** The length of an id, which begins the keys of tickets and gates. */
const ID_LETTERS = 26;

const idIn = ({ key }: { key: string }) => key.slice(0, ID_LETTERS);
/** The part after the id: `<id>|<rest>`. An empty id has no letters. */
const restOf = ({ key }: { key: string }) => key.slice(key.indexOf("|") + 1);

/** The report of tickets. Errors: those of its scope, E_AMOUNTS_HIDDEN. */
export async function reportTickets(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query);
  const { package_id: key, zone_id } = query;
  const opening = zone_id === undefined ? [] : await listPackagesOpening(ctx.db, zone_id);
  const zone =
    zone_id === undefined ? undefined : { zone_id, package_ids: opening.map(({ package_id }) => package_id) };
  const keys = { key, zone };
  const kinds = FIGURE_KINDS.tickets;
  const [{ holders, ...report }, rows, nameOfZone] = await Promise.all([
    sumUp(ctx, scope, query, { report: "tickets", kinds, figures: ticketFigures, keys }),
    listKeys(ctx.db, kinds, { ...filterOf(scope, scope.span, query), ...keys }),
    zoneNames(ctx),
    requireSumsOf(ctx, scope),
  ]);
  const sold = holdersOf(rows, idIn, ticketFigures);
  const packageOf = await packageNames(
    ctx,
    sold.map(({ holder }) => holder),
  );
  const packages = sold.map((row) => rowOf(row, packageOf(row.holder).name));
  const redeemed = groupSums(
    rows.filter(({ kind }) => kind === "ticket_redeemed"),
    restOf,
  );
  const admits = (to: string) => sold.filter(({ holder }) => packageOf(holder).zone_ids.includes(to));
  const zone_ids = new Set([...redeemed.keys(), ...sold.flatMap(({ holder }) => packageOf(holder).zone_ids)]);
  const zones = [...zone_ids]
    .filter((id) => zone_id === undefined || id === zone_id)
    .map((id) => {
      const issued = admits(id).reduce((sum, { figures }) => sum + figures.issued, 0);
      const used = redeemed.get(id)?.of("ticket_redeemed").count ?? 0;
      return {
        id: id || null,
        name: nameOfZone(id),
        issued,
        redeemed: used,
        redemption_rate: share(used, issued),
      };
    });
  return { ...report, breakdowns: { ...holders, packages, zones } };
}

const ACTS = { act_reprint: "reprint", act_void: "void", act_refund: "refund" } as const;

/** The report of reprints, voids and refunds by the person who did it. Errors: those of its scope, E_AMOUNTS_HIDDEN. */
export async function reportCorrections(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query);
  const kinds = FIGURE_KINDS.corrections;
  const [{ holders, ...report }, rows] = await Promise.all([
    sumUp(ctx, scope, query, { report: "corrections", kinds, figures: correctionFigures }),
    listKeys(ctx.db, kinds, filterOf(scope, scope.span, query)),
    requireSumsOf(ctx, scope),
  ]);
  return { ...report, breakdowns: { ...holders, reasons: reasonSums(rows, ACTS) } };
}

/** The report of gates. Errors: those of its scope. */
export async function reportGate(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query);
  const keys = { key: query.zone_id };
  const kinds = FIGURE_KINDS.gate;
  const [{ holders, ...report }, rows, nameOfZone] = await Promise.all([
    sumUp(ctx, scope, query, { report: "gate", kinds, figures: gateFigures, keys }),
    listKeys(ctx.db, kinds, { ...filterOf(scope, scope.span, query), ...keys }),
    zoneNames(ctx),
  ]);
  const by_zone = groupSums(rows, ({ key }) => key.slice(0, key.indexOf("|")));
  const zones = [...by_zone].map(([holder, sums]) => rowOf({ holder, figures: gateFigures(sums) }, nameOfZone(holder)));
  return { ...report, breakdowns: { ...holders, zones, reasons: refusalSums(rows) } };
}

/** Refusals by reason, the most frequent first. */
export function refusalSums(rows: readonly (Parameters<typeof restOf>[0] & { kind: string; count: number })[]) {
  const counts = new Map<string, number>();
  for (const row of rows) if (row.kind === "fail") counts.set(restOf(row), (counts.get(restOf(row)) ?? 0) + row.count);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((one, other) => other.count - one.count);
}
