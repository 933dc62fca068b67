/** Help and support: the park's state as one file, the sandbox's clock, and the provider's word on the system. */
import { Button, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { getOutletsTenantIdSupportBundleZip } from "#client";
import { saveFile } from "#kit/Csv.tsx";
import { PageLink } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useStepUp } from "#kit/StepUp.tsx";
import { useText } from "#kit/text.ts";
import { getTenantOptions } from "#queries";
import { SystemState } from "./SystemState.tsx";

export function SupportPage() {
  const t = useText("support");
  const { can } = useOffice();
  const tenant = useQuery(getTenantOptions());
  const park = tenant.data?.data;
  return (
    <Page title={t("title")}>
      {tenant.error && <ErrorState error={tenant.error} retry={() => void tenant.refetch()} />}
      {park && can("settings_write") && <Bundle tenant_id={park.tenant_id} />}
      {park?.mode === "sandbox" && can("settings_write") && (
        <Section title={t("clock.title")}>
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{t("clock.help")}</Text>
            <PageLink to="/support/clock">{t("clock.open")}</PageLink>
          </Stack>
        </Section>
      )}
      {can("provider") && <SystemState />}
    </Page>
  );
}

function Bundle({ tenant_id }: { tenant_id: string }) {
  const t = useText("support");
  const proven = useStepUp();
  const load = useMutation({
    mutationFn: async () => {
      const send = () => getOutletsTenantIdSupportBundleZip({ path: { tenant_id }, parseAs: "blob" });
      const { data } = await proven(send);
      saveFile(data as Blob, `playpark-support-${new Date().toISOString().slice(0, 10)}.zip`);
    },
  });
  return (
    <Section title={t("bundle.title")}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t("bundle.help")}</Text>
        <Text size="sm" c="dimmed">
          {t("bundle.without")}
        </Text>
        <Button
          leftSection={<IconDownload size={16} stroke={1.6} aria-hidden />}
          loading={load.isPending}
          onClick={() => load.mutate()}
        >
          {t("bundle.load")}
        </Button>
        {load.error && <ErrorState error={load.error} />}
      </Stack>
    </Section>
  );
}
