/** The figures of today, beside the same weekday of last week up to this hour. */
import { Text as MantineText } from "@mantine/core";
import type { Dashboard } from "#client";
import { formatCount, formatDay, formatMoney } from "#kit/format.ts";
import { useGo } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { StatTile, Tiles } from "#kit/StatTile.tsx";
import { useLanguage, useText } from "#kit/text.ts";

export function DayTiles({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const language = useLanguage();
  const { locale } = useOffice();
  const go = useGo();
  const means = (measure: string) => {
    const found = day.definitions.find((definition) => definition.measure === measure);
    return found ? (language === "th" ? found.th : found.en) : "";
  };
  const { business_date: date, today, last_week, gate } = day;
  const period = { from: date, to: date };
  const last = formatDay(last_week.date, locale);
  const short = day.variances.filter(({ cash_diff }) => (cash_diff ?? 0) < 0).length;
  return (
    <Tiles columns={4}>
      <StatTile
        label={t("takings")}
        definition={means("takings")}
        unit="money"
        value={today.takings}
        earlier={last_week.takings_by_now}
        earlier_name={t("by_now", { day: last })}
        onOpen={() => go("/sales", period)}
      >
        <WholeDay value={last_week.figures.takings} figure={formatMoney(last_week.figures.takings)} />
      </StatTile>
      <StatTile
        label={t("sales")}
        definition={means("sales_count")}
        unit="count"
        value={today.sales_count}
        earlier={last_week.sales_count_by_now}
        earlier_name={t("by_now", { day: last })}
        onOpen={() => go("/sales", period)}
      >
        <WholeDay value={last_week.figures.sales_count} figure={formatCount(last_week.figures.sales_count)} />
      </StatTile>
      <StatTile
        label={t("inside")}
        definition={t("inside_means")}
        unit="count"
        value={day.zones.reduce((sum, { inside }) => sum + inside, 0)}
        onOpen={() => go("/reports/gate", period)}
      />
      <StatTile
        label={t("refused")}
        definition={means("fail")}
        unit="count"
        value={gate.fail}
        onOpen={() => go("/rows/redemptions", { ...period, result: "fail" })}
      />
      <StatTile
        label={t("refunds")}
        definition={means("refunds_total")}
        unit="money"
        value={today.refunds_total}
        onOpen={() => go("/rows/refunds", period)}
      />
      <StatTile
        label={t("waiting")}
        definition={t("waiting_means")}
        unit="count"
        value={day.approvals_waiting}
        alarming={day.approvals_waiting > 0}
        onOpen={() => go("/approvals")}
      />
      <StatTile
        label={t("drawers")}
        definition={t("drawers_means")}
        unit="count"
        value={day.variances.length}
        alarming={short > 0}
        onOpen={() => go("/shifts", { ...period, difference: "any" })}
      />
      <StatTile
        label={t("alerts")}
        definition={t("alerts_means")}
        unit="count"
        value={day.alerts.critical + day.alerts.warning}
        alarming={day.alerts.critical > 0}
      />
    </Tiles>
  );
}

/** Last week's figure of the whole day; nothing where it had none. */
function WholeDay({ value, figure }: { value: number; figure: string }) {
  const t = useText("dashboard");
  if (value === 0) return null;
  return (
    <MantineText fz="xs" c="dimmed">
      {t("whole", { figure })}
    </MantineText>
  );
}
