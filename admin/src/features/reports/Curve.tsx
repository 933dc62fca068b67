/** One measure over the period as a chart with its table, beside the earlier period. */
import { Select } from "@mantine/core";
import { Chart, type ChartPoint } from "#kit/Chart.tsx";
import { formatDays } from "#kit/format.ts";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { EmptyState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { bucketName } from "./figures.ts";
import type { PartProps } from "./parts.ts";
import { useOpenRows } from "./query.ts";

/** More buckets than this are drawn as a line. */
const MOST_BARS = 31;

export function Curve({ report, measures, filters, first }: PartProps & { first: string }) {
  const t = useText("reports");
  const { locale } = useOffice();
  const [search, change] = useUrl();
  const openRows = useOpenRows(filters);
  const measure = measures.get(search.measure ?? first) ?? measures.get(first);
  if (!measure) return null;
  const { from, to, group_by } = report.period;
  const { compared, buckets, compared_buckets } = report;
  const points: ChartPoint[] = buckets.map((bucket, at) => ({
    id: bucket.start,
    label: bucketName(bucket, group_by, from === to, locale),
    value: bucket.figures[measure.id] ?? null,
    ...(compared && { earlier: compared_buckets[at]?.figures[measure.id] ?? null }),
  }));
  const { rows } = measure;
  const openable = rows !== null && (group_by === "day" || group_by === "hour");
  return (
    <Section
      title={measure.name}
      aside={
        <Select
          size="xs"
          w={190}
          aria-label={t("measure")}
          allowDeselect={false}
          searchable
          value={measure.id}
          onChange={(id) => change({ measure: id === first ? undefined : (id ?? undefined) })}
          data={[...measures.values()].map(({ id, name }) => ({ value: id, label: name }))}
        />
      }
    >
      {points.every(({ value, earlier }) => !value && !earlier) ? (
        <EmptyState title={t("nothing")} />
      ) : (
        <Chart
          label={t("chart", { measure: measure.name, days: formatDays(from, to, locale) })}
          kind={group_by === "hour" || buckets.length > MOST_BARS ? "line" : "bar"}
          unit={measure.unit}
          points={points}
          name={measure.name}
          bucket_name={t("period")}
          {...(compared && { earlier_name: formatDays(compared.period.from, compared.period.to, locale) })}
          {...(openable && { onOpen: ({ id }) => openRows(rows, { from: id, to: id }) })}
        />
      )}
    </Section>
  );
}
