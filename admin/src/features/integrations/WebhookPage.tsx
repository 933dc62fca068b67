/** One endpoint: its state and breaker, its test and new secret, and its deliveries with attempts. */
import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import {
  type Delivery,
  deleteWebhooksWebhookId,
  type GetWebhooksWebhookIdDeliveriesData,
  postWebhooksWebhookIdReplay,
  postWebhooksWebhookIdRotateSecret,
  type WebhookState,
} from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { Once } from "#kit/Once.tsx";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getWebhooksWebhookIdDeliveriesOptions, getWebhooksWebhookIdOptions } from "#queries";
import { DeliveryView, useDeliveryColumns } from "./Deliveries.tsx";
import { TestDialog } from "./TestDialog.tsx";
import { WebhookDialog } from "./WebhookDialog.tsx";

type Status = NonNullable<GetWebhooksWebhookIdDeliveriesData["query"]>["status"];
const STATUSES = ["pending", "delivered", "dead", "discarded"] as const;

export function WebhookPage() {
  const t = useText("integrations");
  const { webhook_id } = useParams({ strict: false }) as { webhook_id: string };
  const hook = useQuery(getWebhooksWebhookIdOptions({ path: { webhook_id } }));
  const [{ status }] = useFilters(["status"]);
  const columns = useDeliveryColumns();
  return (
    <Page title={t("hooks.one")} subtitle={<PageLink to="/webhooks">{t("hooks.back")}</PageLink>}>
      <Loaded query={hook} rows={6}>
        {({ data }) => <Head hook={data} />}
      </Loaded>
      <Section title={t("deliveries.title")} flush>
        <DataTable<Delivery>
          label={t("deliveries.title")}
          columns={columns}
          rowId={({ delivery_id }) => delivery_id}
          list={({ limit, cursor }) =>
            getWebhooksWebhookIdDeliveriesOptions({
              path: { webhook_id },
              query: { limit, ...(cursor && { cursor }), ...(status && { status: status as Status }) },
            })
          }
          empty={t("deliveries.empty")}
          filters={
            <ChoiceFilter
              name="status"
              label={t("state")}
              options={STATUSES.map((value) => ({ value, label: t(`delivery.${value}`) }))}
            />
          }
          drawer={{
            title: (_, row) => row?.type ?? t("deliveries.one"),
            body: (delivery_id) => <DeliveryView delivery_id={delivery_id} />,
          }}
        />
      </Section>
    </Page>
  );
}

type Asking = "change" | "test" | "rotate" | "replay" | "delete";
const DAY_MS = 86_400_000;

function Head({ hook }: { hook: WebhookState }) {
  const t = useText("integrations");
  const go = useGo();
  const act = useAct();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const path = { webhook_id: hook.webhook_id };
  const close = () => setAsking(null);
  const button = (what: Asking, label: string) => (
    <Button variant="default" onClick={() => setAsking(what)}>
      {label}
    </Button>
  );
  return (
    <Section title={hook.url}>
      <Stack gap="md">
        <Facts
          of={[
            [t("state"), t(hook.status === "enabled" ? "on" : "off")],
            [t("hooks.breaker"), t(`breaker.${hook.breaker}`)],
            [t("hooks.failures"), <Count key="failures" value={hook.failures} />],
            ...(hook.failing_since
              ? [[t("hooks.failing_since"), <DateTime key="since" at={hook.failing_since} />] as const]
              : []),
            ...(hook.open_until
              ? [[t("hooks.open_until"), <DateTime key="open" at={hook.open_until} />] as const]
              : []),
            ...(hook.previous_until
              ? [[t("hooks.previous_until"), <DateTime key="old" at={hook.previous_until} />] as const]
              : []),
            [t("hooks.events"), hook.events.join(", ")],
            [t("hooks.description"), hook.description ?? "—"],
          ]}
        />
        <Group gap="xs">
          <Button onClick={() => setAsking("test")}>{t("test.act")}</Button>
          {button("change", t("hooks.change"))}
          {button("rotate", t("hooks.rotate"))}
          {button("replay", t("hooks.replay"))}
          {button("delete", t("hooks.delete"))}
        </Group>
      </Stack>
      {asking === "change" && <WebhookDialog webhook={hook} onClose={close} />}
      {asking === "test" && <TestDialog webhook_id={hook.webhook_id} onClose={close} />}
      <ReasonDialog
        opened={asking === "rotate"}
        onClose={close}
        title={t("hooks.rotate")}
        thing={t("hooks.rotate_means")}
        act={t("hooks.rotate")}
        onConfirm={async () => {
          const made = await act(() => postWebhooksWebhookIdRotateSecret({ path, body: {} }), t("hooks.rotated"));
          setSecret(made.secret);
        }}
      />
      <ReasonDialog
        opened={asking === "replay"}
        onClose={close}
        title={t("hooks.replay")}
        thing={t("hooks.replay_means")}
        act={t("hooks.replay")}
        onConfirm={() => {
          const from = new Date(Date.now() - DAY_MS).toISOString();
          return act(() => postWebhooksWebhookIdReplay({ path, body: { from } }), t("hooks.replayed"));
        }}
      />
      <ReasonDialog
        opened={asking === "delete"}
        onClose={close}
        title={t("hooks.delete")}
        thing={t("hooks.delete_means", { url: hook.url })}
        act={t("hooks.delete")}
        typed={new URL(hook.url).hostname}
        danger
        onConfirm={async () => {
          await act(() => deleteWebhooksWebhookId({ path }), t("hooks.deleted"));
          go("/webhooks");
        }}
      />
      <Once secret={secret} onClose={() => setSecret(null)} title={t("hooks.secret")} help={t("hooks.secret_help")} />
    </Section>
  );
}
