/** The ways to pay at the tills. */
import { Checkbox, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { type OnboardingPaymentsRequest, postOnboardingOnboardingIdPayments } from "#client";
import { useText } from "#kit/text.ts";
import type { StepProps } from "./progress.ts";
import { StepForm } from "./StepForm.tsx";

type Type = OnboardingPaymentsRequest["types"][number];
const TYPES: readonly Type[] = ["cash", "qr", "card", "other"];

export function PaymentsStep({ onboarding, auth, onDone, onBack }: StepProps) {
  const t = useText("onboarding");
  const saved = onboarding.payments;
  const [types, setTypes] = useState<Type[]>(saved?.types ?? ["cash", "qr"]);
  const [promptpay_id, setPromptpay] = useState(saved?.promptpay_id ?? "");
  const by_qr = types.includes("qr");
  const save = async () => {
    const body = { types, ...(by_qr && promptpay_id.trim() && { promptpay_id: promptpay_id.trim() }) };
    const { data } = await postOnboardingOnboardingIdPayments({ ...auth, body });
    onDone(data.data);
  };
  return (
    <StepForm ready={types.length > 0} label={t("continue")} onSave={save} onBack={onBack}>
      {(error) => (
        <>
          <Checkbox.Group
            label={t("types")}
            value={types}
            error={error("types")}
            onChange={(values) => setTypes(TYPES.filter((each) => values.includes(each)))}
          >
            <Stack gap="xs" mt={4}>
              {TYPES.map((each, at) => (
                <Checkbox key={each} value={each} label={t(`types.${each}`)} autoFocus={at === 0} />
              ))}
            </Stack>
          </Checkbox.Group>
          {by_qr && (
            <TextInput
              label={t("promptpay")}
              description={t("promptpay.help")}
              inputMode="numeric"
              maxLength={30}
              value={promptpay_id}
              error={error("promptpay_id")}
              onChange={({ currentTarget }) => setPromptpay(currentTarget.value)}
            />
          )}
        </>
      )}
    </StepForm>
  );
}
