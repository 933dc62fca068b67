/** Dialogs of money and danger: they name the thing and the sum, and ask for a reason; nothing happens before the server says so. */
import { Alert, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { getApprovalsReasonCodesOptions } from "#queries";
import { Money } from "./Money.tsx";
import { NoteField } from "./NoteField.tsx";
import { ErrorState } from "./States.tsx";
import { useLanguage, useText } from "./text.ts";

export interface Reason {
  reason_code?: string;
  note?: string;
}

interface DialogShellProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** It stands above another open dialog, such as the proof that an act of that dialog needs. */
  above?: boolean;
  children: ReactNode;
}

/** Over the dialogs of pages, whose own layer is 200. */
const ABOVE = 300;

export function Dialog({ opened, onClose, title, above = false, children }: DialogShellProps) {
  const t = useText("kit");
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      {...(above && { zIndex: ABOVE })}
      title={<Text fw={600}>{title}</Text>}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {children}
    </Modal>
  );
}

/** The thing and its sum, at the head of a dialog. */
export function Subject({ thing, satang }: { thing: ReactNode; satang?: number | null }) {
  return (
    <Group justify="space-between" wrap="nowrap" p="sm" bg="var(--frame-soft)" style={{ borderRadius: 6 }}>
      <Text component="div" style={{ minWidth: 0 }}>
        {thing}
      </Text>
      {satang !== undefined && satang !== null && (
        <Text component="div" fz="xl" fw={600}>
          <Money satang={satang} />
        </Text>
      )}
    </Group>
  );
}

/** The park's reasons for an act; an act that has none asks only for a note. */
export function useReasons(action: string | undefined) {
  const query = useQuery({ ...getApprovalsReasonCodesOptions(), staleTime: 300_000 });
  const reasons = query.data?.data.filter(
    ({ actions }) => action !== undefined && actions.some((one) => one === action),
  );
  return { query, reasons: reasons ?? [], none: reasons?.length === 0 };
}

/** The reasons of an act, from the API's list, and a note. */
export function ReasonFields({
  action,
  value,
  onChange,
  required = true,
}: {
  action: string;
  value: Reason;
  onChange: (reason: Reason) => void;
  required?: boolean;
}) {
  const t = useText("kit");
  const language = useLanguage();
  const { query, reasons, none } = useReasons(action);
  return (
    <>
      {query.error && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {!none && (
        <Select
          label={t("reason.code")}
          placeholder={t("reason.choose")}
          required={required}
          disabled={query.isPending}
          value={value.reason_code ?? null}
          onChange={(code) => onChange({ ...value, reason_code: code ?? undefined })}
          data={reasons.map(({ reason_code, label_en, label_th }) => ({
            value: reason_code,
            label: language === "th" ? label_th : label_en,
          }))}
        />
      )}
      <NoteField
        label={t("reason.note")}
        description={t("reason.note_help")}
        value={value.note ?? ""}
        onChange={(note) => onChange({ ...value, note: note || undefined })}
      />
    </>
  );
}

/** Whether a person typed the word, blanks at its ends and between its parts aside. */
export function isTyped(value: string, word: string): boolean {
  const plain = (text: string) => text.normalize("NFC").replaceAll(/\s+/g, " ").trim();
  return plain(value) === plain(word);
}

/** The word that a person types before an act that cannot be undone. */
export function TypedWord({
  word,
  value,
  onChange,
}: {
  word: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useText("kit");
  return (
    <>
      <Alert color="red" variant="outline">
        {t("reason.for_good")}
      </Alert>
      <TextInput
        label={t("reason.type", { word })}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        autoComplete="off"
      />
    </>
  );
}

export interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The thing that the act changes, in the words of the page. */
  thing: ReactNode;
  /** What follows from the act. */
  note?: ReactNode;
  satang?: number | null;
  /** The act's name in the API, such as `void`: it chooses the reasons. Without it no reason is asked. */
  action?: string;
  /** The label of the button that acts. */
  act: string;
  /** A word that the person types first, for an act that cannot be undone. */
  typed?: string;
  danger?: boolean;
  onConfirm: (reason: Reason) => Promise<unknown>;
}

/** Asks for a reason and acts. A refusal of the server stands in the dialog, and the person may try again. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { opened, onClose, title, thing, note, satang, action, act, typed, danger = false, onConfirm } = props;
  const { none } = useReasons(action);
  const t = useText("kit");
  const [reason, setReason] = useState<Reason>({});
  const [word, setWord] = useState("");
  const run = useMutation({
    mutationFn: () => onConfirm(reason),
    onSuccess: () => {
      setReason({});
      setWord("");
      onClose();
    },
  });
  const ready =
    (action === undefined || none || reason.reason_code !== undefined) && (typed === undefined || isTyped(word, typed));
  const close = () => {
    if (run.isPending) return;
    run.reset();
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <Stack gap="sm">
        <Subject thing={thing} {...(satang !== undefined && { satang })} />
        {note}
        {action !== undefined && <ReasonFields action={action} value={reason} onChange={setReason} />}
        {typed !== undefined && <TypedWord word={typed} value={word} onChange={setWord} />}
        {run.error && <ErrorState error={run.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} disabled={run.isPending}>
            {t("cancel")}
          </Button>
          <Button
            color={danger ? "red" : "accent"}
            disabled={!ready}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            {act}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
