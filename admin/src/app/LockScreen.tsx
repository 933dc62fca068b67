/** The lock: the page stays as it is behind it, and the person's PIN opens it again. */
import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "#kit/api.ts";
import { PinField } from "#kit/PinField.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { Gate } from "./Gate.tsx";
import { signOut, unlock } from "./session.ts";

const ASKS_CODE = ["E_TOTP_REQUIRED", "E_TOTP_CODE", "E_TOTP_LOCKED"];

export function LockScreen({ name }: { name: string | undefined }) {
  const t = useText("frame");
  const [pin, setPin] = useState("");
  const [totp_code, setCode] = useState("");
  const run = useMutation({
    mutationFn: () => unlock({ pin, ...(totp_code && { totp_code }) }),
    onError: () => setPin(""),
  });
  const leave = useMutation({ mutationFn: signOut });
  const asks_code = run.error instanceof ApiError && ASKS_CODE.includes(run.error.code);
  return (
    <Gate title={t("lock.title")}>
      <Text c="dimmed">{name ? t("lock.who", { name }) : t("lock.anyone")}</Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Stack gap="md">
          <PinField
            label={t("signin.pin")}
            autoComplete="current-password"
            required
            autoFocus
            pin={pin}
            onPin={setPin}
            visibilityToggleButtonProps={{ "aria-label": t("signin.show_pin") }}
          />
          {(asks_code || totp_code) && (
            <TextInput
              label={t("signin.code")}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={totp_code}
              onChange={({ currentTarget }) => setCode(currentTarget.value)}
            />
          )}
          {run.error && <ErrorState error={run.error} />}
          <Button type="submit" fullWidth loading={run.isPending}>
            {t("lock.act")}
          </Button>
          <Anchor component="button" type="button" fz="xs" c="dimmed" onClick={() => leave.mutate()}>
            {t("lock.other")}
          </Anchor>
        </Stack>
      </form>
    </Gate>
  );
}
