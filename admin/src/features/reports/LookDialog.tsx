/** Marks a finding as looked at, with a note on what was found out. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Finding, postReportsFraudWatchFindingIdLook } from "#client";
import { Subject } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { formatDay } from "#kit/format.ts";
import { NoteField } from "#kit/NoteField.tsx";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";

interface LookDialogProps {
  opened: boolean;
  onClose: () => void;
  finding: Finding;
}

export function LookDialog({ opened, onClose, finding }: LookDialogProps) {
  const t = useText("reports");
  const { locale } = useOffice();
  const queries = useQueryClient();
  const [note, setNote] = useState(finding.note ?? "");
  const look = async () => {
    const { data } = await postReportsFraudWatchFindingIdLook({
      path: { finding_id: finding.finding_id },
      body: note.trim() ? { note: note.trim() } : {},
    });
    tellDone(t("looked_done"), data.request_id);
  };
  return (
    <FormDialog
      {...{ opened, onClose }}
      title={t("look")}
      label={t("look")}
      ready
      onSave={look}
      onSaved={() => {
        onClose();
        void queries.invalidateQueries();
      }}
    >
      {(error) => (
        <>
          <Subject
            thing={`${t(`finding.${finding.kind}`)}, ${formatDay(finding.date, locale)}`}
            satang={finding.total}
          />
          <NoteField
            first
            label={t("note")}
            description={t("look_help")}
            max_length={500}
            value={note}
            onChange={setNote}
            error={error("note")}
          />
        </>
      )}
    </FormDialog>
  );
}
