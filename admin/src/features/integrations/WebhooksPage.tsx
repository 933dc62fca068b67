/** Webhooks: the endpoints that get events, and their state. */
import { Badge, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Webhook } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getWebhooksOptions } from "#queries";
import { TestDialog } from "./TestDialog.tsx";
import { WebhookDialog } from "./WebhookDialog.tsx";

export function WebhooksPage() {
  const t = useText("integrations");
  const go = useGo();
  const hooks = useQuery(getWebhooksOptions());
  const [{ add, try: trying }, set] = useFilters(["add", "try"]);
  const addButton = <Button onClick={() => set({ add: "yes" })}>{t("hooks.add")}</Button>;
  return (
    <Page
      title={t("hooks.title")}
      subtitle={<PageLink to="/dead-letters">{t("dead.title")}</PageLink>}
      actions={
        <>
          <Button variant="default" onClick={() => set({ try: "yes" })}>
            {t("test.any")}
          </Button>
          {addButton}
        </>
      }
    >
      <Section flush>
        <Loaded query={hooks} rows={4}>
          {({ data }) => (
            <DataTable<Webhook>
              label={t("hooks.title")}
              rows={data}
              rowId={({ webhook_id }) => webhook_id}
              empty={t("hooks.empty")}
              emptyAction={addButton}
              onOpen={({ webhook_id }) => go(`/webhooks/${webhook_id}`)}
              columns={[
                { id: "url", header: t("hooks.url"), card: "head", cell: ({ url }) => url },
                { id: "events", header: t("hooks.events"), cell: ({ events }) => events.join(", ") },
                { id: "about", header: t("hooks.description"), cell: ({ description }) => description ?? "—" },
                { id: "made", header: t("hooks.made"), cell: ({ created_at }) => <DateTime at={created_at} /> },
                {
                  id: "status",
                  header: t("state"),
                  card: "figure",
                  cell: (webhook) => <WebhookStatus webhook={webhook} />,
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {trying !== undefined && <TestDialog webhook_id={null} onClose={() => set({ try: undefined })} />}
      {add !== undefined && <WebhookDialog webhook={null} onClose={() => set({ add: undefined })} />}
    </Page>
  );
}

function WebhookStatus({ webhook: { status, disabled_reason } }: { webhook: Webhook }) {
  const t = useText("integrations");
  return (
    <>
      <Badge variant="outline" color={status === "enabled" ? "var(--frame-good)" : "var(--frame-warn)"}>
        {t(status === "enabled" ? "on" : "off")}
      </Badge>
      {disabled_reason && (
        <Text fz="xs" c="dimmed">
          {t(`disabled.${disabled_reason}`)}
        </Text>
      )}
    </>
  );
}
