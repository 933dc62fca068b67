/** The query of a report from the page's address, and the way from a figure into its rows. */
import { useGo } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { usePeriod } from "#kit/period.ts";
import type { Search } from "#kit/router.ts";
import { useFilters } from "#kit/url.ts";

export const FILTERS = ["device_id", "employee_id", "package_id", "zone_id"] as const;
export type Filter = (typeof FILTERS)[number];

/** The query of a report with these filters. */
export function useReportQuery(filters: readonly Filter[]) {
  const { store_id } = useOffice();
  const { from, to, group_by, compare } = usePeriod("last_7_days");
  const [values] = useFilters(filters);
  return { from, to, group_by, compare, ...(store_id && { store_id }), ...values };
}

/** The pages of the console that show the rows of the API's lists; the others are shown by `/rows`. */
const PAGES: Readonly<Record<string, string>> = {
  "/v1/sales": "/sales",
  "/v1/shifts": "/shifts",
  "/v1/tickets": "/tickets",
};

/** The page and its address for a path of rows: `/v1/sales?status=voided` is `/sales` with that status. */
export function pageOfRows(rows: string, more: Search): { to: string; search: Search } {
  const [path = "", query = ""] = rows.split("?");
  const to = PAGES[path] ?? `/rows/${path.replace("/v1/", "").replaceAll("/", "-")}`;
  return { to, search: { ...more, ...Object.fromEntries(new URLSearchParams(query)) } };
}

/** Opens the rows behind a figure, with the period and the filters of the page. */
export function useOpenRows(filters: readonly Filter[]): (rows: string, more?: Search) => void {
  const go = useGo();
  const { from, to } = usePeriod("last_7_days");
  const [values] = useFilters(filters);
  return (rows, more = {}) => {
    const page = pageOfRows(rows, { from, to, ...values, ...more });
    go(page.to, page.search);
  };
}
