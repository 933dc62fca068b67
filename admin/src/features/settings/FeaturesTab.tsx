/** Feature flags: which parts of the park's apps are on, and for which devices. */
import { Badge, Button, Group, NumberInput, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FeatureFlag, putSettingsFeatureFlagsFlag } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getSettingsFeatureFlagsOptions } from "#queries";
import { FlagConditions } from "./FlagConditions.tsx";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function FeaturesTab() {
  const t = useText("settings");
  const flags = useQuery(getSettingsFeatureFlagsOptions());
  const [editing, setEditing] = useState<FeatureFlag | "new" | null>(null);
  const add = (
    <Button size="xs" variant="default" onClick={() => setEditing("new")}>
      {t("flags.add")}
    </Button>
  );
  return (
    <Section title={t("tab.features")} aside={add}>
      <Loaded query={flags} rows={4}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState title={t("flags.none")} action={add} />
          ) : (
            data.map((flag) => <FlagRow key={flag.flag} flag={flag} onEdit={() => setEditing(flag)} />)
          )
        }
      </Loaded>
      {editing && <FlagDialog flag={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Section>
  );
}

function FlagRow({ flag, onEdit }: { flag: FeatureFlag; onEdit: () => void }) {
  const t = useText("settings");
  return (
    <Group justify="space-between" align="flex-start" py="sm" gap="md" wrap="nowrap" style={ROW}>
      <div style={{ minWidth: 0 }}>
        <Text fw={500} ff="monospace">
          {flag.flag}
        </Text>
        {flag.description && (
          <Text c="dimmed" fz="xs">
            {flag.description}
          </Text>
        )}
        <FlagConditions conditions={flag.conditions} />
      </div>
      <Group gap="xs" wrap="nowrap">
        <Badge variant="outline" color={flag.enabled ? "var(--frame-good)" : "var(--frame-dim)"}>
          {t(flag.enabled ? "flags.on" : "flags.off")}
        </Badge>
        <Button size="xs" variant="default" aria-label={t("change_of", { name: flag.flag })} onClick={onEdit}>
          {t("change")}
        </Button>
      </Group>
    </Group>
  );
}

const NAME = /^[a-z][a-z0-9_.]{0,63}$/;
const TYPES = ["POS", "GATE", "KIOSK", "ADMIN"];

function FlagDialog({ flag, onClose }: { flag: FeatureFlag | null; onClose: () => void }) {
  const t = useText("settings");
  const { stores } = useOffice();
  const act = useAct();
  const [name, setName] = useState(flag?.flag ?? "");
  const [enabled, setEnabled] = useState(flag?.enabled ?? true);
  const [description, setDescription] = useState(flag?.description ?? "");
  const [store_ids, setStores] = useState<readonly string[]>(flag?.conditions?.store_ids ?? []);
  const [device_types, setTypes] = useState<readonly string[]>(flag?.conditions?.device_types ?? []);
  const [percent, setPercent] = useState<number | "">((flag?.conditions?.percentage_bps ?? 10_000) / 100);
  const toggle = (values: readonly string[], one: string) =>
    values.includes(one) ? values.filter((other) => other !== one) : [...values, one];
  const conditions = {
    ...(store_ids.length > 0 && { store_ids: [...store_ids] }),
    ...(device_types.length > 0 && { device_types: [...device_types] }),
    ...(percent !== "" && percent < 100 && { percentage_bps: Math.round(percent * 100) }),
  };
  const save = () =>
    act(
      () =>
        putSettingsFeatureFlagsFlag({
          path: { flag: name },
          body: { enabled, description: description.trim() || null, conditions },
        }),
      t("saved", { name }),
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={flag?.flag ?? t("flags.add")}
      label={t("save")}
      ready={NAME.test(name) && percent !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          {flag === null && (
            <TextInput
              label={t("flags.name")}
              description={t("flags.name_help")}
              maxLength={64}
              required
              data-autofocus
              value={name}
              error={error("flag")}
              onChange={({ currentTarget }) => setName(currentTarget.value.toLowerCase())}
            />
          )}
          <Switch
            label={t("flags.enabled")}
            checked={enabled}
            onChange={({ currentTarget }) => setEnabled(currentTarget.checked)}
          />
          <Textarea
            label={t("flags.description")}
            maxLength={200}
            autosize
            value={description}
            error={error("description")}
            onChange={({ currentTarget }) => setDescription(currentTarget.value)}
          />
          {stores.length > 1 && (
            <Stack gap={4} component="fieldset" m={0} p={0} style={{ border: 0 }}>
              <Text component="legend" fw={500}>
                {t("flags.stores")}
              </Text>
              {stores.map((store) => (
                <Switch
                  key={store.store_id}
                  size="xs"
                  label={store.name}
                  checked={store_ids.includes(store.store_id)}
                  onChange={() => setStores(toggle(store_ids, store.store_id))}
                />
              ))}
            </Stack>
          )}
          <Stack gap={4} component="fieldset" m={0} p={0} style={{ border: 0 }}>
            <Text component="legend" fw={500}>
              {t("flags.types")}
            </Text>
            {TYPES.map((type) => (
              <Switch
                key={type}
                size="xs"
                label={t(`device.${type}`)}
                checked={device_types.includes(type)}
                onChange={() => setTypes(toggle(device_types, type))}
              />
            ))}
          </Stack>
          <NumberInput
            label={t("flags.share")}
            description={t("flags.share_help")}
            suffix="%"
            min={0}
            max={100}
            decimalScale={2}
            hideControls
            value={percent}
            error={error("conditions.percentage_bps")}
            onChange={(value) => setPercent(value === "" ? "" : Number(value))}
          />
        </>
      )}
    </FormDialog>
  );
}
