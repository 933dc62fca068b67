/** The sign-in: e-mail and PIN, and the code of a second factor where the API asks for it. */
import { Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "#kit/api.ts";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { signIn } from "./session.ts";

/** The person has a second factor. */
const ASKS_CODE = ["E_TOTP_REQUIRED", "E_TOTP_CODE", "E_TOTP_LOCKED"];

export function SignIn() {
  const t = useText("frame");
  const [email, setEmail] = useState("");
  const [pin, setPin] = useState("");
  const [totp_code, setCode] = useState("");
  const run = useMutation({ mutationFn: () => signIn({ email: email.trim(), pin, ...(totp_code && { totp_code }) }) });
  const asks_code = run.error instanceof ApiError && ASKS_CODE.includes(run.error.code);
  return (
    <Center mih="100dvh" p="md">
      <Paper component="main" w="100%" maw={360} p="xl">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            run.mutate();
          }}
        >
          <Stack gap="md">
            <Title order={1}>{t("signin.title")}</Title>
            <TextInput
              label={t("signin.email")}
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
            />
            <PasswordInput
              label={t("signin.pin")}
              inputMode="numeric"
              autoComplete="current-password"
              required
              value={pin}
              onChange={({ currentTarget }) => setPin(currentTarget.value)}
            />
            {(asks_code || totp_code) && (
              <TextInput
                label={t("signin.code")}
                inputMode="numeric"
                autoComplete="one-time-code"
                autoFocus
                value={totp_code}
                onChange={({ currentTarget }) => setCode(currentTarget.value)}
              />
            )}
            {run.error && <ErrorState error={run.error} />}
            <Button type="submit" loading={run.isPending}>
              {t("signin.act")}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
