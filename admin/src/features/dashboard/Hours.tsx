/** Takings by the hour, beside the same weekday of last week; hours that did not come yet have no value. */
import type { Dashboard } from "#client";
import { Chart } from "#kit/Chart.tsx";
import { formatDay } from "#kit/format.ts";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

/** A curve has at least so many hours, so that one busy hour does not look like a trend. */
const FEWEST = 10;

/** Hours around midnight without takings on either day only widen the curve. */
function busy(hours: Dashboard["hours"]): Dashboard["hours"] {
  const counts = (hour: Dashboard["hours"][number]) =>
    hour.takings !== 0 || hour.last_week_takings !== 0 || hour.pass + hour.fail > 0;
  const first = hours.findIndex(counts);
  const last = hours.findLastIndex(counts);
  if (first < 0) return hours;
  const end = Math.min(hours.length, Math.max(last + 2, first - 1 + FEWEST));
  return hours.slice(Math.max(0, Math.min(first - 1, end - FEWEST)), end);
}

export function Hours({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const { locale, time_zone } = useOffice();
  const now = Number(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: day.time_zone ?? time_zone,
      hour: "2-digit",
      hourCycle: "h23",
    }).format(new Date(day.as_of)),
  );
  const at = day.hours.findIndex(({ hour }) => hour === now);
  const came = new Set(day.hours.slice(0, at < 0 ? undefined : at + 1).map(({ hour }) => hour));
  return (
    <Section title={t("hours")}>
      <Chart
        label={t("hours")}
        kind="line"
        unit="money"
        name={t("today")}
        earlier_name={formatDay(day.last_week.date, locale)}
        bucket_name={t("hour")}
        points={busy(day.hours).map(({ hour, takings, last_week_takings }) => ({
          id: String(hour),
          label: `${String(hour).padStart(2, "0")}:00`,
          value: came.has(hour) ? takings : null,
          earlier: last_week_takings,
        }))}
      />
    </Section>
  );
}
