/** The person's own account: PIN, second factor, open sessions and API tokens. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import {
  deleteEmployeesMeSessions,
  deleteEmployeesMeSessionsSessionId,
  putEmployeesMePin,
  type Session,
  type TotpState,
} from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { PinField } from "#kit/PinField.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getEmployeesMeSessionsOptions, getEmployeesMeTotpOptions } from "#queries";
import { Factor } from "./Factor.tsx";
import { OwnTokens } from "./OwnTokens.tsx";
import { proofOf } from "./proof.ts";
import { Sessions } from "./Sessions.tsx";
import { useRoleName } from "./words.ts";

export function AccountPage() {
  const t = useText("people");
  const { me, storeName } = useOffice();
  const roleName = useRoleName();
  const factor = useQuery(getEmployeesMeTotpOptions());
  const [changing, setChanging] = useState(false);
  return (
    <Page title={t("account.title")} subtitle={t("account.subtitle")}>
      <Section title={me.name}>
        <Facts
          of={[
            [t("email"), me.email],
            ...me.stores.map(({ store_id, roles }) => [storeName(store_id), roles.map(roleName).join(", ")] as const),
          ]}
        />
      </Section>
      <Section title={t("account.pin")}>
        <Group justify="space-between">
          <Text c="dimmed">{t("account.pin_help")}</Text>
          <Button variant="default" onClick={() => setChanging(true)}>
            {t("account.pin_act")}
          </Button>
        </Group>
      </Section>
      <Section title={t("factor.title")}>
        <Loaded query={factor} rows={2}>
          {({ data }) => <Factor state={data} />}
        </Loaded>
      </Section>
      <OwnSessions />
      <OwnTokens />
      {changing && <PinDialog factor={factor.data?.data} onClose={() => setChanging(false)} />}
    </Page>
  );
}

function PinDialog({ factor, onClose }: { factor: TotpState | undefined; onClose: () => void }) {
  const t = useText("people");
  const act = useAct();
  const [pin, setPin] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState("");
  const unlike = again !== "" && next !== again;
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("account.pin_act")}
      label={t("account.pin_act")}
      ready={pin !== "" && next.length >= 4 && next === again && (!factor?.enrolled || code !== "")}
      onSave={() =>
        act(() => putEmployeesMePin({ body: { pin, new_pin: next, ...proofOf(code) } }), t("account.pin_done"))
      }
    >
      {(error) => (
        <>
          <PinField
            label={t("account.pin_now")}
            autoComplete="current-password"
            required
            data-autofocus
            pin={pin}
            error={error("pin")}
            onPin={setPin}
          />
          <PinField
            label={t("account.pin_new")}
            description={t("account.pin_rule")}
            autoComplete="new-password"
            required
            pin={next}
            error={error("new_pin")}
            onPin={setNext}
          />
          <PinField
            label={t("account.pin_again")}
            autoComplete="new-password"
            required
            pin={again}
            error={unlike && t("account.pin_unlike")}
            onPin={setAgain}
          />
          {factor?.enrolled && (
            <TextInput
              label={t("factor.code")}
              description={t("factor.code_help")}
              autoComplete="one-time-code"
              required
              value={code}
              error={error("totp_code")}
              onChange={({ currentTarget }) => setCode(currentTarget.value.trim())}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

function OwnSessions() {
  const t = useText("people");
  const act = useAct();
  const sessions = useQuery(getEmployeesMeSessionsOptions());
  const [ending, setEnding] = useState<Session | null>(null);
  const [all, setAll] = useState(false);
  const others = (sessions.data?.data ?? []).filter(({ current }) => !current);
  return (
    <Section
      title={t("sessions.own")}
      aside={
        others.length > 0 && (
          <Button size="xs" variant="default" onClick={() => setAll(true)}>
            {t("sessions.end_others")}
          </Button>
        )
      }
    >
      <Loaded query={sessions} rows={3}>
        {({ data }) => <Sessions sessions={data} onEnd={setEnding} />}
      </Loaded>
      <ReasonDialog
        opened={ending !== null || all}
        onClose={() => {
          setEnding(null);
          setAll(false);
        }}
        title={t(all ? "sessions.end_others" : "sessions.end_one")}
        thing={t(all ? "sessions.end_others_means" : "sessions.end_one_means")}
        act={t(all ? "sessions.end_others" : "sessions.end_one")}
        danger
        onConfirm={() =>
          act(
            () =>
              ending === null
                ? deleteEmployeesMeSessions()
                : deleteEmployeesMeSessionsSessionId({ path: { session_id: ending.session_id } }),
            t("sessions.ended"),
          )
        }
      />
    </Section>
  );
}
