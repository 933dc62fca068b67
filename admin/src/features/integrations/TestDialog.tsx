/** Sends an event's example to an endpoint, or to an address before it is one, and shows the answer with its latency. */
import { Alert, Button, Code, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postWebhooksTest, postWebhooksWebhookIdTest } from "#client";
import { Dialog } from "#kit/Dialogs.tsx";
import { fieldErrors } from "#kit/draft.ts";
import { Facts } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getEventTypesOptions } from "#queries";

/** `webhook_id`: null for an address that the person enters. */
export function TestDialog({ webhook_id, onClose }: { webhook_id: string | null; onClose: () => void }) {
  const t = useText("integrations");
  const catalogue = useQuery({ ...getEventTypesOptions(), staleTime: 300_000 });
  const [type, setType] = useState<string | null>(null);
  const [url, setUrl] = useState("");
  const test = useMutation({
    mutationFn: async () => {
      const named = type ? { type } : {};
      if (webhook_id === null) return (await postWebhooksTest({ body: { url: url.trim(), ...named } })).data.data;
      return (await postWebhooksWebhookIdTest({ path: { webhook_id }, body: named })).data.data;
    },
  });
  const answer = test.data;
  const error = fieldErrors(test.error);
  return (
    <Dialog opened onClose={onClose} title={t("test.act")}>
      <Stack gap="sm">
        {webhook_id === null && (
          <TextInput
            label={t("hooks.url")}
            description={t("hooks.url_help")}
            type="url"
            maxLength={2048}
            required
            data-autofocus
            value={url}
            error={error("url")}
            onChange={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        )}
        <Select
          label={t("test.event")}
          placeholder={t(webhook_id === null ? "test.sale" : "test.first")}
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
          <Button
            loading={test.isPending}
            disabled={webhook_id === null && url.trim() === ""}
            onClick={() => test.mutate()}
          >
            {t("test.send")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
