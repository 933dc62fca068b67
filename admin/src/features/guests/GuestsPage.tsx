/** Guests: found by name, number or address, or listed latest first; one guest in the drawer. */
import { Badge, Button, Group, TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Customer } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
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
      <Find q={q} onFind={setQ} />
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

function Find({ q, onFind }: { q: string; onFind: (q: string) => void }) {
  const t = useText("guests");
  const [text, setText] = useState("");
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onFind(text.trim());
        }}
      >
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t("find")}
            description={t("find_help")}
            maw={480}
            flex={1}
            maxLength={100}
            autoComplete="off"
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
            {t("find_act")}
          </Button>
          {q && (
            <Button
              variant="default"
              leftSection={<IconX size={16} aria-hidden />}
              onClick={() => {
                setText("");
                onFind("");
              }}
            >
              {t("find_clear")}
            </Button>
          )}
        </Group>
      </form>
    </search>
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
