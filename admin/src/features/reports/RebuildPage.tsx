/** The rebuild of the reports from the records: its state, its progress, and a new one. */
import { Button, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { postReportsRebuild, type ReportRebuild } from "#client";
import { useAct } from "#kit/act.ts";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getReportsRebuildOptions } from "#queries";

const LOOK_AGAIN_MS = 5_000;

export function RebuildPage() {
  const t = useText("reports");
  const act = useAct();
  const { can } = useOffice();
  const query = useQuery({
    ...getReportsRebuildOptions(),
    refetchInterval: ({ state }) => (state.data?.data.status === "running" ? LOOK_AGAIN_MS : false),
  });
  const begin = useMutation({ mutationFn: () => act(() => postReportsRebuild(), t("rebuild.running")) });
  const running = query.data?.data.status === "running";
  return (
    <Page title={t("rebuild")} subtitle={<PageLink to="/reports/sales">{t("rebuild.back")}</PageLink>}>
      <Section
        title={t("rebuild")}
        aside={
          can("settings_write") && (
            <Button disabled={running} loading={begin.isPending} onClick={() => begin.mutate()}>
              {t("rebuild")}
            </Button>
          )
        }
      >
        <Stack gap="md">
          <Text>
            {t("rebuild.help")} {t("rebuild.when")}
          </Text>
          {!can("settings_write") && <Text c="dimmed">{t("rebuild.not_allowed")}</Text>}
          {begin.error && <ErrorState error={begin.error} />}
          <Loaded query={query} rows={4}>
            {({ data }) => <State of={data} />}
          </Loaded>
        </Stack>
      </Section>
    </Page>
  );
}

function State({ of }: { of: ReportRebuild }) {
  const t = useText("reports");
  return (
    <Stack gap="sm">
      <Text fw={600} role="status">
        {t(`rebuild.${of.status}`)}
      </Text>
      {of.status === "running" && <Progress value={100} animated size={4} aria-label={t("rebuild.running")} />}
      {of.status !== "none" && (
        <Facts
          of={[
            [t("rebuild.rows"), <Count key="rows" value={of.rows_done} />],
            ...(of.source ? [[t("rebuild.source"), <code key="source">{of.source}</code>] as const] : []),
            [t("rebuild.started"), <DateTime key="started" at={of.started_at} />],
            [t("rebuild.finished"), <DateTime key="finished" at={of.finished_at} />],
          ]}
        />
      )}
    </Stack>
  );
}
