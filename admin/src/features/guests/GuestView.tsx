/** One guest: contact, figures, latest sales, and the entries that made the figures. */
import { Alert, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Customer, CustomerEntry } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import type { Column } from "#kit/table.ts";
import { useText } from "#kit/text.ts";
import { getCustomersCustomerIdEntriesOptions, getCustomersCustomerIdOptions, getSalesOptions } from "#queries";
import { GuestActs } from "./GuestActs.tsx";

const LATEST = 20;
const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function GuestHead({ customer_id }: { customer_id: string }) {
  const t = useText("guests");
  const { data } = useQuery(getCustomersCustomerIdOptions({ path: { customer_id } }));
  return data?.data.name || t("guest");
}

/** `alone`: on its own page, where the drawer's link to that page is left out. */
export function GuestView({ customer_id, alone = false }: { customer_id: string; alone?: boolean }) {
  const t = useText("guests");
  const { can } = useOffice();
  const query = useQuery(getCustomersCustomerIdOptions({ path: { customer_id } }));
  return (
    <Loaded query={query} rows={8}>
      {({ data: guest }) => (
        <Stack gap="md">
          {alone && (
            <Text fz="xl" fw={600}>
              {guest.name || t("erased")}
            </Text>
          )}
          {!alone && <PageLink to={`/customers/${customer_id}`}>{t("own_page")}</PageLink>}
          <GuestActs guest={guest} />
          <Standing guest={guest} />
          <GuestFacts guest={guest} />
          {can("sales_read") && (
            <Section title={t("sales")}>
              <LatestSales customer_id={customer_id} />
            </Section>
          )}
          <Section title={t("entries")} flush>
            <Entries customer_id={customer_id} />
          </Section>
        </Stack>
      )}
    </Loaded>
  );
}

function Standing({ guest: { active, merged_into, erased_at } }: { guest: Customer }) {
  const t = useText("guests");
  if (active) return null;
  return (
    <Alert variant="outline" color="var(--frame-dim)">
      {t(erased_at ? "is_erased" : merged_into ? "is_merged" : "is_inactive")}{" "}
      {merged_into && <PageLink to={`/customers/${merged_into}`}>{t("merged_open")}</PageLink>}
    </Alert>
  );
}

function GuestFacts({ guest }: { guest: Customer }) {
  const t = useText("guests");
  const facts: (readonly [string, ReactNode])[] = [
    [t("phone"), guest.phone ?? "—"],
    [t("email"), guest.email ?? "—"],
    [t("spend"), <Money key="spend" satang={guest.spend_total} />],
    [t("visits"), <Count key="visits" value={guest.visits_count} />],
    [t("points"), <Count key="points" value={guest.points} />],
    [t("last_visit"), <DateTime key="last" at={guest.last_visit_at} />],
    [t("since"), <DateTime key="since" at={guest.created_at} show="date" />],
    ...(guest.note ? [[t("note"), guest.note] as const] : []),
  ];
  return <Facts of={facts} />;
}

function LatestSales({ customer_id }: { customer_id: string }) {
  const t = useText("guests");
  const sales = useQuery(getSalesOptions({ query: { customer_id, limit: LATEST } }));
  return (
    <Loaded query={sales} rows={3}>
      {({ data }) =>
        data.length === 0 ? (
          <EmptyState title={t("sales_none")} />
        ) : (
          data.map(({ sale_id, receipt_no, sold_at, grand_total }) => (
            <Group key={sale_id} justify="space-between" gap="xs" py={4} style={ROW}>
              <Group gap="xs">
                <PageLink to={`/sales/${sale_id}`}>{receipt_no}</PageLink>
                <Text c="dimmed" component="span">
                  <DateTime at={sold_at} />
                </Text>
              </Group>
              <Money satang={grand_total} />
            </Group>
          ))
        )
      }
    </Loaded>
  );
}

function Entries({ customer_id }: { customer_id: string }) {
  const t = useText("guests");
  const columns: Column<CustomerEntry>[] = [
    {
      id: "kind",
      header: t("entries"),
      card: "head",
      cell: ({ kind, at, reason, sale_id }) => (
        <>
          {sale_id ? <PageLink to={`/sales/${sale_id}`}>{t(`entry.${kind}`)}</PageLink> : t(`entry.${kind}`)}
          <Text c="dimmed" fz="xs" component="div">
            <DateTime at={at} />
            {reason && ` · ${reason}`}
          </Text>
        </>
      ),
    },
    { id: "points", header: t("points"), align: "right", cell: ({ points }) => <Count value={points} /> },
    { id: "spend", header: t("spend"), align: "right", card: "figure", cell: ({ spend }) => <Money satang={spend} /> },
  ];
  return (
    <DataTable
      plain
      label={t("entries")}
      columns={columns}
      rowId={({ entry_id }) => entry_id}
      list={(page) => getCustomersCustomerIdEntriesOptions({ path: { customer_id }, query: page })}
      page_size={LATEST}
      empty={t("entries_none")}
    />
  );
}
