/** Sends an event's example to an endpoint, and shows the answer with its latency. */
import { Alert, Button, Code, Group, Select, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postWebhooksWebhookIdTest } from "#client";
import { Dialog } from "#kit/Dialogs.tsx";
import { Facts } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getEventTypesOptions } from "#queries";

export function TestDialog({ webhook_id, onClose }: { webhook_id: string; onClose: () => void }) {
  const t = useText("integrations");
  const catalogue = useQuery({ ...getEventTypesOptions(), staleTime: 300_000 });
  const [type, setType] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: async () => {
      const { data } = await postWebhooksWebhookIdTest({ path: { webhook_id }, body: type ? { type } : {} });
      return data.data;
    },
  });
  const answer = test.data;
  return (
    <Dialog opened onClose={onClose} title={t("test.act")}>
      <Stack gap="sm">
        <Select
          label={t("test.event")}
          placeholder={t("test.first")}
          searchable
          clearable
          value={type}
          onChange={setType}
          data={(catalogue.data?.data ?? []).map((each) => each.type)}
        />
        <div aria-live="polite">
          {answer && (
            <Stack gap="xs">
              <Alert variant="outline" color={answer.succeeded ? "var(--frame-good)" : "var(--frame-bad)"}>
                {t(answer.succeeded ? "test.good" : "test.bad")}
              </Alert>
              <Facts
                of={[
                  [t("test.status"), answer.response_status ?? "—"],
                  [t("test.latency"), answer.latency_ms === null ? "—" : t("ms", { count: answer.latency_ms })],
                  ...(answer.error ? [[t("test.error"), answer.error] as const] : []),
                ]}
              />
              {answer.excerpt && (
                <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                  {answer.excerpt}
                </Code>
              )}
            </Stack>
          )}
        </div>
        {test.error && <ErrorState error={test.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("close")}
          </Button>
          <Button loading={test.isPending} onClick={() => test.mutate()}>
            {t("test.send")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
