/** One sale: its acts, facts, lines with each step of their price, payments, tickets, refunds, and its audit story. */
import { Box, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Sale } from "#client";
import { PageLink } from "#kit/Links.tsx";
import { DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { useReasonName } from "#kit/reasons.ts";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getSalesSaleIdOptions } from "#queries";
import { SaleActs } from "./SaleActs.tsx";
import { SaleLines } from "./SaleLines.tsx";
import { Payments, Refunds, Tickets } from "./SaleParts.tsx";
import { Story } from "./Story.tsx";
import { StatusBadge } from "./status.tsx";

export function SaleHead({ sale_id }: { sale_id: string }) {
  const t = useText("sales");
  const { data } = useQuery(getSalesSaleIdOptions({ path: { sale_id } }));
  if (!data) return t("sale");
  return (
    <Group gap="xs">
      <span className="figure">{t("sale_of", { receipt_no: data.data.receipt_no })}</span>
      <StatusBadge sale={data.data} />
    </Group>
  );
}

/** `alone`: on its own page, where the drawer's link to that page is left out. */
export function SaleView({ sale_id, alone = false }: { sale_id: string; alone?: boolean }) {
  const t = useText("sales");
  const { can } = useOffice();
  const query = useQuery(getSalesSaleIdOptions({ path: { sale_id } }));
  return (
    <Loaded query={query} rows={12}>
      {({ data: sale }) => (
        <Stack gap="md">
          <Group justify="space-between" align="flex-start" gap="xs">
            <Box>
              <Group gap="xs">
                <Text component="div" fz="xl" fw={600}>
                  <Money satang={sale.grand_total} />
                </Text>
                {alone && <StatusBadge sale={sale} />}
              </Group>
              {!alone && <PageLink to={`/sales/${sale_id}`}>{t("own_page")}</PageLink>}
            </Box>
            <SaleActs sale={sale} />
          </Group>
          <SaleFacts sale={sale} />
          <SaleLines sale={sale} />
          <Payments sale={sale} />
          <Tickets sale={sale} />
          <Refunds sale={sale} />
          {can("audit_view", sale.store_id) && (
            <Section title={t("story.title")}>
              <Story kind="sale" id={sale_id} />
            </Section>
          )}
        </Stack>
      )}
    </Loaded>
  );
}

type Fact = readonly [string, ReactNode];

function SaleFacts({ sale }: { sale: Sale }) {
  const t = useText("sales");
  const { name } = useNames();
  const reasonName = useReasonName();
  const { storeName } = useOffice();
  const facts: (Fact | false)[] = [
    [t("at"), <DateTime key="at" at={sale.sold_at} />],
    [t("store"), storeName(sale.store_id)],
    [t("device"), name(sale.device_id)],
    [t("person"), name(sale.cashier_id)],
    sale.approver_id !== null && [t("approver"), name(sale.approver_id)],
    sale.customer_id !== null && [
      t("guest"),
      <PageLink key="guest" to={`/customers/${sale.customer_id}`}>
        {t("guest_open")}
      </PageLink>,
    ],
    sale.offline && [
      t("offline"),
      <span key="offline">
        {t("offline_help")} <DateTime at={sale.received_at} />
      </span>,
    ],
    sale.late && [t("late"), t("late_help")],
    sale.price_mismatch !== null && [
      t("mismatch"),
      <span key="mismatch">
        {t("mismatch_help")} <Money satang={sale.price_mismatch.grand_total} />
      </span>,
    ],
    sale.held_at !== null && [
      t("held"),
      <span key="held">
        <DateTime at={sale.held_at} />
        {sale.released_at === null ? (
          ` · ${t("held_help")}`
        ) : (
          <>
            {` · ${t("released", { person: name(sale.released_by) })} `}
            <DateTime at={sale.released_at} />
          </>
        )}
      </span>,
    ],
    sale.voided_at !== null && [
      t("voided"),
      <span key="voided">
        <DateTime at={sale.voided_at} /> · {name(sale.voided_by)}
        {sale.void_reason_code && ` · ${reasonName(sale.void_reason_code)}`}
      </span>,
    ],
    sale.note !== null && [t("note"), sale.note],
  ];
  return <Facts of={facts.filter((fact) => fact !== false)} />;
}
