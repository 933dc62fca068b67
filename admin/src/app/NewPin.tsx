/** A new PIN in place of one that is too weak for the person's permissions (rule A3). */
import { Anchor, Button, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError } from "#kit/api.ts";
import { newKey } from "#kit/idempotency.ts";
import { PinField } from "#kit/PinField.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { putEmployeesMePinMutation } from "#queries";
import { Gate } from "./Gate.tsx";
import { noticeStrongPin, signOut } from "./session.ts";

const ASKS_CODE = ["E_TOTP_REQUIRED", "E_TOTP_CODE", "E_TOTP_LOCKED"];

export function NewPin() {
  const t = useText("frame");
  const queries = useQueryClient();
  const [pin, setPin] = useState("");
  const [new_pin, setNew] = useState("");
  const [again, setAgain] = useState("");
  const [totp_code, setCode] = useState("");
  const change = useMutation(putEmployeesMePinMutation());
  const run = useMutation({
    mutationFn: () =>
      change.mutateAsync({
        body: { pin, new_pin, ...(totp_code && { totp_code }) },
        headers: { "Idempotency-Key": newKey() },
      }),
    onSuccess: () => {
      queries.clear();
      noticeStrongPin();
    },
  });
  const leave = useMutation({ mutationFn: signOut });
  const { error } = run;
  const asks_code = error instanceof ApiError && ASKS_CODE.includes(error.code);
  const unlike = again !== "" && again !== new_pin;
  const at = (field: string) => (error instanceof ApiError ? error.fields[field] : undefined);
  return (
    <Gate title={t("newpin.title")}>
      <Text c="dimmed">{t("newpin.why")}</Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Stack gap="md">
          <PinField
            label={t("newpin.present")}
            autoComplete="current-password"
            required
            autoFocus
            pin={pin}
            error={at("pin")}
            onPin={setPin}
          />
          <PinField
            label={t("newpin.new")}
            description={t("newpin.help")}
            autoComplete="new-password"
            required
            pin={new_pin}
            error={at("new_pin")}
            onPin={setNew}
          />
          <PinField
            label={t("newpin.again")}
            autoComplete="new-password"
            required
            pin={again}
            error={unlike && t("newpin.unlike")}
            onPin={setAgain}
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
          {error && <ErrorState error={error} />}
          <Button type="submit" fullWidth loading={run.isPending} disabled={new_pin !== again || new_pin === ""}>
            {t("newpin.act")}
          </Button>
          <Anchor component="button" type="button" fz="xs" c="dimmed" onClick={() => leave.mutate()}>
            {t("signout")}
          </Anchor>
        </Stack>
      </form>
    </Gate>
  );
}
