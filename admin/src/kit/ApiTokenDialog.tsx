/** Makes an API token: its name, what it may do, where, and until when. The token is shown once. */
import { Checkbox, Group, MultiSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { type ApiTokenRequest, postEmployeesMeTokens, postTokens } from "#client";
import { useAct } from "./act.ts";
import { FormDialog } from "./FormDialog.tsx";
import { useIntention } from "./intention.ts";
import { Once } from "./Once.tsx";
import { useOffice } from "./office.ts";
import { useText } from "./text.ts";

type Scope = ApiTokenRequest["permissions"][number];

const BLOCKS: readonly { name: "see" | "change"; scopes: readonly Scope[] }[] = [
  { name: "see", scopes: ["sales_read", "reports_view", "guests_read", "audit_view"] },
  { name: "change", scopes: ["guests_write", "catalog_write", "webhook_manage"] },
];
/** Everything that a token may do. */
export const SCOPES = BLOCKS.flatMap(({ scopes }) => scopes);
const MOST_DAYS = 365;

/** `own`: it acts as the person; else it belongs to the company. */
export function ApiTokenDialog({ own, onClose }: { own: boolean; onClose: () => void }) {
  const t = useText("kit");
  const act = useAct();
  const intend = useIntention<ApiTokenRequest>();
  const { stores, store_id, me } = useOffice();
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<Scope[]>([]);
  const [store_ids, setStores] = useState<string[]>(store_id ? [store_id] : stores.map((store) => store.store_id));
  const [days, setDays] = useState<number | string>(MOST_DAYS);
  const [secret, setSecret] = useState<string | null>(null);
  const holds = (scope: Scope) =>
    store_ids.every((at) => me.stores.some((held) => held.store_id === at && held.permissions.includes(scope)));
  const given = permissions.filter(holds);
  const body = { name: name.trim(), permissions: given, store_ids, expires_in_days: Number(days) };
  const send = own ? postEmployeesMeTokens : postTokens;
  const save = async () => {
    const made = await act(
      () => intend(body, (asked, key) => send({ body: asked, headers: { "Idempotency-Key": key } })),
      t("token.made"),
    );
    setSecret(made.secret);
  };
  if (secret !== null) return <Once secret={secret} onClose={onClose} title={body.name} help={t("token.once")} />;
  return (
    <FormDialog
      opened
      onClose={onClose}
      onSaved={() => undefined}
      title={t("token.add")}
      label={t("token.add")}
      ready={body.name !== "" && given.length > 0 && store_ids.length > 0 && Number(days) >= 1}
      onSave={save}
    >
      {(error) => (
        <>
          <Text c="dimmed">{t(own ? "token.own_means" : "token.company_means")}</Text>
          <TextInput
            label={t("token.name")}
            description={t("token.name_help")}
            maxLength={80}
            required
            data-autofocus
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <MultiSelect
            label={t("token.stores")}
            required
            value={store_ids}
            error={error("store_ids")}
            onChange={setStores}
            data={stores.map((store) => ({ value: store.store_id, label: store.name }))}
          />
          <Checkbox.Group
            label={t("token.scopes")}
            description={t("token.scopes_help")}
            required
            value={given}
            error={error("permissions")}
            onChange={(chosen) => setPermissions(chosen as Scope[])}
          >
            {BLOCKS.map((block) => (
              <Stack key={block.name} gap={6} mt="xs" role="group" aria-label={t(`token.block.${block.name}`)}>
                <Text fw={500}>{t(`token.block.${block.name}`)}</Text>
                <Group gap="md">
                  {block.scopes.map((scope) => (
                    <Checkbox key={scope} value={scope} label={t(`token.scope.${scope}`)} disabled={!holds(scope)} />
                  ))}
                </Group>
              </Stack>
            ))}
          </Checkbox.Group>
          <NumberInput
            label={t("token.days")}
            description={t("token.days_help", { most: MOST_DAYS })}
            min={1}
            max={MOST_DAYS}
            allowDecimal={false}
            value={days}
            error={error("expires_in_days")}
            onChange={setDays}
          />
        </>
      )}
    </FormDialog>
  );
}
