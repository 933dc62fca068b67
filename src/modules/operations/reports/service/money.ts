/** The reports of sales and of shifts: gross to net, tax by rate, tenders, cashiers, products, and drawers that do not add up (rules R1, R2, S5). */

import type { Context } from "../../../../platform/http/context.ts";
import { shiftsOfDates } from "../../../counter/shifts/index.ts";
import { findCategories } from "../../../offer/catalog/index.ts";
import { discountSums, packageSums, reasonSums, taxSums, tenderSums } from "../domain/breakdowns.ts";
import { FIGURE_KINDS, PACKAGE_KINDS, packageFigures, salesFigures, shiftFigures } from "../domain/figures.ts";
import { listKeys } from "../store/sums.ts";
import { deviceNames, employeeNames, packageNames } from "./names.ts";
import { filterOf, sumUp } from "./report.ts";
import { type ReportQuery, requireSumsOf, scopeOf } from "./scope.ts";
import { varianceOf } from "./variance.ts";

const SALES_KEYS = ["tender", "tender_back", "tax", ...PACKAGE_KINDS, "discount", "act_void"] as const;
const SHIFT_KEYS = ["drawer_tender", "drawer_tender_back", "drawer_tax"] as const;

/** The sales report. With a package it sums that package's lines. Errors: those of its scope, E_AMOUNTS_HIDDEN. */
export async function reportSales(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query);
  const { package_id } = query;
  const wanted = package_id
    ? { report: "sales" as const, kinds: PACKAGE_KINDS, figures: packageFigures, keys: { key: package_id } }
    : { report: "sales" as const, kinds: FIGURE_KINDS.sales, figures: salesFigures };
  const keyed = package_id ? PACKAGE_KINDS : SALES_KEYS;
  const [{ holders, ...report }, keys] = await Promise.all([
    sumUp(ctx, scope, query, wanted),
    listKeys(ctx.db, keyed, { ...filterOf(scope, scope.span, query), key: package_id }),
    requireSumsOf(ctx, scope),
  ]);
  const sold = packageSums(keys);
  const packageOf = await packageNames(
    ctx,
    sold.map((row) => row.package_id),
  );
  const packages = sold.map(({ package_id: id, ...row }) => {
    const { name, name_th, category_id } = packageOf(id);
    return { id, name, name_th, category_id, ...row };
  });
  return {
    ...report,
    breakdowns: {
      ...holders,
      tenders: tenderSums(keys, "tender", "tender_back"),
      taxes: taxSums(keys, "tax"),
      packages,
      categories: await byCategory(ctx, packages),
      discounts: discountSums(keys),
      reasons: reasonSums(keys, { act_void: "void" }),
    },
  };
}

type SoldPackage = Omit<ReturnType<typeof packageSums>[number], "package_id"> & { category_id: string | null };

async function byCategory(ctx: Context, packages: readonly SoldPackage[]) {
  const groups = [...Map.groupBy(packages, ({ category_id }) => category_id)];
  const known = await findCategories(
    ctx.db,
    groups.flatMap(([category_id]) => category_id ?? []),
  );
  return groups.map(([category_id, sold]) => {
    const category = known.find((row) => row.category_id === category_id);
    const sum = (of: (row: SoldPackage) => number) => sold.reduce((total, row) => total + of(row), 0);
    return {
      ...{ id: category_id, category_id, name: category?.name ?? null, name_th: category?.name_th ?? null },
      quantity: sum(({ quantity }) => quantity),
      gross: sum(({ gross }) => gross),
      discount_total: sum(({ discount_total }) => discount_total),
      sales_total: sum(({ sales_total }) => sales_total),
      refunds_total: sum(({ refunds_total }) => refunds_total),
      takings: sum(({ takings }) => takings),
    };
  });
}

/** The most shifts of a reply. */
const MOST_SHIFTS = 200;

/** The report of shifts: the entries of drawers, and the counted shifts. Errors: those of its scope, E_AMOUNTS_HIDDEN. */
export async function reportShifts(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query);
  const { device_id, employee_id } = query;
  const [{ holders, ...report }, keys, rows] = await Promise.all([
    sumUp(ctx, scope, query, { report: "shifts", kinds: FIGURE_KINDS.shifts, figures: shiftFigures }),
    listKeys(ctx.db, SHIFT_KEYS, filterOf(scope, scope.span, query)),
    shiftsOfDates(ctx, { ...scope.span, store_ids: scope.store_ids, device_id, employee_id, limit: MOST_SHIFTS + 1 }),
    requireSumsOf(ctx, scope),
  ]);
  const shown = rows.slice(0, MOST_SHIFTS);
  const [nameOfDevice, nameOfEmployee] = await Promise.all([
    deviceNames(
      ctx,
      shown.map((shift) => shift.device_id),
    ),
    employeeNames(
      ctx,
      shown.map(({ opened_by }) => opened_by),
    ),
  ]);
  return {
    ...report,
    breakdowns: {
      ...holders,
      tenders: tenderSums(keys, "drawer_tender", "drawer_tender_back"),
      taxes: taxSums(keys, "drawer_tax"),
      shifts: shown.map((shift) => varianceOf(shift, nameOfDevice(shift.device_id), nameOfEmployee(shift.opened_by))),
      shifts_cut: rows.length > shown.length,
    },
  };
}
