/** Step-up: an act that the API wants fresh proof for asks the person's PIN, and then runs again. */
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { postAuthStepUpMutation } from "#queries";
import { ApiError } from "./api.ts";
import { Dialog } from "./Dialogs.tsx";
import { PinField } from "./PinField.tsx";
import { ErrorState } from "./States.tsx";
import { useText } from "./text.ts";

/** The person has a second factor. */
const ASKS_CODE = ["E_TOTP_REQUIRED", "E_TOTP_CODE", "E_TOTP_LOCKED"];

type Proven = () => Promise<void>;

const StepUpContext = createContext<Proven>(() => Promise.reject(new Error("There is no step-up outside the office.")));

/** `const proven = useStepUp(); await proven(() => act())`: asks for proof only where the API does. */
export function useStepUp(): <Result>(act: () => Promise<Result>) => Promise<Result> {
  const prove = useContext(StepUpContext);
  return async (act) => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "E_STEP_UP_REQUIRED") throw error;
      await prove();
      return act();
    }
  };
}

export function StepUp({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  const waiting = useRef<{ resolve: () => void; reject: (error: Error) => void } | null>(null);
  const prove: Proven = () =>
    new Promise((resolve, reject) => {
      waiting.current = { resolve, reject };
      setOpened(true);
    });
  const end = (error?: Error) => {
    setOpened(false);
    if (error) waiting.current?.reject(error);
    else waiting.current?.resolve();
    waiting.current = null;
  };
  const t = useText("kit");
  const given_up = new ApiError({ code: "CANCELLED", status: 0, message: t("stepup.cancelled") });
  return (
    <StepUpContext.Provider value={prove}>
      {children}
      <Dialog opened={opened} onClose={() => end(given_up)} title={t("stepup.title")} above>
        {opened && <Proof onDone={() => end()} onCancel={() => end(given_up)} />}
      </Dialog>
    </StepUpContext.Provider>
  );
}

function Proof({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const t = useText("kit");
  const [pin, setPin] = useState("");
  const [totp_code, setCode] = useState("");
  const asksCode = (error: unknown) => error instanceof ApiError && ASKS_CODE.includes(error.code);
  const run = useMutation({
    ...postAuthStepUpMutation(),
    onSuccess: onDone,
    // The PIN goes along with the code that is asked for, so it stays.
    onError: (error) => (asksCode(error) ? setCode("") : setPin("")),
  });
  const { error } = run;
  const asks_code = asksCode(error);
  const form = useRef<HTMLFormElement>(null);
  // The button was off while it waited, and the focus would go behind the dialog: it goes to the last field, which is asked for.
  useEffect(() => {
    if (error) [...(form.current?.querySelectorAll("input") ?? [])].at(-1)?.focus();
  }, [error]);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        run.mutate({ body: { ...(pin && { pin }), ...(totp_code && { totp_code }) } });
      }}
    >
      <Stack gap="sm">
        <Text c="dimmed">{t("stepup.why")}</Text>
        <PinField label={t("stepup.pin")} autoComplete="current-password" data-autofocus pin={pin} onPin={setPin} />
        {(asks_code || totp_code) && (
          <TextInput
            label={t("stepup.code")}
            inputMode="numeric"
            autoComplete="one-time-code"
            value={totp_code}
            onChange={({ currentTarget }) => setCode(currentTarget.value)}
          />
        )}
        {error && <ErrorState error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={run.isPending} disabled={!pin && !totp_code}>
            {t("stepup.act")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
