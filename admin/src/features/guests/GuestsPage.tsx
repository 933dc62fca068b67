/** Guests: found by name, number or address, or listed latest first; one guest in the drawer. */
import { Badge, Group } from "@mantine/core";
import { useState } from "react";
import type { Customer } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { FindBox } from "#kit/FindBox.tsx";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { Page, Section } from "#kit/Page.tsx";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { getCustomersOptions, getCustomersSearchOptions } from "#queries";
import { GuestHead, GuestView } from "./GuestView.tsx";

const MOST_FOUND = 50;

export function GuestsPage() {
  const t = useText("guests");
  // A name or number is a guest's data, so it is not kept in the address.
  const [q, setQ] = useState("");
  const columns = useGuestColumns();
  return (
    <Page title={t("title")}>
      <FindBox
        q={q}
        onFind={setQ}
        texts={{ label: t("find"), help: t("find_help"), find: t("find_act"), clear: t("find_clear") }}
        max_length={100}
      />
      <Section flush>
        <DataTable
          label={t("title")}
          columns={columns}
          rowId={({ customer_id }) => customer_id}
          list={(page) =>
            q
              ? getCustomersSearchOptions({ query: { q, limit: MOST_FOUND } })
              : getCustomersOptions({ query: { active: "all", ...page } })
          }
          empty={t(q ? "empty_found" : "empty")}
          drawer={{
            title: (customer_id) => <GuestHead customer_id={customer_id} />,
            body: (customer_id) => <GuestView customer_id={customer_id} />,
          }}
        />
      </Section>
    </Page>
  );
}

function useGuestColumns(): Column<Customer>[] {
  const t = useText("guests");
  return [
    {
      id: "name",
      header: t("name"),
      card: "head",
      cell: ({ name, active, erased_at }) => (
        <Group gap="xs">
          {name || t("erased")}
          {!active && !erased_at && (
            <Badge variant="outline" tt="none" color="var(--frame-dim)">
              {t("inactive")}
            </Badge>
          )}
        </Group>
      ),
    },
    { id: "phone", header: t("phone"), cell: ({ phone }) => <span className="figure">{phone ?? "—"}</span> },
    { id: "email", header: t("email"), cell: ({ email }) => email ?? "—", optional: true },
    { id: "last", header: t("last_visit"), cell: ({ last_visit_at }) => <DateTime at={last_visit_at} /> },
    { id: "visits", header: t("visits"), align: "right", cell: ({ visits_count }) => <Count value={visits_count} /> },
    { id: "points", header: t("points"), align: "right", cell: ({ points }) => <Count value={points} /> },
    {
      id: "spend",
      header: t("spend"),
      align: "right",
      card: "figure",
      cell: ({ spend_total }) => <Money satang={spend_total} />,
    },
  ];
}
