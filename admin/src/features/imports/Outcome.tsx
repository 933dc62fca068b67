/** The effect of an import: its counts, its progress, and the first differences of a dry run. */
import { Progress, Stack, Text } from "@mantine/core";
import type { ImportDetails } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { formatMoney } from "#kit/format.ts";
import { Count } from "#kit/Money.tsx";
import { Facts, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

/** The counts; of a dry run before the start, and then of what happened. */
export function Outcome({ job }: { job: ImportDetails }) {
  const t = useText("imports");
  const dry = job.status === "checked";
  return (
    <Facts
      of={[
        [t("rows"), <Count key="rows" value={job.rows} />],
        [t(dry ? "would_create" : "created"), <Count key="created" value={job.created} />],
        [t(dry ? "would_change" : "changed"), <Count key="changed" value={job.changed} />],
        [t("unchanged"), <Count key="unchanged" value={job.unchanged} />],
        [t("refused"), <Count key="refused" value={job.failed} />],
      ]}
    />
  );
}

/** The pages that are done; it is told aloud only at each tenth. */
export function Progressing({ job }: { job: ImportDetails }) {
  const t = useText("imports");
  const percent = job.pages === 0 ? 0 : Math.floor((100 * job.next_page) / job.pages);
  const done = Math.min(job.rows, job.created + job.changed + job.unchanged + job.failed);
  return (
    <Stack gap={4}>
      <Progress.Root size="lg">
        <Progress.Section value={percent} aria-label={t("progress")} animated />
      </Progress.Root>
      <Text>{t("progress_rows", { done, rows: job.rows, percent })}</Text>
      <span className="visually-hidden" role="status">
        {t("progress_told", { percent: percent - (percent % 10) })}
      </span>
      <Text c="dimmed" fz="xs">
        {t("progress_help")}
      </Text>
    </Stack>
  );
}

type Effect = ImportDetails["effects"][number];

/** The first things that would be made or changed, field by field. */
export function Effects({ job }: { job: ImportDetails }) {
  const t = useText("imports");
  const value = useValue();
  if (job.effects.length === 0) return null;
  return (
    <Section title={t("effects")} flush>
      <DataTable<Effect>
        plain
        label={t("effects")}
        rows={job.effects}
        rowId={({ row }) => String(row)}
        empty={t("nothing")}
        columns={[
          { id: "row", header: t("row"), cell: ({ row }) => row },
          { id: "name", header: t("field.name"), card: "head", cell: ({ name }) => name },
          { id: "outcome", header: t("outcome"), card: "figure", cell: ({ outcome }) => t(`outcome.${outcome}`) },
          {
            id: "values",
            header: t("values"),
            cell: ({ before, after }) =>
              Object.entries(after)
                .filter(([field]) => before !== null || after[field] !== null)
                .map(([field, now]) => (
                  <div key={field}>
                    {t(`value.${field}`)}:{" "}
                    {before !== null && before[field] !== undefined && (
                      <>
                        <s>{value(field, before[field])}</s> →{" "}
                      </>
                    )}
                    <strong>{value(field, now)}</strong>
                  </div>
                )),
          },
        ]}
      />
    </Section>
  );
}

/** A value of a thing in words; prices are satang. */
function useValue() {
  const t = useText("imports");
  return (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return "—";
    if (field === "price" && typeof value === "number") return formatMoney(value);
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (field === "type") return t(`type.${String(value)}`);
    return String(value);
  };
}
