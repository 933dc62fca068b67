/** The code of the mail. It is sent as soon as it is whole; another one may be asked for after a minute. */
import { Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type OnboardingConfirmed, postOnboardingOnboardingIdConfirm, postOnboardingOnboardingIdResend } from "#client";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { digitsOf, type Kept } from "./progress.ts";

const LENGTH = 6;

interface CodeStepProps {
  kept: Kept;
  onConfirmed: (confirmed: OnboardingConfirmed) => void;
  onSent: (kept: Kept) => void;
  /** Another address is to be used. */
  onOther: () => void;
}

export function CodeStep({ kept, onConfirmed, onSent, onOther }: CodeStepProps) {
  const t = useText("onboarding");
  const { onboarding_id, email, resend_at } = kept;
  const path = { onboarding_id };
  const [code, setCode] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const wait_s = useSecondsUntil(resend_at);
  const confirm = useMutation({
    mutationFn: (typed: string) => postOnboardingOnboardingIdConfirm({ path, body: { code: typed } }),
    onSuccess: ({ data }) => onConfirmed(data.data),
  });
  const resend = useMutation({
    mutationFn: () => postOnboardingOnboardingIdResend({ path, body: {} }),
    onSuccess: ({ data }) => {
      setCode("");
      confirm.reset();
      onSent({ ...kept, ...data.data });
    },
  });
  // The field was off while it waited: a wrong code is typed over.
  useEffect(() => {
    if (!confirm.error) return;
    field.current?.focus();
    field.current?.select();
  }, [confirm.error]);
  const type = (text: string) => {
    setCode(text);
    const digits = digitsOf(text);
    if (digits.length === LENGTH && digits !== digitsOf(code) && !confirm.isPending) confirm.mutate(digits);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (digitsOf(code).length === LENGTH && !confirm.isPending) confirm.mutate(digitsOf(code));
      }}
    >
      <Stack gap="md">
        <Text>{t("code.help", { email })}</Text>
        <TextInput
          ref={field}
          label={t("code")}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={20}
          required
          autoFocus
          value={code}
          onChange={({ currentTarget }) => type(currentTarget.value)}
        />
        {(confirm.error ?? resend.error) && <ErrorState error={confirm.error ?? resend.error} />}
        <Button
          type="submit"
          fullWidth
          disabled={digitsOf(code).length !== LENGTH}
          loading={confirm.isPending || resend.isPending}
        >
          {t("continue")}
        </Button>
        <Group justify="space-between">
          <Anchor component="button" type="button" fz="xs" onClick={onOther}>
            {t("code.other")}
          </Anchor>
          {wait_s > 0 ? (
            <Text fz="xs" c="dimmed">
              {t("code.wait", { seconds: wait_s })}
            </Text>
          ) : (
            <Anchor component="button" type="button" fz="xs" onClick={() => resend.mutate()}>
              {t("code.again")}
            </Anchor>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function useSecondsUntil(at: string): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.min(600, Math.ceil((Date.parse(at) - now) / 1_000)));
}
