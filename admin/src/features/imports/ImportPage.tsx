/** One import from its columns to its end: mapping, dry run, start, progress, result, and the refused rows. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type ImportDetails, postImportsImportIdCancel, postImportsImportIdStart } from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getImportsImportIdOptions } from "#queries";
import { Columns } from "./Columns.tsx";
import { kindOf } from "./kinds.ts";
import { Effects, Outcome, Progressing } from "./Outcome.tsx";
import { Refused } from "./Refused.tsx";
import { ImportStatus } from "./Status.tsx";

/** A person has 1,000 calls an hour: later readings of a long import are rarer. */
const lookMs = (readings: number) => (readings < 20 ? 2_000 : readings < 100 ? 6_000 : 30_000);

export function ImportPage() {
  const t = useText("imports");
  const { import_id } = useParams({ strict: false }) as { import_id: string };
  const job = useQuery({
    ...getImportsImportIdOptions({ path: { import_id } }),
    refetchInterval: ({ state }) => (state.data?.data.status === "running" ? lookMs(state.dataUpdateCount) : false),
  });
  useNews(["dashboard"], () => void job.refetch(), ["import."]);
  return (
    <Page title={job.data?.data.file_name ?? t("one")} subtitle={<PageLink to="/imports">{t("back")}</PageLink>}>
      <Loaded query={job} rows={8}>
        {({ data }) => <Steps key={import_id} job={data} />}
      </Loaded>
    </Page>
  );
}

function Steps({ job }: { job: ImportDetails }) {
  const [dirty, setDirty] = useState(false);
  const { status } = job;
  const open = status === "draft" || status === "checked";
  return (
    <Stack gap="md">
      <Head job={job} dirty={dirty} />
      {open && <Columns job={job} onDirty={setDirty} />}
      {status === "checked" && !dirty && <Effects job={job} />}
      {status !== "draft" && !dirty && job.failed > 0 && <Refused job={job} />}
    </Stack>
  );
}

type Asking = "start" | "cancel";

function Head({ job, dirty }: { job: ImportDetails; dirty: boolean }) {
  const t = useText("imports");
  const names = useNames();
  const { storeName } = useOffice();
  const act = useAct();
  const queries = useQueryClient();
  const intend = useIntention<{ import_id: string; tries: string }>();
  const [asking, setAsking] = useState<Asking | null>(null);
  const { import_id, kind, status } = job;
  const path = { import_id };
  const made = job.created + job.changed;
  const start = async () => {
    // A further start after a stop is another act.
    await act(
      () =>
        intend({ import_id, tries: `${status} ${job.ended_at}` }, (_, key) =>
          postImportsImportIdStart({ path, headers: { "Idempotency-Key": key } }),
        ),
      t("started"),
    );
  };
  const cancel = async () => {
    await act(() => postImportsImportIdCancel({ path }), t("cancelled"));
    await queries.invalidateQueries();
  };
  return (
    <Section title={t("one")} aside={<ImportStatus status={status} />}>
      <Stack gap="md">
        <Facts
          of={[
            [t("kind"), t(`kind.${kind}`)],
            [t("source"), t(`source_known.${job.source}`)],
            ...(kindOf(kind)?.of_store
              ? [[t("store"), job.store_id === null ? t("store.all") : storeName(job.store_id)] as const]
              : []),
            [t("by"), names.name(job.created_by)],
            [t("at"), <DateTime key="at" at={job.created_at} />],
            ...(job.started_at ? [[t("started_at"), <DateTime key="started" at={job.started_at} />] as const] : []),
            ...(job.ended_at ? [[t("ended_at"), <DateTime key="ended" at={job.ended_at} />] as const] : []),
          ]}
        />
        {status === "draft" && <Text>{t("draft_help")}</Text>}
        {status !== "draft" && !dirty && <Outcome job={job} />}
        {status === "running" && <Progressing job={job} />}
        {status === "failed" && (
          <Alert color="red" variant="outline" title={t("failed")}>
            {t("failed_help", { page: job.next_page + 1, pages: job.pages, code: job.failure ?? "" })}
          </Alert>
        )}
        {status === "checked" && made === 0 && !dirty && <Text>{t("nothing")}</Text>}
        <Group gap="xs">
          {status === "checked" && made > 0 && !dirty && (
            <Button onClick={() => setAsking("start")}>{t("start")}</Button>
          )}
          {status === "failed" && <Button onClick={() => setAsking("start")}>{t("continue")}</Button>}
          {["draft", "checked", "running", "failed"].includes(status) && (
            <Button variant="default" onClick={() => setAsking("cancel")}>
              {t(status === "running" || status === "failed" ? "cancel_rest" : "discard")}
            </Button>
          )}
          {(status === "finished" || status === "cancelled") && (
            <>
              {made > 0 && <PageLink to={kindOf(kind)?.shown_at ?? "/"}>{t(`shown.${kind}`)}</PageLink>}
              <PageLink to="/imports" search={{ kind }}>
                {t("another")}
              </PageLink>
            </>
          )}
        </Group>
      </Stack>
      <ReasonDialog
        opened={asking === "start"}
        onClose={() => setAsking(null)}
        title={t(status === "failed" ? "continue" : "start")}
        thing={t("start_means", { created: job.created, changed: job.changed, failed: job.failed })}
        act={t(status === "failed" ? "continue" : "start")}
        onConfirm={start}
      />
      <ReasonDialog
        opened={asking === "cancel"}
        onClose={() => setAsking(null)}
        title={t("cancel")}
        thing={t(status === "running" || status === "failed" ? "cancel_means" : "discard_means")}
        act={t("cancel")}
        danger
        onConfirm={cancel}
      />
    </Section>
  );
}
