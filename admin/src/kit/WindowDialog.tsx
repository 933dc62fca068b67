/** The dialog of a maintenance window: its beginning, its end and a note for the people who are refused meanwhile. */
import { Alert } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Maintenance } from "#client";
import { Moment } from "./Fields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { NoteField } from "./NoteField.tsx";
import { useText } from "./text.ts";

interface WindowDialogProps {
  onClose: () => void;
  /** The effect of the window, in a sentence. */
  effect: ReactNode;
  onSave: (window: Maintenance) => Promise<unknown>;
}

const HOUR_MS = 3_600_000;

export function WindowDialog({ onClose, effect, onSave }: WindowDialogProps) {
  const t = useText("kit");
  const [from, setFrom] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null>(() => new Date(Date.now() + HOUR_MS).toISOString());
  const [note, setNote] = useState("");
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("window.title")}
      label={t("window.act")}
      danger
      ready={until !== null}
      onSave={() => onSave({ until: until ?? "", ...(from && { from }), ...(note.trim() && { note: note.trim() }) })}
    >
      {(error) => (
        <>
          <Alert variant="outline" color="var(--frame-warn)">
            {effect}
          </Alert>
          <Moment
            label={t("window.from")}
            description={t("window.from_help")}
            value={from}
            error={error("from")}
            onChange={setFrom}
          />
          <Moment label={t("window.until")} value={until} error={error("until")} onChange={setUntil} />
          <NoteField
            label={t("window.note")}
            description={t("window.note_help")}
            max_length={500}
            value={note}
            error={error("note")}
            onChange={setNote}
          />
        </>
      )}
    </FormDialog>
  );
}
