/** Shifts: which drawer does not add up, by whom, with sums over the whole filter. */
import { Badge, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { GetShiftsData, ShiftRow } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { Difference } from "#kit/Difference.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { BusinessDate, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { ErrorState } from "#kit/States.tsx";
import { StatTile, Tiles } from "#kit/StatTile.tsx";
import type { Column } from "#kit/table.ts";
import { type Text, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getShiftsOptions, getShiftsTotalsOptions } from "#queries";
import { ShiftDetail } from "./ShiftDetail.tsx";

type Filter = Omit<NonNullable<GetShiftsData["query"]>, "limit" | "cursor" | "format">;

/** The filter of the page, from its address. */
function useFilter(): Filter {
  const { store_id } = useOffice();
  const { from, to } = usePeriod("last_7_days");
  const [filters] = useFilters(["device_id", "employee_id", "status", "difference"]);
  return { ...(store_id && { store_id }), from_date: from, to_date: to, ...(filters as Filter) };
}

export function ShiftsPage() {
  const t = useText("shifts");
  const filter = useFilter();
  const [, set] = useFilters(["difference", "status"]);
  const sums = useQuery(getShiftsTotalsOptions({ query: filter }));
  const totals = sums.data?.data;
  const columns = useColumns(t);
  return (
    <Page title={t("title")} actions={<PeriodPicker initial="last_7_days" />}>
      {sums.error && !totals ? (
        <ErrorState error={sums.error} retry={() => void sums.refetch()} />
      ) : (
        <Tiles>
          <StatTile
            label={t("sums.diff")}
            definition={t("sums.diff_means")}
            unit="money"
            value={totals?.cash_diff}
            alarming={(totals?.cash_diff ?? 0) < 0}
          />
          <StatTile
            label={t("sums.short", { count: totals?.short_count ?? 0 })}
            unit="money"
            value={totals?.cash_short}
            alarming={(totals?.short_count ?? 0) > 0}
            onOpen={() => set({ difference: "short" })}
          />
          <StatTile
            label={t("sums.over", { count: totals?.over_count ?? 0 })}
            unit="money"
            value={totals?.cash_over}
            onOpen={() => set({ difference: "over" })}
          />
          <StatTile
            label={t("sums.open")}
            unit="count"
            value={totals?.open_count}
            onOpen={() => set({ status: "open" })}
          />
        </Tiles>
      )}
      <Section flush>
        <DataTable<ShiftRow>
          label={t("title")}
          columns={columns}
          rowId={({ shift_id }) => shift_id}
          list={(page) => getShiftsOptions({ query: { ...filter, ...page } as NonNullable<GetShiftsData["query"]> })}
          csv={{
            url: "/v1/shifts",
            query: filter,
            name: t("file", { from: filter.from_date ?? "", to: filter.to_date ?? "" }),
          }}
          empty={t("empty")}
          filters={<ShiftFilters t={t} />}
          {...(totals && {
            totals: {
              expected: <Money satang={totals.cash_expected} />,
              counted: <Money satang={totals.cash_counted} />,
              cash_diff: <Difference satang={totals.cash_diff} />,
            },
          })}
          drawer={{ title: () => t("one"), body: (shift_id) => <ShiftDetail shift_id={shift_id} /> }}
        />
      </Section>
    </Page>
  );
}

function ShiftFilters({ t }: { t: Text }) {
  return (
    <>
      <ChoiceFilter
        name="difference"
        label={t("filter.difference")}
        options={(["any", "short", "over", "none"] as const).map((value) => ({
          value,
          label: t(`difference.${value}`),
        }))}
      />
      <ChoiceFilter
        name="status"
        label={t("filter.status")}
        options={(["open", "closed"] as const).map((value) => ({ value, label: t(`status.${value}`) }))}
      />
      <NameFilter of="device_id" />
      <NameFilter of="employee_id" />
    </>
  );
}

function useColumns(t: Text): Column<ShiftRow>[] {
  const { name } = useNames();
  const { store_id, stores, storeName } = useOffice();
  const all = store_id === undefined && stores.length > 1;
  return [
    { id: "till", header: t("till"), cell: ({ device_id }) => name(device_id), card: "head", whole: true },
    {
      id: "person",
      header: t("opened_by"),
      whole: true,
      cell: ({ opened_by, unattended }) => (unattended ? t("unattended") : name(opened_by)),
    },
    ...(all
      ? [{ id: "store", header: t("store"), whole: true, cell: ({ store_id: at }: ShiftRow) => storeName(at) }]
      : []),
    { id: "date", header: t("business_date"), cell: ({ business_date }) => <BusinessDate date={business_date} /> },
    { id: "opened_at", header: t("hours"), sortable: true, cell: (shift) => <Hours shift={shift} t={t} /> },
    { id: "sales", header: t("sales"), align: "right", cell: ({ totals }) => <Money satang={totals?.sales_total} /> },
    {
      id: "expected",
      header: t("expected"),
      align: "right",
      cell: (shift) => <Money satang={shift.late?.cash_expected ?? shift.cash_expected} />,
    },
    {
      id: "counted",
      header: t("counted"),
      align: "right",
      cell: ({ cash_counted }) => <Money satang={cash_counted} />,
    },
    {
      id: "cash_diff",
      sortable: true,
      header: t("diff"),
      align: "right",
      card: "figure",
      cell: (shift) => <Difference satang={shift.late?.cash_diff ?? shift.cash_diff} />,
    },
    { id: "note", header: t("note"), cell: ({ note }) => note ?? "—", optional: true },
  ];
}

function Hours({ shift: { opened_at, closed_at, late, unattended }, t }: { shift: ShiftRow; t: Text }) {
  return (
    <Group gap={4} wrap="wrap" component="span" display="inline-flex">
      <DateTime at={opened_at} show="time" />
      {closed_at === null ? (
        <Badge size="sm" variant="light">
          {t("status.open")}
        </Badge>
      ) : (
        <span>
          – <DateTime at={closed_at} show="time" />
        </span>
      )}
      {late && !unattended && (
        <Badge size="sm" variant="outline" color="gray">
          {t("late", { count: late.entries_count })}
        </Badge>
      )}
    </Group>
  );
}
