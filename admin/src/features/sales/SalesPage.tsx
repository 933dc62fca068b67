/** The list of sales: filters in the address, totals of the whole filter, one sale in the drawer. */
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { GetSalesData } from "#client";
import { ApiError } from "#kit/api.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { FilterChip } from "#kit/FilterChip.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { useFirstRunLead } from "#kit/first-run.tsx";
import { Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getSalesOptions, getSalesTotalsOptions } from "#queries";
import { useSaleColumns } from "./columns.tsx";
import { SaleHead, SaleView } from "./SaleView.tsx";

type SaleFilter = NonNullable<GetSalesData["query"]>;

const FILTERS = ["device_id", "employee_id", "package_id", "method", "status", "shift_id", "customer_id"] as const;
const STATUSES = ["paid", "held", "refunded", "voided"] as const;

export function SalesPage() {
  const t = useText("sales");
  const { store_id } = useOffice();
  const { methods } = useMethods();
  const times = useTimes(usePeriod("today"));
  const [filters] = useFilters(FILTERS);
  const [{ from, to }] = useFilters(["from", "to"]);
  // A guest's sales are of all days, unless the address names some.
  const all_days = filters.customer_id !== undefined && !(from && to);
  const query = { ...(!all_days && times), ...filters, ...(store_id && { store_id }) } as SaleFilter;
  const columns = useSaleColumns();
  const sums = useQuery(getSalesTotalsOptions({ query }));
  const totals = sums.data?.data.totals;
  // The list itself says that a permission is missing.
  const told = sums.error instanceof ApiError && sums.error.code === "E_PERMISSION" ? null : sums.error;
  const cells = totals && {
    receipt: t("totals.count", { count: totals.count }),
    discount_total: <Money satang={totals.discount_total} />,
    tax: <Money satang={totals.tax_total} />,
    refunded_total: <Money satang={-totals.refunded_total} />,
    grand_total: <Money satang={totals.grand_total} />,
  };
  const noted = totals ? totals.voided_count > 0 : sums.data !== undefined;
  return (
    <Page title={t("title")} actions={!all_days && <PeriodPicker />}>
      {told && <ErrorState error={told} retry={() => void sums.refetch()} />}
      <Section flush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowId={({ sale_id }) => sale_id}
          list={(page) => getSalesOptions({ query: { ...query, ...page } as NonNullable<GetSalesData["query"]> })}
          csv={{ url: "/v1/sales", query, name: "sales" }}
          empty={t("empty")}
          emptyAction={useFirstRunLead()}
          {...(cells && { totals: cells })}
          filters={
            <>
              <ChoiceFilter
                name="status"
                label={t("filter.status")}
                options={STATUSES.map((value) => ({ value, label: t(`filter.${value}`) }))}
              />
              <ChoiceFilter name="method" label={t("filter.method")} options={methods} />
              <NameFilter of="device_id" />
              <NameFilter of="employee_id" />
              <NameFilter of="package_id" />
              <FilterChip names={["shift_id"]} label={t("filter.shift")} />
              <FilterChip names={["customer_id"]} label={t("filter.guest")} />
            </>
          }
          drawer={{
            title: (sale_id) => <SaleHead sale_id={sale_id} />,
            body: (sale_id) => <SaleView sale_id={sale_id} />,
          }}
        />
        <Text c="dimmed" fz="xs" px="md" py={noted ? "xs" : 0} role="status">
          {sums.data && !totals && t("totals.too_many", { most: sums.data.data.most_sales })}
          {totals && totals.voided_count > 0 && (
            <>
              {t("totals.without_voided", { count: totals.voided_count })} <Money satang={totals.voided_total} />
            </>
          )}
        </Text>
      </Section>
    </Page>
  );
}
