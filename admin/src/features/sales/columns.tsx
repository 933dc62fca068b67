/** Columns of the list of sales. A row of an open blind shift has no amounts. */
import { Group, Text, Tooltip } from "@mantine/core";
import type { SaleSummary } from "#client";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { StatusBadge, statusOf } from "./status.tsx";

export function useSaleColumns(): Column<SaleSummary>[] {
  const t = useText("sales");
  const { name } = useNames();
  const { methodName } = useMethods();
  const { store, stores, storeName } = useOffice();
  const method = (paid: string | null) => (paid === "mixed" ? t("mixed") : methodName(paid));
  const items = ({ lines }: SaleSummary) => lines?.reduce((sum, { qty }) => sum + qty, 0);
  const amount = (sale: SaleSummary, satang: number | undefined) =>
    sale.amounts_hidden ? (
      <Tooltip label={t("hidden_help")}>
        <Text component="span" c="dimmed">
          {t("hidden")}
        </Text>
      </Tooltip>
    ) : (
      <Money satang={satang} />
    );
  return [
    {
      id: "receipt",
      header: t("receipt"),
      card: "head",
      cell: (sale) => (
        <Group gap="xs" wrap="nowrap">
          <span className="figure">{sale.receipt_no}</span>
          {statusOf(sale) !== "paid" && <StatusBadge sale={sale} />}
        </Group>
      ),
    },
    { id: "sold_at", header: t("at"), sortable: true, cell: ({ sold_at }) => <DateTime at={sold_at} /> },
    ...(store || stores.length < 2
      ? []
      : [
          {
            id: "store",
            header: t("store"),
            card: "none" as const,
            cell: (sale: SaleSummary) => storeName(sale.store_id),
          },
        ]),
    { id: "device", header: t("device"), card: "none", cell: ({ device_id }) => name(device_id) },
    { id: "person", header: t("person"), cell: ({ cashier_id }) => name(cashier_id) },
    { id: "items", header: t("items"), align: "right", card: "none", cell: (sale) => <Count value={items(sale)} /> },
    { id: "method", header: t("method"), cell: ({ payment_method }) => method(payment_method) },
    {
      id: "discount_total",
      sortable: true,
      header: t("discount"),
      align: "right",
      optional: true,
      cell: (sale) => amount(sale, sale.discount_total),
    },
    { id: "tax", header: t("tax"), align: "right", optional: true, cell: (sale) => amount(sale, sale.tax_total) },
    {
      id: "refunded_total",
      sortable: true,
      header: t("refunded"),
      align: "right",
      card: "none",
      cell: (sale) => (sale.refunded_total ? <Money satang={-sale.refunded_total} /> : null),
    },
    {
      id: "grand_total",
      sortable: true,
      header: t("total"),
      align: "right",
      card: "figure",
      cell: (sale) => amount(sale, sale.grand_total),
    },
  ];
}
