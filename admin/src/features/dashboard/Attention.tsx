/** The gates, tills and drawers that need someone, the worst first. Nothing is shown while all is well but that it is. */
import { Badge, Group, Text as MantineText } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { Dashboard } from "#client";
import { useAlertName } from "#kit/alerts.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { Difference } from "#kit/Difference.tsx";
import { useGo } from "#kit/Links.tsx";
import { Since } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

const COLORS = { critical: "red", warning: "yellow", info: "gray" } as const;

export function Attention({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const { name } = useNames();
  const alertName = useAlertName();
  const go = useGo();
  const period = { from: day.business_date, to: day.business_date };
  const alerts = day.attention.map((alert) => ({
    id: alert.alert_id,
    kind: (
      <Badge variant="outline" color={COLORS[alert.severity]} c="var(--frame-text)">
        {t(`severity.${alert.severity}`)}
      </Badge>
    ),
    thing: alertName(alert.type),
    where: name(alert.device_id ?? alert.store_id),
    more: <Since at={alert.opened_at} />,
    open: undefined as (() => void) | undefined,
  }));
  const drawers = day.variances.map((drawer) => ({
    id: drawer.shift_id,
    kind: (
      <Badge variant="outline" color="red" c="var(--frame-text)">
        {t("drawer")}
      </Badge>
    ),
    thing: t("drawer_differs"),
    where: drawer.device_name ?? name(drawer.device_id),
    more: <Difference satang={drawer.cash_diff} />,
    open: () => go("/shifts", { ...period, open: drawer.shift_id }),
  }));
  const rows = [...drawers, ...alerts];
  return (
    <Section title={t("attention")} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <Group gap="xs" c="var(--frame-good)">
          <IconCircleCheck size={18} aria-hidden />
          <MantineText>{t("all_well")}</MantineText>
        </Group>
      ) : (
        <DataTable
          plain
          label={t("attention")}
          rows={rows}
          rowId={({ id }) => id}
          onOpen={({ open }) => open?.()}
          empty={t("all_well")}
          columns={[
            { id: "thing", header: t("what"), cell: ({ thing }) => thing, card: "head" },
            { id: "kind", header: t("severity"), cell: ({ kind }) => kind },
            { id: "where", header: t("where"), cell: ({ where }) => where },
            { id: "more", header: t("detail"), align: "right", card: "figure", cell: ({ more }) => more },
          ]}
        />
      )}
    </Section>
  );
}
