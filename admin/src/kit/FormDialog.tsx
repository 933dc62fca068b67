/** A dialog with a short form: it saves on Enter, and a refusal of the server stands in it and at its fields. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { ApiError } from "./api.ts";
import { Dialog } from "./Dialogs.tsx";
import { ErrorState } from "./States.tsx";
import { useText } from "./text.ts";

interface FormDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The label of the button that saves. */
  label: string;
  /** The form may be sent. */
  ready: boolean;
  danger?: boolean;
  onSave: () => Promise<unknown>;
  /** Follows a save; the dialog closes when it is absent. */
  onSaved?: () => void;
  /** The fields; `error` gives the server's message on one of them by its path. */
  children: (error: (path: string) => string | undefined) => ReactNode;
}

const INVALID = '[aria-invalid="true"]';
const FIELD = "input, textarea, button";

export function FormDialog(props: FormDialogProps) {
  const { opened, onClose, title, label, ready, danger = false, onSave, onSaved, children } = props;
  const t = useText("kit");
  const run = useMutation({ mutationFn: onSave, onSuccess: onSaved ?? onClose });
  const form = useRef<HTMLFormElement>(null);
  // The button was off while it waited, and the focus would go behind the dialog: it goes to the field to correct.
  useEffect(() => {
    if (run.error)
      (form.current?.querySelector<HTMLElement>(INVALID) ?? form.current?.querySelector<HTMLElement>(FIELD))?.focus();
  }, [run.error]);
  const close = () => {
    if (run.isPending) return;
    run.reset();
    onClose();
  };
  const error = (path: string) => (run.error instanceof ApiError ? run.error.fields[path] : undefined);
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) run.mutate();
        }}
      >
        <Stack gap="sm">
          {children(error)}
          {run.error && <ErrorState error={run.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} disabled={run.isPending}>
              {t("cancel")}
            </Button>
            <Button type="submit" color={danger ? "red" : "accent"} disabled={!ready} loading={run.isPending}>
              {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
