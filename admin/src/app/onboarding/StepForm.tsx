/** The form of one step: Enter sends it, a refusal stands at its field, and the way back is beside the button. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { ApiError } from "#kit/api.ts";
import { type FieldErrors, fieldErrors } from "#kit/draft.ts";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

interface StepFormProps {
  ready: boolean;
  label: string;
  onSave: () => Promise<unknown>;
  onBack?: (() => void) | undefined;
  children: (error: FieldErrors) => ReactNode;
}

/** Another tab or device finished the sign-up, or took it over: its state says how to go on. */
const ELSEWHERE = ["E_ONBOARDING_FINISHED", "E_NOT_FOUND"];
const FIRST = '[aria-invalid="true"], input, textarea, button';

export function StepForm({ ready, label, onSave, onBack, children }: StepFormProps) {
  const t = useText("onboarding");
  const form = useRef<HTMLFormElement>(null);
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: onSave,
    onError: (error) => {
      if (error instanceof ApiError && ELSEWHERE.includes(error.code)) void queries.invalidateQueries();
    },
  });
  useEffect(() => {
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (run.error) (wrong ?? form.current?.querySelector<HTMLElement>(FIRST))?.focus();
  }, [run.error]);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !run.isPending) run.mutate();
      }}
    >
      <Stack gap="md">
        {children(fieldErrors(run.error))}
        {run.error && <ErrorState error={run.error} />}
        <Group justify="space-between" gap="xs" wrap="nowrap">
          {onBack ? (
            <Button variant="default" onClick={onBack} disabled={run.isPending}>
              {t("back")}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" disabled={!ready} loading={run.isPending}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
