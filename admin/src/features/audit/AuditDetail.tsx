/** One audit row: every field, and its changes before and after. */
import { Code, Text as MantineText, Stack } from "@mantine/core";
import type { Audit } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { changeRows } from "./changes.ts";
import { actorOf } from "./columns.tsx";
import { useSubjectName } from "./subjects.ts";

/** The kinds of subjects that have a story. */
const STORIES = ["ticket", "sale", "employee", "device"];

export function AuditDetail({ row }: { row: Audit | undefined }) {
  const t = useText("audit");
  const { name, knows } = useNames();
  const { storeName } = useOffice();
  const subjectName = useSubjectName();
  if (!row) return <MantineText c="dimmed">{t("other_page")}</MantineText>;
  const { subject_kind, subject_id } = row;
  const changes = changeRows(row.changes);
  const show = (value: string | undefined) => (value === undefined ? "—" : knows(value) ? name(value) : value);
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("sequence"), row.sequence],
          [t("at"), <DateTime key="at" at={row.at} />],
          [t("actor"), actorOf(row, name, t("system"))],
          [t("approver"), name(row.approver_id)],
          [t("device"), name(row.device_id)],
          [t("store"), storeName(row.store_id)],
          [t("subject"), subjectName(row)],
          [t("subject_id"), <Code key="subject">{subject_id}</Code>],
          [t("ip"), row.ip ?? "—"],
          [t("request_id"), <Code key="request">{row.request_id}</Code>],
          [t("hash"), row.hash === null ? t("not_linked") : <Code key="hash">{row.hash}</Code>],
        ]}
      />
      <DataTable
        plain
        label={t("changes")}
        rows={changes}
        rowId={({ field }) => field}
        empty={t("no_changes")}
        columns={[
          { id: "field", header: t("field"), cell: ({ field }) => <Code>{field}</Code>, card: "head" },
          ...(changes.some(({ before }) => before !== undefined)
            ? [{ id: "before", header: t("before"), cell: ({ before }: { before?: string }) => show(before) }]
            : []),
          { id: "after", header: t("after"), cell: ({ after }) => show(after) },
        ]}
      />
      {STORIES.includes(subject_kind) && (
        <PageLink to={`/audit/story/${subject_kind}/${subject_id}`}>{t("story.open")}</PageLink>
      )}
      <PageLink to="/audit" search={{ subject_kind, subject_id, from: "2020-01-01", to: row.at.slice(0, 10) }}>
        {t("same_subject")}
      </PageLink>
    </Stack>
  );
}
