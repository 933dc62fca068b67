/** Decides a request: it names the thing and the sum; an approval needs the approver's own PIN, a rejection only a note. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Approval, postApprovalsApprovalIdApprove, postApprovalsApprovalIdReject } from "#client";
import { Subject } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { NoteField } from "#kit/NoteField.tsx";
import { useNames } from "#kit/names.ts";
import { PinField } from "#kit/PinField.tsx";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";

export type Decision = "approve" | "reject";

interface DecideDialogProps {
  approval: Approval;
  /** Null: the dialog is closed. */
  decision: Decision | null;
  onClose: () => void;
}

export function DecideDialog({ approval, decision, onClose }: DecideDialogProps) {
  const t = useText("approvals");
  const { name } = useNames();
  const queries = useQueryClient();
  const [pin, setPin] = useState("");
  const [note, setNote] = useState("");
  const path = { approval_id: approval.approval_id };
  const noted = note.trim() === "" ? {} : { note: note.trim() };
  const decide = async () => {
    try {
      const { data } =
        decision === "approve"
          ? await postApprovalsApprovalIdApprove({ path, body: { pin, ...noted } })
          : await postApprovalsApprovalIdReject({ path, body: noted });
      tellDone(t(`done.${decision ?? "reject"}`), data.request_id);
    } finally {
      setPin("");
    }
  };
  const close = () => {
    setPin("");
    setNote("");
    onClose();
  };
  return (
    <FormDialog
      opened={decision !== null}
      onClose={close}
      title={t(decision === "reject" ? "reject" : "approve")}
      label={t(decision === "reject" ? "reject" : "approve")}
      danger={decision === "reject"}
      ready={decision === "reject" || pin.length >= 4}
      onSave={decide}
      onSaved={() => {
        close();
        void queries.invalidateQueries();
      }}
    >
      {(error) => (
        <>
          <Subject
            thing={t("for", { act: t(`action.${approval.action}`), person: name(approval.requester_id) })}
            satang={approval.amount}
          />
          {decision === "approve" && (
            <PinField
              label={t("pin")}
              description={t("pin_help")}
              autoComplete="off"
              required
              data-autofocus
              pin={pin}
              error={error("pin")}
              onPin={setPin}
            />
          )}
          <NoteField
            first
            label={t("decision_note")}
            description={t("decision_note_help")}
            value={note}
            onChange={setNote}
            error={error("note")}
          />
        </>
      )}
    </FormDialog>
  );
}
