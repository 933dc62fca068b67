/** The access log: who signed in, where and when, and who failed to. */
import { Code } from "@mantine/core";
import type { AccessEntry, GetEmployeesAccessLogData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getEmployeesAccessLogOptions } from "#queries";
import { ACCESS_EVENTS, useAccessName } from "./words.ts";

type Filter = Omit<NonNullable<GetEmployeesAccessLogData["query"]>, "limit" | "cursor" | "format">;

export function AccessLogPage() {
  const t = useText("people");
  const accessName = useAccessName();
  const period = usePeriod("last_7_days");
  const times = useTimes(period);
  const [values] = useFilters(["employee_id", "device_id", "event"]);
  const filter: Filter = { ...times, ...values };
  return (
    <Page title={t("access.title")} subtitle={t("access.subtitle")} actions={<PeriodPicker initial="last_7_days" />}>
      <Section flush>
        <DataTable<AccessEntry>
          label={t("access.title")}
          columns={useAccessColumns()}
          rowId={({ sequence }) => String(sequence)}
          list={(page) => getEmployeesAccessLogOptions({ query: { ...filter, ...page } })}
          csv={{
            url: "/v1/employees/access-log",
            query: filter,
            name: t("access.file", { from: period.from, to: period.to }),
          }}
          empty={t("access.empty")}
          filters={
            <>
              <ChoiceFilter
                name="event"
                label={t("access.event")}
                options={ACCESS_EVENTS.map((value) => ({ value, label: accessName(value) }))}
                searchable
              />
              <NameFilter of="employee_id" />
              <NameFilter of="device_id" />
            </>
          }
          drawer={{
            title: (_, row) => (row ? accessName(row.event) : t("access.title")),
            body: (_, row) => row && <AccessDetail row={row} />,
          }}
        />
      </Section>
    </Page>
  );
}

function useAccessColumns(): Column<AccessEntry>[] {
  const t = useText("people");
  const accessName = useAccessName();
  const { name } = useNames();
  return [
    { id: "at", header: t("access.at"), cell: ({ at }) => <DateTime at={at} />, card: "figure" },
    {
      id: "person",
      header: t("person"),
      card: "head",
      whole: true,
      cell: ({ employee_id, employee_name }) => employee_name ?? name(employee_id),
    },
    { id: "event", header: t("access.event"), cell: ({ event }) => accessName(event) },
    {
      id: "place",
      header: t("access.place"),
      cell: ({ device_id }) => (device_id === null ? t("sessions.console") : name(device_id)),
    },
    { id: "ip", header: t("access.ip"), cell: ({ ip }) => <span className="figure">{ip ?? "—"}</span> },
    {
      id: "by",
      header: t("access.by"),
      optional: true,
      cell: ({ actor_id, employee_id }) => (actor_id === employee_id ? t("access.self") : name(actor_id)),
    },
    { id: "request", header: t("access.request"), cell: ({ request_id }) => <Code>{request_id}</Code>, optional: true },
  ];
}

function AccessDetail({ row }: { row: AccessEntry }) {
  const t = useText("people");
  const accessName = useAccessName();
  const { name } = useNames();
  const { storeName } = useOffice();
  return (
    <Facts
      of={[
        [t("access.event"), accessName(row.event)],
        [t("access.at"), <DateTime key="at" at={row.at} />],
        [t("person"), row.employee_name ?? name(row.employee_id)],
        [t("access.by"), row.actor_id === row.employee_id ? t("access.self") : name(row.actor_id)],
        [t("access.place"), row.device_id === null ? t("sessions.console") : name(row.device_id)],
        [t("store"), storeName(row.store_id)],
        [t("access.ip"), row.ip ?? "—"],
        [t("access.request"), <Code key="request">{row.request_id}</Code>],
        [t("access.more"), <Code key="more">{JSON.stringify(row.changes)}</Code>],
      ]}
    />
  );
}
