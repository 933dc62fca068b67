/** Decides a request: it names the thing and the sum; an approval needs the approver's own PIN, a rejection only a note. */
import { Button, Group, PasswordInput, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Approval, postApprovalsApprovalIdApprove, postApprovalsApprovalIdReject } from "#client";
import { Dialog, Subject } from "#kit/Dialogs.tsx";
import { useNames } from "#kit/names.ts";
import { ErrorState } from "#kit/States.tsx";
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
  const run = useMutation({
    mutationFn: () =>
      decision === "approve"
        ? postApprovalsApprovalIdApprove({ path, body: { pin, ...noted } })
        : postApprovalsApprovalIdReject({ path, body: noted }),
    onSuccess: async ({ data }) => {
      tellDone(t(`done.${decision ?? "reject"}`), data.request_id);
      close();
      await queries.invalidateQueries();
    },
    onSettled: () => setPin(""),
  });
  const close = () => {
    setPin("");
    setNote("");
    run.reset();
    onClose();
  };
  return (
    <Dialog
      opened={decision !== null}
      onClose={() => !run.isPending && close()}
      title={t(decision === "reject" ? "reject" : "approve")}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        <Stack gap="sm">
          <Subject
            thing={t("for", { act: t(`action.${approval.action}`), person: name(approval.requester_id) })}
            satang={approval.amount}
          />
          {decision === "approve" && (
            <PasswordInput
              label={t("pin")}
              description={t("pin_help")}
              inputMode="numeric"
              autoComplete="off"
              required
              data-autofocus
              value={pin}
              onChange={({ currentTarget }) => setPin(currentTarget.value)}
            />
          )}
          <Textarea
            label={t("decision_note")}
            description={t("decision_note_help")}
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
            <Button
              type="submit"
              color={decision === "reject" ? "red" : "accent"}
              loading={run.isPending}
              disabled={decision === "approve" && pin.length < 4}
            >
              {t(decision === "reject" ? "reject" : "approve")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
