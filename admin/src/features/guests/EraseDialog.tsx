/** Erases a guest's personal data under the PDPA; the dialog first says what goes and what stays. */
import { List, Text } from "@mantine/core";
import { useState } from "react";
import { type Customer, postCustomersCustomerIdErase } from "#client";
import { useAct } from "#kit/act.ts";
import { isTyped, Subject, TypedWord } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { NoteField } from "#kit/NoteField.tsx";
import { useText } from "#kit/text.ts";

const GOES = ["contact", "merged", "notes", "answers"] as const;
const STAYS = ["sales", "points", "audit", "backups"] as const;

export function EraseDialog({ guest, onClose }: { guest: Customer; onClose: () => void }) {
  const t = useText("guests");
  const act = useAct();
  const [reason, setReason] = useState("");
  const [word, setWord] = useState("");
  const { customer_id } = guest;
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("erase")}
      label={t("erase.act")}
      danger
      ready={reason.trim() !== "" && isTyped(word, guest.name)}
      onSave={() =>
        act(
          () =>
            postCustomersCustomerIdErase({
              path: { customer_id },
              body: { reason: reason.trim(), confirm: customer_id },
            }),
          t("erase.done"),
        )
      }
    >
      {(error) => (
        <>
          <Subject thing={guest.name} />
          <div>
            <Text fw={600}>{t("erase.goes")}</Text>
            <List size="sm">
              {GOES.map((part) => (
                <List.Item key={part}>{t(`erase.goes.${part}`)}</List.Item>
              ))}
            </List>
          </div>
          <div>
            <Text fw={600}>{t("erase.stays")}</Text>
            <List size="sm">
              {STAYS.map((part) => (
                <List.Item key={part}>{t(`erase.stays.${part}`)}</List.Item>
              ))}
            </List>
          </div>
          <NoteField
            first
            label={t("erase.reason")}
            description={t("erase.reason_help")}
            value={reason}
            onChange={setReason}
            error={error("reason")}
          />
          <TypedWord word={guest.name} value={word} onChange={setWord} />
        </>
      )}
    </FormDialog>
  );
}
