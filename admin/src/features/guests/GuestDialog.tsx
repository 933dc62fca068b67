/** A new guest, or another guest's contact data; a number that another guest has leads on to the merge. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { type Customer, type CustomerRequest, postCustomers, putCustomersCustomerId } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { NoteField } from "#kit/NoteField.tsx";
import { useText } from "#kit/text.ts";

interface GuestDialogProps {
  /** Null: a new guest. */
  guest: Customer | null;
  onClose: () => void;
  /** `same_phone_as` is another active guest with the number. */
  onSaved: (customer_id: string, same_phone_as: string | null) => void;
}

const draftOf = (guest: Customer | null) => ({
  name: guest?.name ?? "",
  phone: guest?.phone ?? "",
  email: guest?.email ?? "",
  note: guest?.note ?? "",
});

export function GuestDialog({ guest, onClose, onSaved }: GuestDialogProps) {
  const t = useText("guests");
  const act = useAct();
  const intend = useIntention<CustomerRequest>();
  const [draft, setDraft] = useState(draftOf(guest));
  const set = (field: keyof typeof draft) => (value: string) => setDraft({ ...draft, [field]: value });
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(guest));
  const save = async () => {
    const body = {
      name: draft.name.trim(),
      phone: draft.phone.trim() || null,
      email: draft.email.trim() || null,
      note: draft.note.trim() || null,
    };
    const saved = guest
      ? await act(
          () => putCustomersCustomerId({ path: guest, body: { ...body, active: guest.active } }),
          t("edit.done"),
        )
      : await act(
          () => intend(body, (asked, key) => postCustomers({ body: asked, headers: { "Idempotency-Key": key } })),
          t("add.done", { name: body.name }),
        );
    // A family shares a number; only a number that was typed now is worth a question.
    const typed = saved.phone !== guest?.phone;
    onSaved(saved.customer_id, typed ? saved.same_phone_as : null);
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(guest ? "edit" : "add")}
      label={t(guest ? "save" : "add")}
      ready={draft.name.trim() !== "" && changed}
      onSave={save}
      onSaved={() => undefined}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            maxLength={100}
            required
            data-autofocus
            autoComplete="off"
            value={draft.name}
            error={error("name")}
            onChange={({ currentTarget }) => set("name")(currentTarget.value)}
          />
          <TextInput
            label={t("phone")}
            description={t("phone_help")}
            type="tel"
            maxLength={40}
            autoComplete="off"
            value={draft.phone}
            error={error("phone")}
            onChange={({ currentTarget }) => set("phone")(currentTarget.value)}
          />
          <TextInput
            label={t("email")}
            type="email"
            maxLength={254}
            autoComplete="off"
            value={draft.email}
            error={error("email")}
            onChange={({ currentTarget }) => set("email")(currentTarget.value)}
          />
          <NoteField
            label={t("note")}
            description={t("note_help")}
            max_length={500}
            value={draft.note}
            onChange={set("note")}
            error={error("note")}
          />
        </>
      )}
    </FormDialog>
  );
}
