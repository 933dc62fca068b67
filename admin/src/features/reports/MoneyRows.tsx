/** Rows of refunds, reprints and payments. */
import type { GetPaymentsData, GetRefundsData, GetReprintsData, ListedPayment, ListedRefund, Reprint } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime, Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { useNames } from "#kit/names.ts";
import { useReasonName } from "#kit/reasons.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { getPaymentsOptions, getRefundsOptions, getReprintsOptions } from "#queries";
import { useRowFilter } from "./filter.ts";

type Filter<Data extends { query?: object }> = Omit<NonNullable<Data["query"]>, "limit" | "cursor" | "format">;

const BY_WHOM = (
  <>
    <NameFilter of="device_id" />
    <NameFilter of="employee_id" />
  </>
);

/** The columns of a correction: who asked, who approved, where and why. */
function usePeopleColumns(): Column<ListedRefund | Reprint>[] {
  const t = useText("reports");
  const { name } = useNames();
  const reasonName = useReasonName();
  return [
    { id: "person", header: t("person"), cell: ({ requested_by }) => name(requested_by) },
    { id: "approver", header: t("approver"), cell: ({ approved_by }) => name(approved_by) },
    { id: "device", header: t("device"), cell: ({ device_id }) => name(device_id) },
    {
      id: "reason",
      header: t("reason"),
      cell: ({ reason_text, reason_code }) => reason_text ?? (reasonName(reason_code) || "—"),
    },
  ];
}

export function RefundRows() {
  const t = useText("reports");
  const people = usePeopleColumns();
  const { filter, file } = useRowFilter<Filter<GetRefundsData>>("refunds", ["device_id", "employee_id", "status"]);
  return (
    <DataTable<ListedRefund>
      label={t("rows.refunds")}
      rowId={({ refund_id }) => refund_id}
      list={(page) => getRefundsOptions({ query: { ...filter, ...page } })}
      csv={{ url: "/v1/refunds", query: filter, name: file }}
      empty={t("nothing")}
      filters={BY_WHOM}
      columns={[
        {
          id: "slip",
          header: t("slip"),
          cell: ({ slip_no, sale_id }) => <PageLink to={`/sales/${sale_id}`}>{slip_no ?? t("pending")}</PageLink>,
          card: "head",
        },
        {
          id: "amount",
          header: t("sum"),
          align: "right",
          card: "figure",
          cell: ({ amount }) => <Money satang={amount} />,
        },
        ...people,
        {
          id: "at",
          header: t("time"),
          cell: ({ completed_at, created_at }) => <DateTime at={completed_at ?? created_at} />,
        },
      ]}
    />
  );
}

export function ReprintRows() {
  const t = useText("reports");
  const people = usePeopleColumns();
  const { filter, file } = useRowFilter<Filter<GetReprintsData>>("reprints", ["device_id", "employee_id"]);
  return (
    <DataTable<Reprint>
      label={t("rows.reprints")}
      rowId={({ reprint_id }) => reprint_id}
      list={(page) => getReprintsOptions({ query: { ...filter, ...page } })}
      csv={{ url: "/v1/reprints", query: filter, name: file }}
      empty={t("nothing")}
      filters={BY_WHOM}
      columns={[
        {
          id: "ticket",
          header: t("ticket"),
          cell: ({ ticket_id }) => <PageLink to={`/tickets/${ticket_id}`}>…{ticket_id.slice(-6)}</PageLink>,
          card: "head",
        },
        { id: "copy", header: t("copy"), align: "right", card: "figure", cell: ({ copy_no }) => copy_no },
        ...people,
        { id: "at", header: t("time"), cell: ({ created_at }) => <DateTime at={created_at} /> },
      ]}
    />
  );
}

export function PaymentRows() {
  const t = useText("reports");
  const { name } = useNames();
  const { methodName } = useMethods();
  const { filter, file } = useRowFilter<Filter<GetPaymentsData>>("payments", ["device_id", "method", "status"]);
  const statuses = (["captured", "refunded", "pending", "failed"] as const).map((value) => ({
    value,
    label: t(`payment.${value}`),
  }));
  return (
    <DataTable<ListedPayment>
      label={t("rows.payments")}
      rowId={({ payment_id }) => payment_id}
      list={(page) => getPaymentsOptions({ query: { ...filter, ...page } })}
      csv={{ url: "/v1/payments", query: filter, name: file }}
      empty={t("nothing")}
      filters={
        <>
          <ChoiceFilter name="status" label={t("state")} options={statuses} />
          <NameFilter of="device_id" />
        </>
      }
      columns={[
        {
          id: "method",
          header: t("tender"),
          cell: ({ method, sale_id }) => <PageLink to={`/sales/${sale_id}`}>{methodName(method)}</PageLink>,
          card: "head",
        },
        {
          id: "amount",
          header: t("sum"),
          align: "right",
          card: "figure",
          cell: ({ amount }) => <Money satang={amount} />,
        },
        {
          id: "surcharge",
          header: t("surcharge"),
          align: "right",
          cell: ({ surcharge }) => <Money satang={surcharge} />,
        },
        { id: "state", header: t("state"), cell: ({ status }) => t(`payment.${status}`) },
        { id: "reference", header: t("reference"), cell: ({ reference }) => reference ?? "—" },
        { id: "device", header: t("device"), cell: ({ device_id }) => name(device_id) },
        { id: "at", header: t("time"), cell: ({ paid_at }) => <DateTime at={paid_at} /> },
      ]}
    />
  );
}
