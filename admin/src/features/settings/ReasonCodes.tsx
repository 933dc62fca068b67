/** Reasons that staff choose from: their names in both languages, and the acts for which they are offered. */
import { Badge, Button, Group, MultiSelect, Switch, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postApprovalsReasonCodes, putApprovalsReasonCodesReasonCode, type ReasonCode } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { getApprovalsReasonCodesOptions, getApprovalsRequirementsOptions } from "#queries";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function ReasonCodes() {
  const t = useText("settings");
  const language = useLanguage();
  const reasons = useQuery(getApprovalsReasonCodesOptions({ query: { active: "all" } }));
  const [editing, setEditing] = useState<ReasonCode | "new" | null>(null);
  const add = (
    <Button size="xs" variant="default" onClick={() => setEditing("new")}>
      {t("reasons.add")}
    </Button>
  );
  return (
    <Section title={t("reasons.title")} aside={add}>
      <Loaded query={reasons} rows={5}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState title={t("reasons.none")} action={add} />
          ) : (
            data.map((reason) => {
              const name = language === "th" ? reason.label_th : reason.label_en;
              return (
                <Group key={reason.reason_code} justify="space-between" gap="xs" py={6} wrap="nowrap" style={ROW}>
                  <div style={{ minWidth: 0 }}>
                    <Group gap="xs">
                      {name}
                      {!reason.active && (
                        <Badge variant="outline" color="var(--frame-dim)">
                          {t("inactive")}
                        </Badge>
                      )}
                    </Group>
                    <Text c="dimmed" fz="xs">
                      {reason.actions.map((action) => t(`action.${action}`)).join(", ")}
                    </Text>
                  </div>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={t("change_of", { name })}
                    onClick={() => setEditing(reason)}
                  >
                    {t("change")}
                  </Button>
                </Group>
              );
            })
          )
        }
      </Loaded>
      {editing && <ReasonCodeDialog reason={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

const CODE = /^[a-z][a-z0-9_]{0,49}$/;

function ReasonCodeDialog({ reason, onClose }: { reason: ReasonCode | null; onClose: () => void }) {
  const t = useText("settings");
  const act = useAct();
  const requirements = useQuery(getApprovalsRequirementsOptions());
  const [code, setCode] = useState(reason?.reason_code ?? "");
  const [label_en, setEn] = useState(reason?.label_en ?? "");
  const [label_th, setTh] = useState(reason?.label_th ?? "");
  const [actions, setActions] = useState<string[]>(reason?.actions ?? []);
  const [active, setActive] = useState(reason?.active ?? true);
  const body = { label_en: label_en.trim(), label_th: label_th.trim(), actions: actions as never };
  const save = () =>
    act(
      () =>
        reason
          ? putApprovalsReasonCodesReasonCode({ path: { reason_code: reason.reason_code }, body: { ...body, active } })
          : postApprovalsReasonCodes({ body: { reason_code: code, ...body } }),
      t("reasons.saved"),
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={reason?.reason_code ?? t("reasons.add")}
      label={t("save")}
      ready={CODE.test(code) && body.label_en !== "" && body.label_th !== "" && actions.length > 0}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name_th")}
            maxLength={100}
            required
            data-autofocus
            value={label_th}
            error={error("label_th")}
            onChange={({ currentTarget }) => setTh(currentTarget.value)}
          />
          <TextInput
            label={t("name_en")}
            maxLength={100}
            required
            value={label_en}
            error={error("label_en")}
            onChange={({ currentTarget }) => setEn(currentTarget.value)}
          />
          {reason === null && (
            <TextInput
              label={t("reasons.code")}
              description={t("reasons.code_help")}
              maxLength={50}
              required
              value={code}
              error={error("reason_code")}
              onChange={({ currentTarget }) =>
                setCode(currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_"))
              }
            />
          )}
          <MultiSelect
            label={t("reasons.actions")}
            required
            value={actions}
            error={error("actions")}
            onChange={setActions}
            data={(requirements.data?.data ?? []).map(({ action }) => ({
              value: action,
              label: t(`action.${action}`),
            }))}
          />
          {reason && (
            <Switch
              label={t("reasons.offered")}
              checked={active}
              onChange={({ currentTarget }) => setActive(currentTarget.checked)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
