/** Marks a finding as looked at, with a note on what was found out. */
import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Finding, postReportsFraudWatchFindingIdLook } from "#client";
import { Dialog, Subject } from "#kit/Dialogs.tsx";
import { formatDay } from "#kit/format.ts";
import { useOffice } from "#kit/office.ts";
import { ErrorState } from "#kit/States.tsx";
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
  const look = useMutation({
    mutationFn: () =>
      postReportsFraudWatchFindingIdLook({
        path: { finding_id: finding.finding_id },
        body: note.trim() ? { note: note.trim() } : {},
      }),
    onSuccess: async ({ data }) => {
      tellDone(t("looked_done"), data.request_id);
      onClose();
      await queries.invalidateQueries();
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title={t("look")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate();
        }}
      >
        <Stack gap="sm">
          <Subject
            thing={`${t(`finding.${finding.kind}`)}, ${formatDay(finding.date, locale)}`}
            satang={finding.total}
          />
          <Textarea
            label={t("note")}
            description={t("look_help")}
            maxLength={500}
            autosize
            minRows={3}
            data-autofocus
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {look.error && <ErrorState error={look.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={look.isPending}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={look.isPending}>
              {t("look")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
