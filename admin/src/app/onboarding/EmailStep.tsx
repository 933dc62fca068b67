/** The first step: the address to which the code goes. */
import { Anchor, Text, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { postOnboardingStart } from "#client";
import { useLanguage, useText } from "#kit/text.ts";
import type { Kept } from "./progress.ts";
import { StepForm } from "./StepForm.tsx";

export function EmailStep({ known, over, onSent }: { known: string; over: boolean; onSent: (kept: Kept) => void }) {
  const t = useText("onboarding");
  const language = useLanguage();
  const [email, setEmail] = useState(known);
  const send = async () => {
    const { data } = await postOnboardingStart({ body: { email: email.trim(), language } });
    const { onboarding_id, resend_at } = data.data;
    onSent({ onboarding_id, email: data.data.email, resend_at });
  };
  return (
    <>
      <Text>{t(over ? "email.over" : "email.help")}</Text>
      <StepForm ready={email.trim() !== ""} label={t("email.act")} onSave={send}>
        {(error) => (
          <TextInput
            label={t("email")}
            type="email"
            name="email"
            autoComplete="email"
            maxLength={254}
            required
            autoFocus
            value={email}
            error={error("email")}
            onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          />
        )}
      </StepForm>
      <Anchor component={Link} to={"/" as never} fz="xs" c="dimmed">
        {t("signin")}
      </Anchor>
    </>
  );
}
