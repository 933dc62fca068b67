/** The restore of a park from a backup in the bucket: it goes on file by file until the end, and a broken run continues. */
import { Alert, Button, Group, List, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { postProviderTenantsTenantIdRestoreBackup, type Restore } from "#client";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { fieldErrors } from "#kit/draft.ts";
import { formatCount } from "#kit/format.ts";
import { PageLink } from "#kit/Links.tsx";
import { Money } from "#kit/Money.tsx";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useStepUp } from "#kit/StepUp.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";

interface Asked {
  tenant_id: string;
  backup_id: string;
}

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

export function RestorePage() {
  const t = useText("provider");
  const proven = useStepUp();
  const [values] = useFilters(["tenant_id", "backup_id"]);
  const [asked, setAsked] = useState<Asked>({ tenant_id: values.tenant_id ?? "", backup_id: values.backup_id ?? "" });
  const [confirming, confirm] = useState(false);
  const [part, setPart] = useState<Restore | null>(null);
  const run = useMutation({
    mutationFn: async ({ tenant_id, backup_id }: Asked) => {
      for (;;) {
        const body = { backup_id, confirm: tenant_id };
        const { data } = await proven(() => postProviderTenantsTenantIdRestoreBackup({ path: { tenant_id }, body }));
        setPart(data.data);
        if (data.data.status === "completed") return data.data;
      }
    },
    onMutate: () => setPart(null),
  });
  const error = fieldErrors(run.error);
  const ready = ID.test(asked.tenant_id) && ID.test(asked.backup_id) && !run.isPending;
  return (
    <Page title={t("restore.title")} subtitle={<PageLink to="/provider/parks">{t("title")}</PageLink>}>
      <Section>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) confirm(true);
          }}
        >
          <Stack gap="sm" maw={640}>
            <Text>{t("restore.help")}</Text>
            <TextInput
              label={t("restore.tenant")}
              required
              maxLength={26}
              spellCheck={false}
              value={asked.tenant_id}
              error={error("tenant_id")}
              onChange={({ currentTarget }) =>
                setAsked({ ...asked, tenant_id: currentTarget.value.trim().toUpperCase() })
              }
            />
            <TextInput
              label={t("restore.backup")}
              description={t("restore.backup_help")}
              required
              maxLength={26}
              spellCheck={false}
              value={asked.backup_id}
              error={error("backup_id")}
              onChange={({ currentTarget }) =>
                setAsked({ ...asked, backup_id: currentTarget.value.trim().toUpperCase() })
              }
            />
            <Group>
              <Button type="submit" color="red" disabled={!ready} loading={run.isPending}>
                {t("restore.act")}
              </Button>
            </Group>
            <div aria-live="polite">
              {run.isPending && part && <Files of={part} />}
              {run.error && <ErrorState error={run.error} retry={() => run.mutate(asked)} />}
              {run.data && <Result of={run.data} />}
            </div>
          </Stack>
        </form>
      </Section>
      <ReasonDialog
        opened={confirming}
        onClose={() => confirm(false)}
        title={t("restore.ask")}
        thing={asked.tenant_id}
        note={<Text>{t("restore.means")}</Text>}
        act={t("restore.act")}
        typed={asked.tenant_id}
        danger
        onConfirm={async () => run.mutate(asked)}
      />
    </Page>
  );
}

function Files({ of: { files_done, files_total } }: { of: Restore }) {
  const t = useText("provider");
  return (
    <Stack gap={4}>
      <Progress value={files_total === 0 ? 0 : (files_done / files_total) * 100} aria-label={t("restore.running")} />
      <Text>{t("restore.files", { done: files_done, total: files_total })}</Text>
    </Stack>
  );
}

function Result({ of }: { of: Restore }) {
  const t = useText("provider");
  const rows = Object.values(of.rows).reduce((sum, count) => sum + count, 0);
  return (
    <Alert variant="outline" color="accent" title={t("restore.done")}>
      <Stack gap="sm">
        <Facts
          of={[
            [t("restore.rows"), formatCount(rows)],
            [t("restore.sales"), formatCount(of.sums.sales.count)],
            [t("restore.total"), <Money key="total" satang={of.sums.sales.total} />],
            [t("restore.exact"), t(of.exact ? "yes" : "restore.inexact")],
          ]}
        />
        <Names title={t("restore.left_out")} names={of.left_out} />
        <Names title={t("restore.defaulted")} names={of.defaulted} />
        <PageLink to={`/provider/parks/${of.tenant_id}`}>{t("restore.open")}</PageLink>
      </Stack>
    </Alert>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <Text fw={500}>{title}</Text>
      <List size="sm">
        {names.map((name) => (
          <List.Item key={name}>
            <code>{name}</code>
          </List.Item>
        ))}
      </List>
    </div>
  );
}
