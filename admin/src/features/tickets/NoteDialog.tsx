/** An act on a ticket that needs no second person, with a note for the audit trail. */
import { Text } from "@mantine/core";
import { useState } from "react";
import { isTyped, Subject, TypedWord } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { NoteField } from "#kit/NoteField.tsx";
import { useText } from "#kit/text.ts";

interface NoteDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  thing: string;
  help: string;
  label: string;
  danger: boolean;
  /** A word that the person types first, for an act that cannot be undone. */
  typed?: string;
  onAct: (note: string) => Promise<void>;
}

export function NoteDialog({ opened, onClose, title, thing, help, label, danger, typed, onAct }: NoteDialogProps) {
  const t = useText("tickets");
  const [note, setNote] = useState("");
  const [word, setWord] = useState("");
  const act = async () => {
    await onAct(note.trim());
    setNote("");
  };
  return (
    <FormDialog
      {...{ opened, onClose, title, label, danger }}
      ready={typed === undefined || isTyped(word, typed)}
      onSave={act}
    >
      {(error) => (
        <>
          <Subject thing={thing} />
          <Text>{help}</Text>
          <NoteField
            first
            label={t("note")}
            description={t("note_help")}
            value={note}
            onChange={setNote}
            error={error("note")}
          />
          {typed !== undefined && <TypedWord word={typed} value={word} onChange={setWord} />}
        </>
      )}
    </FormDialog>
  );
}
