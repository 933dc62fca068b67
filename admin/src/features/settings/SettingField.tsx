/** The field of a setting's value, by its schema: a switch, a choice, a sum in baht, a number or a line of text. */
import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { SettingDefinition } from "#client";
import { useText } from "#kit/text.ts";
import { formOf, useValueText, type Value } from "./value.ts";

interface SettingFieldProps {
  definition: SettingDefinition;
  /** Null while the field is empty. */
  value: Value | null;
  onChange: (value: Value | null) => void;
  label: string;
  error: string | undefined;
}

export function SettingField({ definition, value, onChange, label, error }: SettingFieldProps) {
  const t = useText("settings");
  const valueText = useValueText();
  const form = formOf(definition);
  switch (form.kind) {
    case "yes_no":
      return (
        <Switch
          label={t(value ? "yes" : "no")}
          aria-label={label}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <Select
          label={label}
          error={error}
          allowDeselect={false}
          value={String(value)}
          onChange={(chosen) => onChange(form.choices.find((choice) => String(choice) === chosen) ?? null)}
          data={form.choices.map((choice) => ({ value: String(choice), label: valueText(definition, choice) }))}
        />
      );
    case "text":
      return (
        <TextInput
          label={label}
          error={error}
          maxLength={form.max_length}
          value={String(value ?? "")}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    default: {
      const baht = form.kind === "baht";
      const size = baht ? 100 : 1;
      return (
        <NumberInput
          label={label}
          error={error}
          description={t("between", {
            from: valueText(definition, form.minimum),
            to: valueText(definition, form.maximum),
          })}
          {...(baht && { prefix: "฿", decimalScale: 2 })}
          {...(!baht && { allowDecimal: false })}
          thousandSeparator=","
          min={form.minimum / size}
          max={form.maximum / size}
          clampBehavior="none"
          hideControls
          value={value === null ? "" : Number(value) / size}
          onChange={(typed) => onChange(typed === "" ? null : Math.round(Number(typed) * size))}
        />
      );
    }
  }
}
