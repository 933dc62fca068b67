/** Guests: found by name, number or address, or listed latest first; one guest in the drawer. */
import { Badge, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Customer } from "#client";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { FindList } from "#kit/FindList.tsx";
import { useGo } from "#kit/Links.tsx";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import {
  getCustomersCustomerIdOptions,
  getCustomersOptions,
  getCustomersSearchOptions,
  getCustomersTopSpendersOptions,
} from "#queries";
import { GuestDialog } from "./GuestDialog.tsx";
import { GuestHead, GuestView } from "./GuestView.tsx";
import { MergeDialog } from "./MergeDialog.tsx";

const MOST_FOUND = 50;
/** The API lists so many top spenders, and no further page. */
const TOP = 100;

export function GuestsPage() {
  const t = useText("guests");
  const { can } = useOffice();
  const go = useGo();
  const [{ by }] = useFilters(["by"]);
  const [adding, setAdding] = useState(false);
  const [same, setSame] = useState<{ customer_id: string; same_phone_as: string } | null>(null);
  const columns = useGuestColumns();
  const top = by === "spend";
  const add = can("sell") && <Button onClick={() => setAdding(true)}>{t("add")}</Button>;
  return (
    <>
      <FindList
        title={t("title")}
        texts={{
          label: t("find"),
          help: t("find_help"),
          find: t("find_act"),
          clear: t("find_clear"),
          empty: t(top ? "empty_top" : "empty"),
          empty_found: t("empty_found"),
        }}
        max_length={100}
        act={add}
        emptyAction={add}
        columns={columns}
        rowId={({ customer_id }) => customer_id}
        list={(page, q) =>
          q
            ? getCustomersSearchOptions({ query: { q, limit: MOST_FOUND } })
            : top
              ? getCustomersTopSpendersOptions({ query: { limit: TOP } })
              : getCustomersOptions({ query: { active: "all", ...page } })
        }
        filters={
          can("reports_view") && (
            <ChoiceFilter name="by" label={t("by")} options={[{ value: "spend", label: t("by.spend") }]} />
          )
        }
        drawer={{
          title: (customer_id) => <GuestHead customer_id={customer_id} />,
          body: (customer_id) => <GuestView customer_id={customer_id} />,
        }}
      />
      {adding && (
        <GuestDialog
          guest={null}
          onClose={() => setAdding(false)}
          onSaved={(customer_id, same_phone_as) => {
            setAdding(false);
            if (same_phone_as) setSame({ customer_id, same_phone_as });
            else go(`/customers/${customer_id}`);
          }}
        />
      )}
      {same && <SamePhone {...same} onDone={(customer_id) => go(`/customers/${customer_id}`)} />}
    </>
  );
}

interface SamePhoneProps {
  customer_id: string;
  same_phone_as: string;
  onDone: (customer_id: string) => void;
}

/** The new guest has another's number: perhaps they are one. */
function SamePhone({ customer_id, same_phone_as, onDone }: SamePhoneProps) {
  const { data } = useQuery(getCustomersCustomerIdOptions({ path: { customer_id } }));
  if (!data) return null;
  return (
    <MergeDialog guest={data.data} other_id={same_phone_as} onClose={() => onDone(customer_id)} onMerged={onDone} />
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
