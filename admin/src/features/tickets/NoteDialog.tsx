/** An act on a ticket that needs no second person, with a note for the audit trail. */
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Dialog, Subject } from "#kit/Dialogs.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";

interface NoteDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  thing: string;
  help: string;
  label: string;
  danger: boolean;
  onAct: (note: string) => Promise<void>;
}

export function NoteDialog({ opened, onClose, title, thing, help, label, danger, onAct }: NoteDialogProps) {
  const t = useText("tickets");
  const [note, setNote] = useState("");
  const run = useMutation({
    mutationFn: () => onAct(note.trim()),
    onSuccess: () => {
      setNote("");
      onClose();
    },
  });
  const close = () => {
    if (run.isPending) return;
    run.reset();
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <Stack gap="sm">
        <Subject thing={thing} />
        <Text>{help}</Text>
        <Textarea
          label={t("note")}
          description={t("note_help")}
          maxLength={200}
          autosize
          minRows={2}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        {run.error && <ErrorState error={run.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} disabled={run.isPending}>
            {t("cancel")}
          </Button>
          <Button color={danger ? "red" : "accent"} loading={run.isPending} onClick={() => run.mutate()}>
            {label}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
