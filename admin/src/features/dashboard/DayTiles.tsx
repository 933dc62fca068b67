/** The figures of today, beside the same weekday of last week up to this hour. */
import type { Dashboard } from "#client";
import { formatDay } from "#kit/format.ts";
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
        {...(last_week.takings_by_now !== 0 && {
          earlier: last_week.takings_by_now,
          earlier_name: t("by_now", { day: last }),
        })}
        onOpen={() => go("/sales", period)}
      />
      <StatTile
        label={t("sales")}
        definition={means("sales_count")}
        unit="count"
        value={today.sales_count}
        {...(last_week.figures.sales_count > 0 && {
          earlier: last_week.figures.sales_count,
          earlier_name: t("whole", { day: last }),
        })}
        onOpen={() => go("/sales", period)}
      />
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
