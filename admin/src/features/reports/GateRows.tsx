/** Rows of scans and of offline conflicts. */
import { Badge } from "@mantine/core";
import type { Conflict, GetRedemptionsConflictsData, GetRedemptionsData, Redemption } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useRefusalName } from "#kit/refusals.ts";
import { useText } from "#kit/text.ts";
import { getRedemptionsConflictsOptions, getRedemptionsOptions } from "#queries";
import { useRowFilter } from "./filter.ts";

type Filter<Data extends { query?: object }> = Omit<NonNullable<Data["query"]>, "limit" | "cursor" | "format">;

export function ScanRows() {
  const t = useText("reports");
  const { name } = useNames();
  const refusal = useRefusalName();
  const { filter, file } = useRowFilter<Filter<GetRedemptionsData>>("scans", [
    "device_id",
    "employee_id",
    "zone_id",
    "result",
    "reason",
  ]);
  const results = (["pass", "fail"] as const).map((value) => ({ value, label: t(`result.${value}`) }));
  return (
    <DataTable<Redemption>
      label={t("rows.redemptions")}
      rowId={({ redemption_id }) => redemption_id}
      list={(page) => getRedemptionsOptions({ query: { ...filter, ...page } })}
      csv={{ url: "/v1/redemptions", query: filter, name: file }}
      empty={t("nothing")}
      filters={
        <>
          <ChoiceFilter name="result" label={t("result")} options={results} />
          <NameFilter of="device_id" />
          <NameFilter of="zone_id" />
        </>
      }
      columns={[
        {
          id: "result",
          header: t("result"),
          card: "head",
          cell: ({ result, forced }) => (
            <>
              <Badge
                variant="outline"
                color={result === "pass" ? "accent" : "red"}
                c={result === "pass" ? "var(--frame-good)" : "var(--frame-bad)"}
              >
                {t(`result.${result}`)}
              </Badge>{" "}
              {forced && t("forced")}
            </>
          ),
        },
        { id: "reason", header: t("reason"), cell: ({ reason }) => refusal(reason) },
        { id: "gate", header: t("gate_name"), cell: ({ device_name }) => device_name },
        { id: "zone", header: t("zone"), cell: ({ zone }) => zone ?? "—" },
        { id: "direction", header: t("direction"), cell: ({ direction }) => t(`direction.${direction}`) },
        { id: "party", header: t("guests"), align: "right", cell: ({ party }) => <Count value={party} /> },
        {
          id: "ticket",
          header: t("ticket"),
          cell: ({ ticket_id }) =>
            ticket_id ? <PageLink to={`/tickets/${ticket_id}`}>…{ticket_id.slice(-6)}</PageLink> : "—",
        },
        { id: "person", header: t("person"), cell: ({ employee_id }) => name(employee_id), optional: true },
        {
          id: "at",
          header: t("time"),
          align: "right",
          card: "figure",
          cell: ({ happened_at }) => <DateTime at={happened_at} />,
        },
      ]}
    />
  );
}

export function ConflictRows() {
  const t = useText("reports");
  const refusal = useRefusalName();
  const { filter } = useRowFilter<Filter<GetRedemptionsConflictsData>>("conflicts", []);
  return (
    <DataTable<Conflict>
      label={t("rows.redemptions-conflicts")}
      rowId={({ conflict_id }) => conflict_id}
      list={(page) => getRedemptionsConflictsOptions({ query: { ...filter, ...page } })}
      empty={t("nothing")}
      columns={[
        {
          id: "ticket",
          header: t("ticket"),
          card: "head",
          cell: ({ ticket_id }) => <PageLink to={`/tickets/${ticket_id}`}>…{ticket_id.slice(-6)}</PageLink>,
        },
        { id: "reason", header: t("reason"), cell: ({ reason }) => refusal(reason) },
        {
          id: "first",
          header: t("first_pass"),
          cell: ({ first_pass }) =>
            first_pass ? (
              <>
                {first_pass.device_name} · <DateTime at={first_pass.at} />
              </>
            ) : (
              "—"
            ),
        },
        {
          id: "lost",
          header: t("lost_pass"),
          cell: ({ admitted }) => (
            <>
              {admitted.device_name} · <DateTime at={admitted.at} />
            </>
          ),
        },
        {
          id: "at",
          header: t("received_at"),
          align: "right",
          card: "figure",
          cell: ({ received_at }) => <DateTime at={received_at} />,
        },
      ]}
    />
  );
}
