/** The tax: whether the seller is registered for VAT, and how prices hold it. */
import { Radio, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { type OnboardingTaxRequest, postOnboardingOnboardingIdTax } from "#client";
import { useText } from "#kit/text.ts";
import { digitsOf, type StepProps } from "./progress.ts";
import { StepForm } from "./StepForm.tsx";

const MODES = ["inclusive", "exclusive"] as const;

export function TaxStep({ onboarding, auth, onDone, onBack }: StepProps) {
  const t = useText("onboarding");
  const saved = onboarding.tax;
  const [registered, setRegistered] = useState(saved?.vat_registered ?? true);
  const [tax_id, setTaxId] = useState(saved?.tax_id ?? "");
  const [branch_code, setBranch] = useState(saved?.branch_code ?? "00000");
  const [mode, setMode] = useState(saved?.mode ?? "inclusive");
  const save = async () => {
    const body: OnboardingTaxRequest = registered
      ? { vat_registered: true, tax_id: digitsOf(tax_id), branch_code: digitsOf(branch_code), mode }
      : { vat_registered: false };
    const { data } = await postOnboardingOnboardingIdTax({ ...auth, body });
    onDone(data.data);
  };
  return (
    <StepForm
      ready={!registered || (digitsOf(tax_id) !== "" && digitsOf(branch_code) !== "")}
      label={t("continue")}
      onSave={save}
      onBack={onBack}
    >
      {(error) => (
        <>
          <Radio.Group
            label={t("vat")}
            value={registered ? "yes" : "no"}
            error={error("vat_registered")}
            onChange={(value) => setRegistered(value === "yes")}
          >
            <Stack gap="xs" mt={4}>
              <Radio value="yes" label={t("vat.yes")} />
              <Radio value="no" label={t("vat.no")} />
            </Stack>
          </Radio.Group>
          {registered && (
            <>
              <TextInput
                label={t("tax_id")}
                description={t("tax_id.help")}
                inputMode="numeric"
                maxLength={30}
                required
                autoFocus
                value={tax_id}
                error={error("tax_id")}
                onChange={({ currentTarget }) => setTaxId(currentTarget.value)}
              />
              <TextInput
                label={t("branch_code")}
                description={t("branch_code.help")}
                inputMode="numeric"
                maxLength={10}
                required
                value={branch_code}
                error={error("branch_code")}
                onChange={({ currentTarget }) => setBranch(currentTarget.value)}
              />
              <Radio.Group
                label={t("mode")}
                value={mode}
                error={error("mode")}
                onChange={(value) => setMode(MODES.find((each) => each === value) ?? mode)}
              >
                <Stack gap="xs" mt={4}>
                  {MODES.map((each) => (
                    <Radio key={each} value={each} label={t(`mode.${each}`)} />
                  ))}
                </Stack>
              </Radio.Group>
            </>
          )}
        </>
      )}
    </StepForm>
  );
}
