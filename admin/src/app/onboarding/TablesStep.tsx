/** The tables of a café; a park without one goes on. */
import { NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { postOnboardingOnboardingIdTables } from "#client";
import { useText } from "#kit/text.ts";
import { type StepProps, tablesOf } from "./progress.ts";
import { StepForm } from "./StepForm.tsx";

const MOST = 200;

export function TablesStep({ onboarding, auth, onDone, onBack }: StepProps) {
  const t = useText("onboarding");
  const saved = onboarding.tables?.tables ?? [];
  const [count, setCount] = useState<number | string>(saved.length);
  const [prefix, setPrefix] = useState(saved[0]?.label.replace(/\d+$/, "") ?? t("tables.prefix_default"));
  const tables = tablesOf(prefix.trim(), Math.min(MOST, Number(count)));
  const save = async () => {
    const { data } = await postOnboardingOnboardingIdTables({ ...auth, body: { tables } });
    onDone(data.data);
  };
  return (
    <StepForm ready label={t(tables.length > 0 ? "continue" : "tables.none")} onSave={save} onBack={onBack}>
      {(error) => (
        <>
          <Text>{t("tables.help")}</Text>
          <NumberInput
            label={t("tables.count")}
            allowDecimal={false}
            clampBehavior="strict"
            value={count}
            onChange={setCount}
            min={0}
            max={MOST}
            error={error("tables")}
            autoFocus
          />
          {tables.length > 0 && (
            <TextInput
              label={t("tables.prefix")}
              description={t("tables.names", { first: tables[0]?.label ?? "", last: tables.at(-1)?.label ?? "" })}
              maxLength={20}
              value={prefix}
              error={error("tables.0.label")}
              onChange={({ currentTarget }) => setPrefix(currentTarget.value)}
            />
          )}
        </>
      )}
    </StepForm>
  );
}
