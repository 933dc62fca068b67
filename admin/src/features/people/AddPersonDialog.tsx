/** Adds a person with their first store and roles; the PIN is drawn by the server and shown once. */
import { MultiSelect, Select } from "@mantine/core";
import { useState } from "react";
import { type EmployeeRequest, postEmployees } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { Once } from "#kit/Once.tsx";
import { useOffice } from "#kit/office.ts";
import { PersonFields } from "#kit/PersonFields.tsx";
import { useText } from "#kit/text.ts";
import { useRoleChoices } from "./roles.ts";

export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const t = useText("people");
  const { stores, store_id } = useOffice();
  const act = useAct();
  const intend = useIntention<EmployeeRequest>();
  const choices = useRoleChoices();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [at, setAt] = useState(store_id ?? stores[0]?.store_id ?? "");
  const [roles, setRoles] = useState<string[]>([]);
  const [pin, setPin] = useState<string | null>(null);
  const [added, setAdded] = useState(false);
  const save = async () => {
    const body = { name: name.trim(), email: email.trim(), memberships: [{ store_id: at, roles }] };
    const person = await act(
      () => intend(body, (asked, key) => postEmployees({ body: asked, headers: { "Idempotency-Key": key } })),
      t("added", { name: body.name }),
    );
    setPin(person.pin ?? null);
  };
  if (added)
    return (
      <Once
        secret={pin}
        onClose={onClose}
        title={t("pin.of", { name: name.trim() })}
        help={t("pin.first", { email: email.trim() })}
      />
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      onSaved={() => setAdded(true)}
      title={t("add")}
      label={t("add")}
      ready={name.trim() !== "" && email.trim() !== "" && roles.length > 0}
      onSave={save}
    >
      {(error) => (
        <>
          <PersonFields
            {...{ name, email, error }}
            onName={setName}
            onEmail={setEmail}
            texts={{ name: t("name"), email: t("email"), email_help: t("email_help") }}
          />
          <Select
            label={t("store")}
            allowDeselect={false}
            value={at}
            error={error("memberships.0.store_id")}
            onChange={(value) => setAt(value ?? at)}
            data={stores.map((store) => ({ value: store.store_id, label: store.name }))}
          />
          <MultiSelect
            label={t("roles")}
            description={t("roles_help")}
            required
            value={roles}
            error={error("memberships.0.roles.0") ?? error("memberships.0.roles")}
            onChange={setRoles}
            data={choices}
          />
        </>
      )}
    </FormDialog>
  );
}
