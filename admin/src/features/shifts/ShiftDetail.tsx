/** One shift: its count, the expected cash part by part, movements and corrections, and the act to correct it. */
import { Button, Group, Text as MantineText, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DrawerSummary, ListedMovement } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { Difference } from "#kit/Difference.tsx";
import { PageLink } from "#kit/Links.tsx";
import { BusinessDate, Count, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getCashDrawersSummaryOptions, getShiftsShiftIdMovementsOptions } from "#queries";
import { AdjustDialog } from "./AdjustDialog.tsx";

export function ShiftDetail({ shift_id }: { shift_id: string }) {
  const query = useQuery(getCashDrawersSummaryOptions({ query: { shift_id } }));
  return <Loaded query={query}>{({ data }) => <Detail shift={data} />}</Loaded>;
}

function Detail({ shift }: { shift: DrawerSummary }) {
  const t = useText("shifts");
  const { name } = useNames();
  const { can, storeName } = useOffice();
  const [adjusting, setAdjusting] = useState(false);
  const { totals, late, business_date } = shift;
  const sums = totals ?? undefined;
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("till"), name(shift.device_id)],
          [t("store"), storeName(shift.store_id)],
          [t("business_date"), <BusinessDate key="date" date={business_date} />],
          [t("opened"), <Act key="opened" at={shift.opened_at} by={name(shift.opened_by)} />],
          [
            t("closed"),
            shift.closed_at ? <Act key="closed" at={shift.closed_at} by={name(shift.closed_by)} /> : t("status.open"),
          ],
          [t("sales_count"), <Count key="count" value={sums?.sales_count} />],
          [t("sales"), <Money key="sales" satang={sums?.sales_total} />],
          [t("refunds"), <Money key="refunds" satang={sums && -sums.refunds_total} />],
          ...(shift.note ? [[t("note"), shift.note] as const] : []),
        ]}
      />
      <Parts shift={shift} />
      {late && <MantineText c="dimmed">{t("late_means", { count: late.entries_count })}</MantineText>}
      <Movements shift_id={shift.shift_id} />
      <Group gap="xs">
        {can("shift_close", shift.store_id) && !shift.unattended && (
          <Button variant="default" onClick={() => setAdjusting(true)}>
            {t("adjust.act")}
          </Button>
        )}
        <PageLink
          to="/sales"
          search={{
            shift_id: shift.shift_id,
            from: business_date ?? undefined,
            to: business_date ?? undefined,
            device_id: shift.device_id,
          }}
        >
          {t("open_sales")}
        </PageLink>
      </Group>
      <AdjustDialog opened={adjusting} onClose={() => setAdjusting(false)} shift={shift} />
    </Stack>
  );
}

function Act({ at, by }: { at: string; by: string }) {
  return (
    <>
      <DateTime at={at} /> · {by}
    </>
  );
}

/** The expected cash by part, the count, and the difference. */
function Parts({ shift }: { shift: DrawerSummary }) {
  const t = useText("shifts");
  const { reconciliation, late, cash_counted } = shift;
  if (!reconciliation) return <MantineText c="dimmed">{t("blind")}</MantineText>;
  const parts = reconciliation.filter(({ part, cash }) => cash !== 0 || part === "cash_open");
  const expected = reconciliation.reduce((sum, { cash }) => sum + cash, 0);
  const rows = [
    ...parts.map(({ part, cash }) => ({ id: part, name: t(`part.${part}`), value: <Money satang={cash} /> })),
    { id: "expected", name: t("expected"), value: <Money satang={expected} /> },
    { id: "counted", name: t("counted"), value: <Money satang={cash_counted} /> },
    { id: "difference", name: t("diff"), value: <Difference satang={late?.cash_diff ?? shift.cash_diff} /> },
  ];
  return (
    <DataTable
      plain
      label={t("parts")}
      rows={rows}
      rowId={({ id }) => id}
      empty={t("empty")}
      columns={[
        { id: "part", header: t("parts"), cell: ({ name }) => name, card: "head" },
        { id: "cash", header: t("cash"), cell: ({ value }) => value, align: "right", card: "figure" },
      ]}
    />
  );
}

function Movements({ shift_id }: { shift_id: string }) {
  const t = useText("shifts");
  const { name } = useNames();
  return (
    <DataTable<ListedMovement>
      plain
      label={t("movements")}
      rowId={({ movement_id }) => movement_id}
      list={() => getShiftsShiftIdMovementsOptions({ path: { shift_id } })}
      empty={t("no_movements")}
      columns={[
        { id: "kind", header: t("movements"), cell: ({ kind }) => t(`movement.${kind}`), card: "head" },
        { id: "reason", header: t("reason"), cell: ({ reason }) => reason },
        {
          id: "who",
          header: t("who"),
          cell: ({ actor_id, approver_id }) =>
            approver_id ? t("approved", { actor: name(actor_id), approver: name(approver_id) }) : name(actor_id),
        },
        { id: "at", header: t("at"), cell: ({ happened_at }) => <DateTime at={happened_at} show="time" /> },
        { id: "cash", header: t("cash"), cell: ({ cash }) => <Money satang={cash} />, align: "right", card: "figure" },
      ]}
    />
  );
}
