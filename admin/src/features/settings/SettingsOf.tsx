/** The settings of one tab: name, meaning, the value in force with its source, and the acts to change and reset it. */
import { Badge, Box, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SettingDefinition } from "#client";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { getSettingsKeysOptions } from "#queries";
import { ResetDialog } from "./ResetDialog.tsx";
import { SettingDialog } from "./SettingDialog.tsx";
import { type Tab, tabOf } from "./tabs.ts";
import { useSettingName, useValueText } from "./value.ts";

const ROW = { borderBottom: "1px solid var(--frame-border)" };

export function SettingsOf({ tab }: { tab: Tab }) {
  const t = useText("settings");
  const { store_id } = useOffice();
  const query = useQuery(getSettingsKeysOptions({ query: { ...(store_id && { store_id }) } }));
  const [changing, setChanging] = useState<SettingDefinition | null>(null);
  const [resetting, setResetting] = useState<SettingDefinition | null>(null);
  return (
    <Section title={t(`tab.${tab}`)}>
      <Loaded query={query} rows={6}>
        {({ data }) => {
          const own = data.filter(({ key }) => tabOf(key) === tab);
          if (own.length === 0) return <EmptyState title={t("none")} />;
          return own.map((definition) => (
            <SettingRow
              key={definition.key}
              definition={definition}
              onChange={() => setChanging(definition)}
              onReset={() => setResetting(definition)}
            />
          ));
        }}
      </Loaded>
      {changing && <SettingDialog definition={changing} onClose={() => setChanging(null)} />}
      {resetting && <ResetDialog definition={resetting} onClose={() => setResetting(null)} />}
    </Section>
  );
}

interface SettingRowProps {
  definition: SettingDefinition;
  onChange: () => void;
  onReset: () => void;
}

function SettingRow({ definition, onChange, onReset }: SettingRowProps) {
  const t = useText("settings");
  const language = useLanguage();
  const { store_id } = useOffice();
  const settingName = useSettingName();
  const valueText = useValueText();
  const { key, value, source, pending, levels, tenant_value, store_value } = definition;
  const name = settingName(key);
  const level = store_id !== undefined && levels.includes("store") ? "store" : "tenant";
  const own = level === "store" ? store_value : tenant_value;
  // A waiting value of the level can be taken back before it is in force.
  const can_reset = own !== null || pending.some((next) => next.level === level);
  return (
    <Group justify="space-between" align="flex-start" gap="md" py="sm" style={ROW} wrap="nowrap">
      <Box style={{ minWidth: 0, flex: 1 }}>
        <Text fw={500}>{name}</Text>
        <Text c="dimmed" fz="xs">
          {language === "th" ? definition.description_th : definition.description_en}
        </Text>
        <Text c="dimmed" fz="xs" component="div">
          {t("default", { value: valueText(definition, definition.default) })}
          {tenant_value !== null && ` · ${t("of_tenant", { value: valueText(definition, tenant_value) })}`}
          {store_value !== null && ` · ${t("of_store", { value: valueText(definition, store_value) })}`}
          {!levels.includes("store") && ` · ${t("company_wide")}`}
        </Text>
        {pending.map((next) => (
          <Text key={next.level} fz="xs" c="var(--frame-warn)" component="div">
            {t("pending", { value: valueText(definition, next.value) })} <DateTime at={next.from} />
          </Text>
        ))}
      </Box>
      <Stack gap={4} align="flex-end" style={{ flexShrink: 0, maxWidth: "45%" }}>
        <Group gap="xs" justify="flex-end">
          <Text fw={600} ta="right">
            {valueText(definition, value)}
          </Text>
          <Badge variant="outline" color={source === "default" ? "var(--frame-dim)" : "var(--frame-accent)"}>
            {t(`source.${source}`)}
          </Badge>
        </Group>
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" aria-label={t("change_of", { name })} onClick={onChange}>
            {t("change")}
          </Button>
          {can_reset && (
            <Button size="xs" variant="default" aria-label={t("reset_of", { name })} onClick={onReset}>
              {t("reset")}
            </Button>
          )}
        </Group>
      </Stack>
    </Group>
  );
}
