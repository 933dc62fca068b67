/** A new park with its stores and its owner, whose first PIN is shown once. */
import { ActionIcon, Button, Group, Select, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { type ParkMade, type ParkRequest, postProviderTenants } from "#client";
import { useAct } from "#kit/act.ts";
import type { FieldErrors } from "#kit/draft.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useGo } from "#kit/Links.tsx";
import { Once } from "#kit/Once.tsx";
import { TimeZoneField } from "#kit/TimeZoneField.tsx";
import { useText } from "#kit/text.ts";

const MODES = ["live", "sandbox"] as const;
/** What the API takes. */
const MOST_STORES = 50;

const NEW = {
  name: "",
  legal_name: "",
  mode: "live" as (typeof MODES)[number],
  billing_plan: "standard",
  time_zone: "Asia/Bangkok",
  stores: [""],
  owner_name: "",
  email: "",
};
type Draft = typeof NEW;

function requestOf({ owner_name, email, ...draft }: Draft): ParkRequest {
  const { mode, time_zone } = draft;
  return {
    ...{ mode, time_zone },
    name: draft.name.trim(),
    legal_name: draft.legal_name.trim() || null,
    billing_plan: draft.billing_plan.trim(),
    stores: draft.stores.map((name) => ({ name: name.trim() })),
    owner: { name: owner_name.trim(), email: email.trim() },
  };
}

export function AddParkDialog({ onClose }: { onClose: () => void }) {
  const t = useText("provider");
  const act = useAct();
  const go = useGo();
  const intend = useIntention<ParkRequest>();
  const [draft, setDraft] = useState(NEW);
  const [made, setMade] = useState<ParkMade | null>(null);
  const asked = requestOf(draft);
  const ready = [asked.name, asked.billing_plan, asked.owner.name, asked.owner.email, ...draft.stores].every(
    (text) => text?.trim() !== "",
  );
  const save = async () =>
    setMade(
      await act(
        () => intend(asked, (body, key) => postProviderTenants({ body, headers: { "Idempotency-Key": key } })),
        t("added", { name: asked.name }),
      ),
    );
  return (
    <>
      <FormDialog
        opened={made === null}
        onClose={onClose}
        onSaved={() => undefined}
        title={t("add")}
        label={t("add")}
        ready={ready}
        onSave={save}
      >
        {(error) => <Fields draft={draft} change={(part) => setDraft({ ...draft, ...part })} error={error} />}
      </FormDialog>
      <Once
        secret={made?.owner.pin ?? null}
        title={t("first_pin")}
        help={
          <>
            <Text>{t("first_pin.help", { email: made?.owner.email ?? "" })}</Text>
            <Text c="dimmed">{t("first_pin.next")}</Text>
          </>
        }
        onClose={() => made && go(`/provider/parks/${made.tenant_id}`)}
      />
    </>
  );
}

interface FieldsProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  error: FieldErrors;
}

function Fields({ draft, change, error }: FieldsProps) {
  const t = useText("provider");
  return (
    <>
      <TextInput
        label={t("name")}
        required
        data-autofocus
        maxLength={200}
        value={draft.name}
        error={error("name")}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
      />
      <TextInput
        label={t("legal_name")}
        maxLength={200}
        value={draft.legal_name}
        error={error("legal_name")}
        onChange={({ currentTarget }) => change({ legal_name: currentTarget.value })}
      />
      <Group grow align="flex-start" gap="sm">
        <Select
          label={t("mode")}
          allowDeselect={false}
          value={draft.mode}
          error={error("mode")}
          onChange={(value) => change({ mode: MODES.find((mode) => mode === value) ?? draft.mode })}
          data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
        />
        <TextInput
          label={t("plan")}
          required
          maxLength={40}
          value={draft.billing_plan}
          error={error("billing_plan")}
          onChange={({ currentTarget }) => change({ billing_plan: currentTarget.value })}
        />
      </Group>
      <TimeZoneField
        label={t("time_zone")}
        value={draft.time_zone}
        error={error("time_zone")}
        onChange={(time_zone) => change({ time_zone })}
      />
      <Stores {...{ draft, change, error }} />
      <TextInput
        label={t("owner_name")}
        required
        maxLength={200}
        value={draft.owner_name}
        error={error("owner.name")}
        onChange={({ currentTarget }) => change({ owner_name: currentTarget.value })}
      />
      <TextInput
        label={t("owner_email")}
        description={t("owner_email_help")}
        type="email"
        required
        maxLength={254}
        value={draft.email}
        error={error("owner.email")}
        onChange={({ currentTarget }) => change({ email: currentTarget.value })}
      />
    </>
  );
}

function Stores({ draft: { stores }, change, error }: FieldsProps) {
  const t = useText("provider");
  const setAt = (place: number, name: string) =>
    change({ stores: stores.map((store, at) => (at === place ? name : store)) });
  return (
    <>
      {stores.map((store, at) => (
        // The places of the list are its only names.
        // biome-ignore lint/suspicious/noArrayIndexKey: a store has no id before it is made.
        <Group key={at} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t("store_at", { number: at + 1 })}
            required
            maxLength={200}
            value={store}
            error={error(`stores.${at}.name`)}
            onChange={({ currentTarget }) => setAt(at, currentTarget.value)}
          />
          {stores.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t("store_remove", { number: at + 1 })}
              onClick={() => change({ stores: stores.filter((_, place) => place !== at) })}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          disabled={stores.length >= MOST_STORES}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => change({ stores: [...stores, ""] })}
        >
          {t("store_add")}
        </Button>
      </Group>
    </>
  );
}
