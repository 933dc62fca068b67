/** A new PIN for the sole owner of a park, who lost theirs: it counts after 24 hours, and a login with the old one cancels it. */
import { Alert, Button, Text } from "@mantine/core";
import { useState } from "react";
import {
  type OwnerPinRequest,
  type Park,
  postProviderTenantsTenantIdOwnersEmployeeIdResetPin,
  type OwnerPin as Reset,
} from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { DateTime } from "#kit/Money.tsx";
import { NoteField } from "#kit/NoteField.tsx";
import { Once } from "#kit/Once.tsx";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

export function OwnerPin({ park }: { park: Park }) {
  const t = useText("provider");
  const act = useAct();
  const intend = useIntention<OwnerPinRequest>();
  const [asked, ask] = useState(false);
  const [reason, setReason] = useState("");
  const [reset, setReset] = useState<Reset | null>(null);
  const { tenant_id, owner_ids } = park;
  const [employee_id] = owner_ids;
  const sole = owner_ids.length === 1 && employee_id !== undefined;
  const save = async () => {
    if (!sole) return;
    const path = { tenant_id, employee_id };
    const send = () =>
      intend({ reason: reason.trim() }, (body, key) =>
        postProviderTenantsTenantIdOwnersEmployeeIdResetPin({ path, body, headers: { "Idempotency-Key": key } }),
      );
    setReset(await act(send, t("owner.done")));
    setReason("");
    ask(false);
  };
  return (
    <Section
      title={t("owner")}
      aside={
        sole && (
          <Button variant="default" onClick={() => ask(true)}>
            {t("owner.act")}
          </Button>
        )
      }
    >
      <Text c="dimmed">{t(sole ? "owner.help" : "owner.several", { count: owner_ids.length })}</Text>
      <FormDialog
        opened={asked}
        onClose={() => ask(false)}
        onSaved={() => undefined}
        title={t("owner.act")}
        label={t("owner.act")}
        danger
        ready={reason.trim() !== ""}
        onSave={save}
      >
        {(error) => (
          <>
            <Alert variant="outline" color="var(--frame-warn)">
              {t("owner.warning")}
            </Alert>
            <NoteField
              first
              label={t("owner.reason")}
              description={t("owner.reason_help")}
              max_length={500}
              value={reason}
              error={error("reason")}
              onChange={setReason}
            />
          </>
        )}
      </FormDialog>
      <Once
        secret={reset?.pin ?? null}
        title={t("owner.pin")}
        help={
          <>
            {t("owner.pin_help")} <DateTime at={reset?.in_force_at} />
          </>
        }
        onClose={() => setReset(null)}
      />
    </Section>
  );
}
