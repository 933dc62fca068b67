/** The sign-in: e-mail and PIN, then a code where the person has a second factor. The address stays, so the page follows. */
import { Anchor, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "#kit/api.ts";
import { PinField } from "#kit/PinField.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getOnboardingOptions } from "#queries";
import { Gate } from "./Gate.tsx";
import { signIn } from "./session.ts";

/** The person has a second factor. */
const ASKS_CODE = ["E_TOTP_REQUIRED", "E_TOTP_CODE", "E_TOTP_LOCKED"];

interface SignInProps {
  ended: boolean;
  /** The address of somebody who is known already. */
  email?: string;
  title?: string;
  /** Follows the sign-in; absent: the page that waits behind it. */
  onDone?: () => void;
}

export function SignIn({ ended, email: known = "", title, onDone }: SignInProps) {
  const t = useText("frame");
  const [email, setEmail] = useState(known);
  const open = useQuery({ ...getOnboardingOptions(), staleTime: Number.POSITIVE_INFINITY, retry: false });
  const [pin, setPin] = useState("");
  const [code, setCode] = useState("");
  const [company_id, setCompany] = useState("");
  const [step, setStep] = useState<"pin" | "code">("pin");
  const [more, setMore] = useState(false);
  useEffect(() => {
    document.title = `${t("signin.title")} · PlayPark`;
  }, [t]);
  const run = useMutation({
    mutationFn: () =>
      signIn({
        email: email.trim(),
        pin,
        ...(company_id && { company_id: company_id.trim() }),
        ...(step === "code" && code && codeOf(code)),
      }),
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof ApiError && ASKS_CODE.includes(error.code)) setStep("code");
      setCode("");
    },
  });
  const first_ask = run.error instanceof ApiError && run.error.code === "E_TOTP_REQUIRED";
  const back = () => {
    setStep("pin");
    setPin("");
    run.reset();
  };
  return (
    <Gate title={title ?? t("signin.title")}>
      {ended && <Text c="dimmed">{t("signin.ended")}</Text>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Stack gap="md">
          {step === "pin" ? (
            <>
              <TextInput
                label={t("signin.email")}
                type="email"
                name="email"
                autoComplete="username"
                required
                autoFocus={known === ""}
                value={email}
                onChange={({ currentTarget }) => setEmail(currentTarget.value)}
              />
              <PinField
                label={t("signin.pin")}
                name="pin"
                autoComplete="current-password"
                required
                autoFocus={known !== ""}
                pin={pin}
                onPin={setPin}
                visibilityToggleButtonProps={{ "aria-label": t("signin.show_pin") }}
              />
              {more && (
                <TextInput
                  label={t("signin.company")}
                  description={t("signin.company_help")}
                  value={company_id}
                  onChange={({ currentTarget }) => setCompany(currentTarget.value)}
                />
              )}
            </>
          ) : (
            <TextInput
              key="code"
              label={t("signin.code")}
              description={t("signin.code_help")}
              name="code"
              autoComplete="one-time-code"
              required
              autoFocus
              value={code}
              onChange={({ currentTarget }) => setCode(currentTarget.value)}
            />
          )}
          {run.error && !first_ask && <ErrorState error={run.error} />}
          <Button type="submit" fullWidth loading={run.isPending}>
            {t("signin.act")}
          </Button>
          <Group justify="space-between">
            {step === "code" ? (
              <Anchor component="button" type="button" fz="xs" onClick={back}>
                {t("signin.back")}
              </Anchor>
            ) : (
              !more && (
                <Anchor component="button" type="button" fz="xs" c="dimmed" onClick={() => setMore(true)}>
                  {t("signin.more")}
                </Anchor>
              )
            )}
          </Group>
          {open.data?.data.open && known === "" && (
            <Anchor component={Link} to={"/onboarding" as never} fz="xs">
              {t("signin.create")}
            </Anchor>
          )}
        </Stack>
      </form>
    </Gate>
  );
}

/** Six digits are a code of the person's app; anything longer is a recovery code. */
function codeOf(text: string): { totp_code: string } | { recovery_code: string } {
  const digits = text.replaceAll(/\s/g, "");
  return /^\d{6}$/.test(digits) ? { totp_code: digits } : { recovery_code: text.trim() };
}
