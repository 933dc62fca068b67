/** Changes one setting for the company or a store: its field by its schema, and the difference before it is saved. */
import { SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { putSettingsKeysKey, type SettingDefinition } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { useLanguage, useText } from "#kit/text.ts";
import { LastChange } from "./LastChange.tsx";
import { SecondFields, useSecond } from "./SecondPerson.tsx";
import { SettingField } from "./SettingField.tsx";
import { useSettingName, useValueText, type Value } from "./value.ts";

type Level = "tenant" | "store";

export function SettingDialog({ definition, onClose }: { definition: SettingDefinition; onClose: () => void }) {
  const t = useText("settings");
  const language = useLanguage();
  const { store_id, store } = useOffice();
  const settingName = useSettingName();
  const valueText = useValueText();
  const act = useAct();
  const second = useSecond();
  const { key, levels } = definition;
  const both = store_id !== undefined && levels.includes("store");
  const [level, setLevel] = useState<Level>(both ? "store" : "tenant");
  const before = level === "store" ? definition.value : (definition.tenant_value ?? definition.default);
  const [value, setValue] = useState<Value | null>(before);
  const changed = value !== null && value !== before;
  const send = () =>
    second.watch(() =>
      act(
        () =>
          putSettingsKeysKey({
            path: { key: key as never },
            body: { value: value ?? "", ...(level === "store" && store_id && { store_id }), ...second.body },
          }),
        t("saved", { name: settingName(key) }),
      ),
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={settingName(key)}
      label={t("save")}
      ready={changed && second.ready}
      onSave={send}
    >
      {(error) => (
        <>
          <Text c="dimmed">{language === "th" ? definition.description_th : definition.description_en}</Text>
          {both && (
            <SegmentedControl
              fullWidth
              aria-label={t("level.label")}
              value={level}
              onChange={(next) => {
                setLevel(next as Level);
                setValue(next === "store" ? definition.value : (definition.tenant_value ?? definition.default));
              }}
              data={[
                { value: "store", label: store?.name ?? t("level.store") },
                { value: "tenant", label: t("level.tenant") },
              ]}
            />
          )}
          <SettingField
            definition={definition}
            value={value}
            onChange={setValue}
            error={error("value")}
            label={t("value")}
          />
          {changed && (
            <Text role="status">
              {t("difference", { before: valueText(definition, before), after: valueText(definition, value) })}{" "}
              {level === "tenant" && levels.includes("store") && t("reaches")}
            </Text>
          )}
          <SecondFields second={second} />
          <LastChange setting={key} />
        </>
      )}
    </FormDialog>
  );
}
