/** Adds an endpoint, whose secret is shown once, or changes one. */
import { Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { postWebhooks, putWebhooksWebhookId, type Webhook, type WebhookRequest } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { Once } from "#kit/Once.tsx";
import { useText } from "#kit/text.ts";
import { EventPicker } from "./EventPicker.tsx";

export function WebhookDialog({ webhook, onClose }: { webhook: Webhook | null; onClose: () => void }) {
  const t = useText("integrations");
  const act = useAct();
  const intend = useIntention<WebhookRequest>();
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [events, setEvents] = useState<string[]>(webhook?.events ?? []);
  const [description, setDescription] = useState(webhook?.description ?? "");
  const [enabled, setEnabled] = useState(webhook?.status !== "disabled");
  const [secret, setSecret] = useState<string | null>(null);
  const body = { url: url.trim(), events, description: description.trim() || null };
  const save = async () => {
    if (webhook) {
      const path = { webhook_id: webhook.webhook_id };
      const status = enabled ? ("enabled" as const) : ("disabled" as const);
      await act(() => putWebhooksWebhookId({ path, body: { ...body, status } }), t("hooks.saved"));
      return;
    }
    const made = await act(
      () => intend(body, (asked, key) => postWebhooks({ body: asked, headers: { "Idempotency-Key": key } })),
      t("hooks.saved"),
    );
    setSecret(made.secret);
  };
  if (secret !== null)
    return <Once secret={secret} onClose={onClose} title={t("hooks.secret")} help={t("hooks.secret_help")} />;
  return (
    <FormDialog
      opened
      onClose={onClose}
      {...(webhook === null && { onSaved: () => undefined })}
      title={t(webhook ? "hooks.change" : "hooks.add")}
      label={t("save")}
      ready={body.url !== "" && events.length > 0}
      onSave={save}
    >
      {(error) => (
        <>
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
          <EventPicker events={events} onChange={setEvents} error={error("events")} />
          <TextInput
            label={t("hooks.description")}
            maxLength={200}
            value={description}
            error={error("description")}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
          />
          {webhook && (
            <Switch
              label={t("hooks.enabled")}
              description={t("hooks.enabled_help")}
              checked={enabled}
              onChange={({ currentTarget }) => setEnabled(currentTarget.checked)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
