/** Corrects the expected cash of a shift: the sum and the reason first, then the approval of a second person. */
import { Button, Group, NumberInput, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AdjustmentRequest, postShiftsShiftIdAdjustments, type Shift } from "#client";
import { ApprovalDialog } from "#kit/ApprovalDialog.tsx";
import { Dialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { useNames } from "#kit/names.ts";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";

interface AdjustDialogProps {
  opened: boolean;
  onClose: () => void;
  shift: Shift;
}

export function AdjustDialog({ opened, onClose, shift }: AdjustDialogProps) {
  const t = useText("shifts");
  const { name } = useNames();
  const queries = useQueryClient();
  const intend = useIntention<AdjustmentRequest>();
  const [baht, setBaht] = useState<number | string>("");
  const [sign, setSign] = useState<"add" | "take">("add");
  const [why, setWhy] = useState("");
  const [asking, setAsking] = useState(false);
  const size = Math.round(Number(baht) * 100);
  const amount = sign === "add" ? size : -size;
  const thing = t("adjust.thing", { till: name(shift.device_id), person: name(shift.opened_by) });
  const act = async (approval_token: string, { reason_code }: { reason_code?: string }) => {
    const asked = { amount, reason: why.trim(), approval_token, ...(reason_code && { reason_code }) };
    const path = { shift_id: shift.shift_id };
    const { data } = await intend(asked, (body, key) =>
      postShiftsShiftIdAdjustments({ path, body, headers: { "Idempotency-Key": key } }),
    );
    tellDone(t("adjust.done"), data.request_id);
    setBaht("");
    setWhy("");
    await queries.invalidateQueries();
  };
  const close = () => {
    setAsking(false);
    onClose();
  };
  return (
    <>
      <Dialog opened={opened && !asking} onClose={onClose} title={t("adjust.act")}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setAsking(true);
          }}
        >
          <Stack gap="sm">
            <SegmentedControl
              fullWidth
              aria-label={t("adjust.sign")}
              value={sign}
              onChange={(value) => setSign(value as "add" | "take")}
              data={[
                { value: "add", label: t("adjust.add") },
                { value: "take", label: t("adjust.take") },
              ]}
            />
            <NumberInput
              label={t("adjust.amount")}
              description={t("adjust.amount_help")}
              prefix="฿"
              min={0.01}
              max={10_000_000}
              decimalScale={2}
              thousandSeparator=","
              required
              value={baht}
              onChange={setBaht}
              hideControls
            />
            <TextInput
              label={t("reason")}
              description={t("adjust.reason_help")}
              maxLength={200}
              required
              value={why}
              onChange={({ currentTarget }) => setWhy(currentTarget.value)}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button type="submit" disabled={!(size > 0) || why.trim() === ""}>
                {t("adjust.next")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
      <ApprovalDialog
        opened={asking}
        onClose={close}
        title={t("adjust.act")}
        thing={thing}
        act={{ action: "shift_adjust", store_id: shift.store_id, subject_id: shift.shift_id, amount: size }}
        label={t("adjust.act")}
        onApproved={act}
      />
    </>
  );
}
