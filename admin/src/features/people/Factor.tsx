/** The person's own second factor: set up by QR, confirmed by a first code, and removed with a code. */
import { Button, Code, Group, Image, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  deleteEmployeesMeTotp,
  type NewTotp,
  postEmployeesMeTotp,
  postEmployeesMeTotpVerify,
  type TotpState,
} from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { DateTime } from "#kit/Money.tsx";
import { Once } from "#kit/Once.tsx";
import { PinField } from "#kit/PinField.tsx";
import { useText } from "#kit/text.ts";
import { proofOf } from "./proof.ts";

export function Factor({ state }: { state: TotpState }) {
  const t = useText("people");
  const [begun, setBegun] = useState<"enrol" | "remove" | null>(null);
  const [fresh, setFresh] = useState<NewTotp | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = () => setBegun(null);
  return (
    <Group justify="space-between">
      {state.enrolled ? (
        <Text>
          {t("factor.since")} <DateTime at={state.confirmed_at} /> ·{" "}
          {t("factor.codes_left", { count: state.recovery_codes_left })}
        </Text>
      ) : (
        <Text c="dimmed" maw={520}>
          {t("factor.why")}
        </Text>
      )}
      {state.enrolled ? (
        <Button variant="default" onClick={() => setBegun("remove")}>
          {t("factor.remove")}
        </Button>
      ) : (
        <Button onClick={() => setBegun("enrol")}>{t("factor.set_up")}</Button>
      )}
      {begun === "enrol" && <PinFirst onClose={close} onEnrolled={setFresh} />}
      {begun === "remove" && <RemoveDialog onClose={close} />}
      {fresh && <ConfirmDialog fresh={fresh} onClose={() => setFresh(null)} onConfirmed={setCodes} />}
      <Once
        secret={codes?.join("\n") ?? null}
        onClose={() => setCodes(null)}
        title={t("factor.codes")}
        help={t("factor.codes_help")}
      />
    </Group>
  );
}

function PinFirst({ onClose, onEnrolled }: { onClose: () => void; onEnrolled: (fresh: NewTotp) => void }) {
  const t = useText("people");
  const [pin, setPin] = useState("");
  const begin = async () => {
    const { data } = await postEmployeesMeTotp({ body: { pin } });
    onEnrolled(data.data);
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("factor.set_up")}
      label={t("factor.next")}
      ready={pin.length >= 4}
      onSave={begin}
    >
      {(error) => (
        <>
          <Text>{t("factor.app")}</Text>
          <PinField
            label={t("account.pin_now")}
            autoComplete="current-password"
            required
            data-autofocus
            pin={pin}
            error={error("pin")}
            onPin={setPin}
          />
        </>
      )}
    </FormDialog>
  );
}

interface ConfirmDialogProps {
  fresh: NewTotp;
  onClose: () => void;
  onConfirmed: (codes: string[]) => void;
}

function ConfirmDialog({ fresh, onClose, onConfirmed }: ConfirmDialogProps) {
  const t = useText("people");
  const act = useAct();
  const [code, setCode] = useState("");
  const confirm = async () => {
    const done = await act(() => postEmployeesMeTotpVerify({ body: { totp_code: code } }), t("factor.done"));
    onConfirmed(done.recovery_codes);
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("factor.set_up")}
      label={t("factor.confirm")}
      ready={/^\d{6}$/.test(code)}
      onSave={confirm}
    >
      {(error) => (
        <>
          <Text>{t("factor.scan")}</Text>
          <Image
            src={`data:image/svg+xml;utf8,${encodeURIComponent(fresh.qr_svg)}`}
            alt={t("factor.qr")}
            w={220}
            h={220}
            mx="auto"
            bg="#fff"
            p="xs"
          />
          <Stack gap={4}>
            <Text c="dimmed">{t("factor.by_hand")}</Text>
            <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
              {fresh.secret}
            </Code>
          </Stack>
          <TextInput
            label={t("factor.first_code")}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            data-autofocus
            value={code}
            error={error("totp_code")}
            onChange={({ currentTarget }) => setCode(currentTarget.value.replaceAll(/\D/g, "").slice(0, 6))}
          />
        </>
      )}
    </FormDialog>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const t = useText("people");
  const act = useAct();
  const [code, setCode] = useState("");
  const [pin, setPin] = useState("");
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("factor.remove")}
      label={t("factor.remove")}
      ready={code !== ""}
      danger
      onSave={() =>
        act(() => deleteEmployeesMeTotp({ body: { ...proofOf(code), ...(pin && { pin }) } }), t("factor.removed"))
      }
    >
      {(error) => (
        <>
          <Text>{t("factor.remove_own")}</Text>
          <TextInput
            label={t("factor.code")}
            description={t("factor.code_help")}
            autoComplete="one-time-code"
            required
            data-autofocus
            value={code}
            error={error("totp_code")}
            onChange={({ currentTarget }) => setCode(currentTarget.value.trim())}
          />
          <PinField
            label={t("account.pin_now")}
            description={t("factor.pin_help")}
            autoComplete="current-password"
            pin={pin}
            error={error("pin")}
            onPin={setPin}
          />
        </>
      )}
    </FormDialog>
  );
}
