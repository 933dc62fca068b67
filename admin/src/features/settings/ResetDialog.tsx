/** Resets a setting of the company or a store to the inherited value. */
import { Text } from "@mantine/core";
import { deleteSettingsKeysKey, type SettingDefinition } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { SecondFields, useSecond } from "./SecondPerson.tsx";
import { useSettingName, useValueText } from "./value.ts";

export function ResetDialog({ definition, onClose }: { definition: SettingDefinition; onClose: () => void }) {
  const t = useText("settings");
  const { store_id, store } = useOffice();
  const settingName = useSettingName();
  const valueText = useValueText();
  const act = useAct();
  const second = useSecond();
  const { key, levels, store_value, tenant_value } = definition;
  const at_store = store_id !== undefined && levels.includes("store");
  const before = at_store ? store_value : tenant_value;
  const after = at_store ? (tenant_value ?? definition.default) : definition.default;
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("reset_of", { name: settingName(key) })}
      label={t("reset")}
      ready={second.ready}
      onSave={() =>
        second.watch(() =>
          act(
            () =>
              deleteSettingsKeysKey({
                path: { key: key as never },
                query: { ...(at_store && { store_id }) },
                body: second.body,
              }),
            t("was_reset", { name: settingName(key) }),
          ),
        )
      }
    >
      {() => (
        <>
          <Text>{at_store ? t("level.at", { store: store?.name ?? "" }) : t("level.all")}</Text>
          <Text role="status">
            {t("difference", { before: valueText(definition, before), after: valueText(definition, after) })}
          </Text>
          <SecondFields second={second} />
        </>
      )}
    </FormDialog>
  );
}
