/** Backups: which there are, which runs now, and a new one. */
import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type Backup, postBackups } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { useIntention } from "#kit/intention.ts";
import { PageLink, useGo } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getBackupsOptions } from "#queries";
import { Bytes, lookAgain, rowsOf, Standing } from "./size.tsx";

export function BackupsPage() {
  const t = useText("backups");
  const act = useAct();
  const go = useGo();
  const { can } = useOffice();
  const { name } = useNames();
  const intend = useIntention<Record<string, never>>();
  // The newest alone tells whether one runs.
  const newest = useQuery({
    ...getBackupsOptions({ query: { limit: 1 } }),
    refetchInterval: lookAgain,
  });
  const running = newest.data?.data[0]?.status === "running";
  const make = useMutation({
    mutationFn: () =>
      act(() => intend({}, (body, key) => postBackups({ body, headers: { "Idempotency-Key": key } })), t("started")),
  });
  const button = (
    <Button loading={make.isPending} disabled={running} onClick={() => make.mutate()}>
      {t("make")}
    </Button>
  );
  return (
    <Page
      title={t("title")}
      subtitle={can("audit_view") && <PageLink to="/audit/archives">{t("archives")}</PageLink>}
      act={button}
    >
      <Stack gap="md">
        <Text c="dimmed">{t("restoring")}</Text>
        {make.error && <ErrorState error={make.error} />}
        <Section flush>
          <DataTable<Backup>
            label={t("title")}
            rowId={({ backup_id }) => backup_id}
            list={(page) => ({ ...getBackupsOptions({ query: page }), refetchInterval: lookAgain })}
            empty={t("empty")}
            emptyAction={button}
            onOpen={({ backup_id }) => go(`/backups/${backup_id}`)}
            columns={[
              {
                id: "at",
                header: t("started_at"),
                card: "head",
                cell: ({ started_at }) => <DateTime at={started_at} />,
              },
              {
                id: "by",
                header: t("started_by"),
                cell: ({ started_by }) => (started_by === "system" ? t("system") : name(started_by)),
              },
              {
                id: "finished",
                header: t("finished_at"),
                cell: ({ finished_at }) => <DateTime at={finished_at} />,
              },
              {
                id: "rows",
                header: t("rows"),
                align: "right",
                cell: (backup) => <Count value={rowsOf(backup)} />,
              },
              { id: "bytes", header: t("bytes"), align: "right", cell: ({ bytes }) => <Bytes of={bytes} /> },
              { id: "status", header: t("status"), card: "figure", cell: (backup) => <Standing of={backup} /> },
            ]}
          />
        </Section>
      </Stack>
    </Page>
  );
}
