/** The rebuild of a park's reports from its records, begun by the provider. */
import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type Park, postProviderTenantsTenantIdReportsRebuild } from "#client";
import { useAct } from "#kit/act.ts";
import { formatCount } from "#kit/format.ts";
import { Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

export function Rebuild({ park: { tenant_id } }: { park: Park }) {
  const t = useText("provider");
  const act = useAct();
  const run = useMutation({
    mutationFn: () =>
      act(() => postProviderTenantsTenantIdReportsRebuild({ path: { tenant_id } }), t("rebuild.started")),
  });
  return (
    <Section
      title={t("rebuild")}
      aside={
        <Button variant="default" loading={run.isPending} onClick={() => run.mutate()}>
          {t("rebuild.act")}
        </Button>
      }
    >
      <Stack gap="sm">
        <Text c="dimmed">{t("rebuild.help")}</Text>
        {run.error && <ErrorState error={run.error} />}
        {run.data && (
          <Text role="status">{t(`rebuild.${run.data.status}`, { rows: formatCount(run.data.rows_done) })}</Text>
        )}
      </Stack>
    </Section>
  );
}
