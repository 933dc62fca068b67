/** Alert rules: an event of the park opens an alert, which the console or a webhook tells. */
import { Badge, Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AlertRule, type AlertRuleRequest, deleteAlertRulesRuleId, postAlertRules } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getAlertRulesOptions, getEventTypesOptions } from "#queries";

export function AlertRulesPage() {
  const t = useText("integrations");
  const { storeName } = useOffice();
  const { name } = useNames();
  const act = useAct();
  const rules = useQuery(getAlertRulesOptions());
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<AlertRule | null>(null);
  const add = <Button onClick={() => setAdding(true)}>{t("rules.add")}</Button>;
  return (
    <Page title={t("rules.title")} subtitle={t("rules.subtitle")} actions={add}>
      <Section flush>
        <Loaded query={rules} rows={4}>
          {({ data }) => (
            <DataTable<AlertRule>
              label={t("rules.title")}
              rows={data}
              rowId={({ rule_id }) => rule_id}
              empty={t("rules.empty")}
              emptyAction={add}
              columns={[
                { id: "event", header: t("deliveries.event"), card: "head", cell: ({ event }) => event },
                {
                  id: "severity",
                  header: t("rules.severity"),
                  card: "figure",
                  cell: ({ severity }) => (
                    <Badge variant="outline" color={SEVERITY[severity]}>
                      {t(`severity.${severity}`)}
                    </Badge>
                  ),
                },
                { id: "channel", header: t("rules.channel"), cell: ({ channel }) => t(`channel.${channel}`) },
                {
                  id: "store",
                  header: t("store"),
                  cell: ({ store_id }) => (store_id === null ? t("all_stores") : storeName(store_id)),
                },
                { id: "by", header: t("rules.by"), cell: ({ created_by }) => name(created_by) },
                {
                  id: "act",
                  header: t("rules.act"),
                  cell: (rule) => (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t("rules.delete_of", { event: rule.event })}
                      onClick={() => setLeaving(rule)}
                    >
                      {t("rules.delete")}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {adding && <RuleDialog onClose={() => setAdding(false)} />}
      <ReasonDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("rules.delete")}
        thing={t("rules.delete_means", { event: leaving?.event ?? "" })}
        act={t("rules.delete")}
        danger
        onConfirm={() =>
          act(() => deleteAlertRulesRuleId({ path: { rule_id: leaving?.rule_id ?? "" } }), t("rules.deleted"))
        }
      />
    </Page>
  );
}

const SEVERITIES = ["info", "warning", "critical"] as const;
const SEVERITY = { info: "var(--frame-dim)", warning: "var(--frame-warn)", critical: "var(--frame-bad)" };
const CHANNELS = ["live", "webhook"] as const;

function RuleDialog({ onClose }: { onClose: () => void }) {
  const t = useText("integrations");
  const { stores, store_id, can } = useOffice();
  const act = useAct();
  const intend = useIntention<AlertRuleRequest>();
  const catalogue = useQuery({ ...getEventTypesOptions(), enabled: can("webhook_manage"), staleTime: 300_000 });
  const [event, setEvent] = useState<string | null>(null);
  const [severity, setSeverity] = useState<(typeof SEVERITIES)[number]>("warning");
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>("live");
  const [at, setAt] = useState(store_id ?? "all");
  const body = { event: event ?? "", severity, channel, ...(at !== "all" && { store_id: at }) };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("rules.add")}
      label={t("save")}
      ready={event !== null}
      onSave={() =>
        act(
          () => intend(body, (asked, key) => postAlertRules({ body: asked, headers: { "Idempotency-Key": key } })),
          t("rules.saved"),
        )
      }
    >
      {(error) => (
        <>
          <Select
            label={t("deliveries.event")}
            searchable
            required
            value={event}
            error={error("event")}
            onChange={setEvent}
            data={(catalogue.data?.data ?? COMMON).map(({ type }) => type)}
          />
          <Select
            label={t("rules.severity")}
            allowDeselect={false}
            value={severity}
            onChange={(value) => setSeverity((value ?? severity) as typeof severity)}
            data={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
          />
          <Select
            label={t("rules.channel")}
            allowDeselect={false}
            value={channel}
            onChange={(value) => setChannel((value ?? channel) as typeof channel)}
            data={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
          />
          <Select
            label={t("store")}
            allowDeselect={false}
            value={at}
            error={error("store_id")}
            onChange={(value) => setAt(value ?? "all")}
            data={[
              { value: "all", label: t("all_stores") },
              ...stores.map((store) => ({ value: store.store_id, label: store.name })),
            ]}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Events for a person who may not read the catalogue. */
const COMMON = ["refund.created", "reprint.created", "sale.voided", "sale.flagged", "ticket.conflict"].map((type) => ({
  type,
}));
