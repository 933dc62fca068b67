/** Tickets: found by a code, a receipt or a number, or listed by filter; one ticket in the drawer. */
import { Group } from "@mantine/core";
import type { FoundTicket, GetTicketsData } from "#client";
import { FilterChip } from "#kit/FilterChip.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { FindList } from "#kit/FindList.tsx";
import { useFirstRunLead } from "#kit/first-run.tsx";
import { formatDays } from "#kit/format.ts";
import { DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { usePeriod } from "#kit/period.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getTicketsOptions } from "#queries";
import { TicketBadge } from "./status.tsx";
import { TicketHead, TicketView } from "./TicketView.tsx";

type TicketFilter = NonNullable<GetTicketsData["query"]>;

const STATUSES = ["active", "blocked", "refunded", "cancelled", "revoked"] as const;

export function TicketsPage() {
  const t = useText("tickets");
  const { store_id, locale } = useOffice();
  const [filters] = useFilters(["status", "package_id"]);
  // A number of a report opens its tickets by their days; without days the list has all tickets.
  const [{ from, to }] = useFilters(["from", "to"]);
  const days = usePeriod();
  const times = useTimes(days);
  const query = {
    ...(from && to && times),
    ...filters,
    ...(store_id && { store_id }),
  } as TicketFilter;
  const columns = useTicketColumns();
  const lead = useFirstRunLead();
  return (
    <FindList
      title={t("title")}
      texts={{
        label: t("find"),
        help: t("find_help"),
        find: t("find_act"),
        clear: t("find_clear"),
        empty: t("empty"),
        empty_found: t("empty_found"),
      }}
      emptyAction={lead}
      max_length={1_000}
      columns={columns}
      rowId={({ ticket_id }) => ticket_id}
      list={(page, q) => getTicketsOptions({ query: { ...query, ...(q && { q }), ...page } })}
      filters={
        <>
          <ChoiceFilter
            name="status"
            label={t("status")}
            options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
          />
          <NameFilter of="package_id" />
          <FilterChip names={["from", "to"]} label={t("issued_in", { days: formatDays(days.from, days.to, locale) })} />
        </>
      }
      drawer={{
        title: (ticket_id) => <TicketHead ticket_id={ticket_id} />,
        body: (ticket_id) => <TicketView ticket_id={ticket_id} />,
      }}
    />
  );
}

function useTicketColumns(): Column<FoundTicket>[] {
  const t = useText("tickets");
  const { name } = useNames();
  return [
    {
      id: "ticket",
      header: t("ticket"),
      card: "head",
      cell: (ticket) => (
        <Group gap="xs" wrap="nowrap">
          <span className="figure">{ticket.short_code ?? `…${ticket.ticket_id.slice(-6)}`}</span>
          <TicketBadge ticket={ticket} />
        </Group>
      ),
    },
    { id: "package", header: t("package"), cell: ({ package_id }) => name(package_id) },
    { id: "issued", header: t("issued"), cell: ({ issued_at }) => <DateTime at={issued_at} /> },
    { id: "to", header: t("valid_to"), cell: ({ valid_to }) => (valid_to ? <DateTime at={valid_to} /> : t("no_end")) },
    {
      id: "left",
      header: t("left"),
      align: "right",
      cell: ({ remaining, unit }) => t(`unit.${unit}`, { count: remaining }),
    },
    {
      id: "first",
      header: t("first_pass"),
      card: "none",
      cell: ({ first_pass }) => (first_pass ? <DateTime at={first_pass.at} /> : "—"),
    },
    {
      id: "price",
      header: t("price"),
      align: "right",
      card: "figure",
      cell: ({ price, amounts_hidden }) => (amounts_hidden ? t("hidden") : <Money satang={price} />),
    },
  ];
}
