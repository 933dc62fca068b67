/** Dead letters: deliveries that no attempt got through, to start again or discard. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Delivery, postDlqReplay } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getDlqOptions, getWebhooksOptions } from "#queries";
import { DeliveryView, useDeliveryColumns } from "./Deliveries.tsx";

export function DeadLettersPage() {
  const t = useText("integrations");
  const act = useAct();
  const hooks = useQuery(getWebhooksOptions());
  const [{ webhook_id }] = useFilters(["webhook_id"]);
  const [replaying, setReplaying] = useState(false);
  const columns = useDeliveryColumns();
  const chosen = hooks.data?.data.find((hook) => hook.webhook_id === webhook_id);
  return (
    <Page
      title={t("dead.title")}
      subtitle={<PageLink to="/webhooks">{t("hooks.title")}</PageLink>}
      actions={chosen && <Button onClick={() => setReplaying(true)}>{t("dead.replay")}</Button>}
    >
      <Section flush>
        <DataTable<Delivery>
          label={t("dead.title")}
          columns={columns}
          rowId={({ delivery_id }) => delivery_id}
          list={({ limit, cursor }) =>
            getDlqOptions({ query: { limit, ...(cursor && { cursor }), ...(webhook_id && { webhook_id }) } })
          }
          empty={t("dead.empty")}
          filters={
            <ChoiceFilter
              name="webhook_id"
              label={t("hooks.one")}
              options={(hooks.data?.data ?? []).map((hook) => ({ value: hook.webhook_id, label: hook.url }))}
            />
          }
          drawer={{
            title: (_, row) => row?.type ?? t("deliveries.one"),
            body: (delivery_id) => <DeliveryView delivery_id={delivery_id} />,
          }}
        />
      </Section>
      <ReasonDialog
        opened={replaying}
        onClose={() => setReplaying(false)}
        title={t("dead.replay")}
        thing={t("dead.replay_means", { url: chosen?.url ?? "" })}
        act={t("dead.replay")}
        onConfirm={() => act(() => postDlqReplay({ body: { webhook_id: webhook_id ?? "" } }), t("dead.requeued"))}
      />
    </Page>
  );
}
