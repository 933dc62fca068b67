/** The dialog of an act that needs a second person: their PIN here, or a request that they decide elsewhere. */
import { Button, Group, Loader, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type PinApprovalRequest, postApprovals, type RemoteApprovalRequest } from "#client";
import { getApprovalsApprovalIdOptions, postApprovalsVerifyPinMutation } from "#queries";
import { Dialog, type Reason, ReasonFields, Subject, useReasons } from "./Dialogs.tsx";
import { newKey } from "./idempotency.ts";
import { useIntention } from "./intention.ts";
import { useOffice } from "./office.ts";
import { PinField } from "./PinField.tsx";
import { ErrorState } from "./States.tsx";
import { useText } from "./text.ts";

export type ApprovedAct = Pick<PinApprovalRequest, "action" | "store_id" | "subject_id" | "amount" | "cart">;

export interface ApprovalDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  thing: ReactNode;
  /** The act as the API names it; `amount` is in satang. `store_id` is the chosen store's unless it is named. */
  act: ApprovedAct;
  /** The label of the button that acts. */
  label: string;
  /** Acts with the grant. A rejection of the promise stays in the dialog. */
  onApproved: (approval_token: string, reason: Reason) => Promise<unknown>;
}

export function ApprovalDialog(props: ApprovalDialogProps) {
  const { opened, onClose, title, thing, label, onApproved } = props;
  const t = useText("kit");
  const { store_id } = useOffice();
  const act = { ...(store_id && { store_id }), ...props.act };
  const [way, setWay] = useState<"pin" | "remote">("pin");
  const [reason, setReason] = useState<Reason>({});
  const [busy, setBusy] = useState(false);
  const close = () => {
    if (!busy) onClose();
  };
  const done = async (token: string) => {
    await onApproved(token, reason);
    setReason({});
    onClose();
  };
  const leave = () => {
    setBusy(false);
    onClose();
  };
  const shared = { act, label, reason, done, setBusy, close, leave };
  return (
    <Dialog opened={opened} onClose={close} title={title}>
      <Stack gap="sm">
        <Subject thing={thing} {...(act.amount !== undefined && { satang: act.amount })} />
        <ReasonFields action={act.action} value={reason} onChange={setReason} />
        <SegmentedControl
          fullWidth
          aria-label={t("approval.way")}
          value={way}
          onChange={(value) => setWay(value as "pin" | "remote")}
          disabled={busy}
          data={[
            { value: "pin", label: t("approval.pin_here") },
            { value: "remote", label: t("approval.remote") },
          ]}
        />
        {way === "pin" ? <ByPin {...shared} /> : <FromAfar {...shared} />}
      </Stack>
    </Dialog>
  );
}

interface WayProps {
  act: ApprovedAct;
  label: string;
  reason: Reason;
  done: (token: string) => Promise<void>;
  setBusy: (busy: boolean) => void;
  /** Closes the dialog, unless an act runs. */
  close: () => void;
  /** Closes the dialog also while a request waits. */
  leave: () => void;
}

function ByPin({ act, label, reason, done, setBusy, close }: WayProps) {
  const { none } = useReasons(act.action);
  const reasoned = none || reason.reason_code !== undefined;
  const t = useText("kit");
  const [email, setEmail] = useState("");
  const [pin, setPin] = useState("");
  const verify = useMutation(postApprovalsVerifyPinMutation());
  // A second press before the page is drawn again would count a wrong PIN twice.
  const running = useRef(false);
  const pinField = useRef<HTMLInputElement>(null);
  const run = useMutation({
    // The button that had the focus is off without a PIN, and the focus would go behind the dialog.
    onError: () => pinField.current?.focus(),
    mutationFn: async () => {
      const headers = { "Idempotency-Key": newKey() };
      const { data } = await verify.mutateAsync({ body: { ...act, approver_email: email.trim(), pin }, headers });
      await done(data.approval_token);
    },
    onMutate: () => setBusy(true),
    onSettled: () => {
      running.current = false;
      setBusy(false);
      setPin("");
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (running.current) return;
        running.current = true;
        run.mutate();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t("approval.email")}
          type="email"
          autoComplete="off"
          required
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <PinField
          ref={pinField}
          label={t("approval.pin")}
          description={t("approval.pin_help")}
          autoComplete="off"
          required
          pin={pin}
          onPin={setPin}
        />
        {run.error && <ErrorState error={run.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} disabled={run.isPending}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={run.isPending} disabled={!reasoned || !email || pin.length < 4}>
            {label}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A request waits for ten minutes, and a person has 1,000 calls an hour: later readings are rarer. */
const askAgainMs = (readings: number) => (readings < 15 ? 2_000 : 5_000);

function FromAfar({ act, label, reason, done, setBusy, close, leave }: WayProps) {
  const { none } = useReasons(act.action);
  const reasoned = none || reason.reason_code !== undefined;
  const t = useText("kit");
  const intend = useIntention<RemoteApprovalRequest>();
  const ask = useMutation({
    mutationFn: async (asked: RemoteApprovalRequest) => {
      const { data } = await intend(asked, (body, key) => postApprovals({ body, headers: { "Idempotency-Key": key } }));
      return data;
    },
    onMutate: () => setBusy(true),
    onError: () => setBusy(false),
  });
  const asked = ask.data?.data;
  const approval = useQuery({
    ...getApprovalsApprovalIdOptions({ path: { approval_id: asked?.approval_id ?? "" } }),
    enabled: asked !== undefined,
    refetchInterval: ({ state }) =>
      state.data && state.data.data.status !== "pending" ? false : askAgainMs(state.dataUpdateCount),
  });
  const status = approval.data?.data.status ?? "pending";
  const act_once = useMutation({ mutationFn: done, onSettled: () => setBusy(false) });
  const acted = useRef(false);
  useEffect(() => {
    if (!asked || status === "pending") return;
    if (status !== "approved") return setBusy(false);
    if (acted.current) return;
    acted.current = true;
    act_once.mutate(asked.approval_token);
  }, [asked, status, act_once.mutate, setBusy]);
  const again = () => {
    acted.current = false;
    ask.reset();
    act_once.reset();
  };
  if (!asked) {
    return (
      <Stack gap="sm">
        <Text c="dimmed">{t("approval.remote_help")}</Text>
        {ask.error && <ErrorState error={ask.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button loading={ask.isPending} disabled={!reasoned} onClick={() => ask.mutate({ ...act, ...reason })}>
            {t("approval.ask")}
          </Button>
        </Group>
      </Stack>
    );
  }
  const over = status !== "pending" && status !== "approved";
  return (
    <Stack gap="sm">
      <Group gap="sm" role="status" aria-live="polite">
        {!over && !act_once.error && <Loader size="xs" aria-hidden />}
        <Text>{t(`approval.state_${status}`, { act: label })}</Text>
      </Group>
      {approval.data?.data.decision_note && <Text c="dimmed">{approval.data.data.decision_note}</Text>}
      {approval.error && <ErrorState error={approval.error} retry={() => void approval.refetch()} />}
      {act_once.error && <ErrorState error={act_once.error} />}
      <Group justify="flex-end" gap="xs">
        {(over || act_once.error) && (
          <Button variant="default" onClick={again}>
            {t("approval.again")}
          </Button>
        )}
        <Button variant="default" onClick={leave}>
          {t("close")}
        </Button>
      </Group>
    </Stack>
  );
}
