/** One backup: its progress, its content by table, and the checks that a restore makes by its manifest. */
import { Alert, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { Backup, BackupManifest } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { formatCount } from "#kit/format.ts";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getBackupsBackupIdManifestOptions, getBackupsBackupIdOptions } from "#queries";
import { Bytes, LOOK_AGAIN_MS, rowsOf, Standing } from "./size.tsx";

export function BackupPage() {
  const t = useText("backups");
  const { backup_id } = useParams({ strict: false }) as { backup_id: string };
  const query = useQuery({
    ...getBackupsBackupIdOptions({ path: { backup_id } }),
    refetchInterval: ({ state }) => (state.data?.data.status === "running" ? LOOK_AGAIN_MS : false),
  });
  return (
    <Page title={t("backup")} subtitle={<PageLink to="/backups">{t("title")}</PageLink>}>
      <Loaded query={query} rows={10}>
        {({ data }) => (
          <Stack gap="md">
            <Head backup={data} />
            {data.status === "completed" ? <Manifest backup_id={backup_id} /> : <Tables backup={data} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Head({ backup }: { backup: Backup }) {
  const t = useText("backups");
  const { name } = useNames();
  const { exact, error, started_by } = backup;
  return (
    <Section title={t("status")} aside={<Standing of={backup} />}>
      <Stack gap="md">
        <div role="status">
          {backup.status === "running" && (
            <Stack gap={4}>
              <Progress value={100} animated size={4} aria-label={t("status.running")} />
              <Text>{t("so_far", { rows: formatCount(rowsOf(backup)) })}</Text>
            </Stack>
          )}
        </div>
        {backup.status === "failed" && (
          <Alert variant="outline" color="red" title={t("failed")}>
            {t("failed_help")} {error && <code>{error}</code>}
          </Alert>
        )}
        <Facts
          of={[
            [t("id"), <code key="id">{backup.backup_id}</code>],
            [t("started_at"), <DateTime key="started" at={backup.started_at} />],
            [t("started_by"), started_by === "system" ? t("system") : name(started_by)],
            [t("finished_at"), <DateTime key="finished" at={backup.finished_at} />],
            [t("rows"), <Count key="rows" value={rowsOf(backup)} />],
            [t("bytes"), <Bytes key="bytes" of={backup.bytes} />],
            [t("exact"), exact === null ? "—" : t(exact ? "exact.yes" : "exact.no")],
            [
              t("prefix"),
              <code key="prefix" style={{ overflowWrap: "anywhere" }}>
                {backup.object_prefix}
              </code>,
            ],
          ]}
        />
        <Text c="dimmed">{t("restoring")}</Text>
      </Stack>
    </Section>
  );
}

/** The tables that are copied so far, or until the failure. */
function Tables({ backup }: { backup: Backup }) {
  const t = useText("backups");
  const tables = Object.entries(backup.rows).map(([table, rows]) => ({ table, rows }));
  return (
    <Section title={t("tables")} flush>
      <DataTable
        plain
        label={t("tables")}
        rows={tables}
        rowId={({ table }) => table}
        empty={t("tables.none")}
        columns={[
          { id: "table", header: t("table"), card: "head", cell: ({ table }) => <code>{table}</code> },
          { id: "rows", header: t("rows"), align: "right", card: "figure", cell: ({ rows }) => <Count value={rows} /> },
        ]}
      />
    </Section>
  );
}

function Manifest({ backup_id }: { backup_id: string }) {
  const t = useText("backups");
  const query = useQuery(getBackupsBackupIdManifestOptions({ path: { backup_id } }));
  return (
    <Loaded query={query} rows={8}>
      {({ data }) => (
        <>
          <Checks manifest={data} />
          <Section title={t("files")} flush>
            <DataTable<BackupManifest["files"][number]>
              plain
              label={t("files")}
              rows={data.files}
              rowId={({ name }) => name}
              empty={t("tables.none")}
              columns={[
                { id: "name", header: t("file"), card: "head", cell: ({ name }) => <code>{name}</code> },
                { id: "table", header: t("table"), cell: ({ table }) => <code>{table}</code> },
                {
                  id: "rows",
                  header: t("rows"),
                  align: "right",
                  card: "figure",
                  cell: ({ rows }) => <Count value={rows} />,
                },
                { id: "bytes", header: t("bytes"), align: "right", cell: ({ bytes }) => <Bytes of={bytes} /> },
                {
                  id: "sha256",
                  header: t("sha256"),
                  cell: ({ sha256 }) => <code title={sha256}>{`${sha256.slice(0, 16)}…`}</code>,
                },
              ]}
            />
          </Section>
        </>
      )}
    </Loaded>
  );
}

/** The sums to compare with the reports, and what a restore needs. */
function Checks({ manifest: { sums, audit, audit_head, masters, format_version } }: { manifest: BackupManifest }) {
  const t = useText("backups");
  const tickets = Object.values(sums.tickets).reduce((sum, count) => sum + count, 0);
  return (
    <Section title={t("checks")}>
      <Facts
        of={[
          [t("sales"), <Count key="sales" value={sums.sales.count} />],
          [t("total"), <Money key="total" satang={sums.sales.total} />],
          [t("tickets"), <Count key="tickets" value={tickets} />],
          [t("audit"), `${formatCount(audit.from_sequence)} – ${formatCount(audit.through_sequence)}`],
          [
            t("audit_head"),
            <code key="head" style={{ fontSize: 12, overflowWrap: "anywhere" }}>
              {audit_head ? `${audit_head.sequence} ${audit_head.hash}` : "—"}
            </code>,
          ],
          [
            t("masters"),
            Object.entries(masters)
              .map(([setting, keys]) => `${setting} (${Object.keys(keys).join(", ")})`)
              .join(", ") || "—",
          ],
          [t("format"), format_version],
        ]}
      />
    </Section>
  );
}
