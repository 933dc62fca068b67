/** Older parts of the audit trail: files of rows in the archive, and the number of acts of each day. */
import type { AuditArchive, AuditDaySum, GetAuditsDaysData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { formatCount } from "#kit/format.ts";
import { PageLink } from "#kit/Links.tsx";
import { BusinessDate, Count, DateTime } from "#kit/Money.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { useText } from "#kit/text.ts";
import { getAuditsArchivesOptions, getAuditsDaysOptions } from "#queries";

type Filter = Omit<NonNullable<GetAuditsDaysData["query"]>, "limit" | "cursor" | "format">;

export function ArchivesPage() {
  const t = useText("audit");
  const { from, to } = usePeriod("this_year");
  const filter: Filter = { from_date: from, to_date: to };
  return (
    <Page
      title={t("archives.title")}
      subtitle={<PageLink to="/audit">{t("title")}</PageLink>}
      actions={<PeriodPicker initial="this_year" />}
    >
      <Section title={t("days")} flush>
        <DataTable<AuditDaySum>
          label={t("days")}
          rowId={({ date, event }) => `${date} ${event}`}
          list={(page) => getAuditsDaysOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/audits/days", query: filter, name: t("days.file", { from, to }) }}
          empty={t("days.empty")}
          columns={[
            { id: "date", header: t("days.date"), card: "head", cell: ({ date }) => <BusinessDate date={date} /> },
            { id: "event", header: t("event"), cell: ({ event }) => <code>{event}</code> },
            {
              id: "count",
              header: t("days.count"),
              align: "right",
              card: "figure",
              cell: ({ count }) => <Count value={count} />,
            },
          ]}
        />
      </Section>
      <Section title={t("archives")} flush>
        <DataTable<AuditArchive>
          plain
          label={t("archives")}
          rowId={({ object_key }) => object_key}
          list={(page) => getAuditsArchivesOptions({ query: page })}
          empty={t("archives.empty")}
          columns={[
            {
              id: "rows",
              header: t("archives.rows"),
              card: "head",
              cell: ({ from_sequence, through_sequence }) =>
                `${formatCount(from_sequence)} – ${formatCount(through_sequence)}`,
            },
            { id: "at", header: t("archives.at"), cell: ({ archived_at }) => <DateTime at={archived_at} /> },
            {
              id: "file",
              header: t("archives.file"),
              cell: ({ object_key }) => <code style={{ overflowWrap: "anywhere" }}>{object_key}</code>,
            },
            {
              id: "sha256",
              header: t("archives.sha256"),
              cell: ({ sha256 }) => <code title={sha256}>{`${sha256.slice(0, 16)}…`}</code>,
            },
          ]}
        />
      </Section>
    </Page>
  );
}
