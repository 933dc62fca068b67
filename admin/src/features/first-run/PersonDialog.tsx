/** The first person for the counter: a cashier, whose PIN the server draws and shows once. */
import { useState } from "react";
import { type EmployeeRequest, postEmployees } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useHomeStore } from "#kit/home.ts";
import { useIntention } from "#kit/intention.ts";
import { Once } from "#kit/Once.tsx";
import { PersonFields } from "#kit/PersonFields.tsx";
import { useText } from "#kit/text.ts";

const ROLE = "cashier";

export function PersonDialog({ onClose }: { onClose: () => void }) {
  const t = useText("first-run");
  const act = useAct();
  const { home } = useHomeStore();
  const intend = useIntention<EmployeeRequest>();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [pin, setPin] = useState<string | null>(null);
  const save = async () => {
    const body = {
      ...{ name: name.trim(), email: email.trim() },
      memberships: [{ store_id: home?.store_id ?? "", roles: [ROLE] }],
    };
    const person = await act(
      () => intend(body, (asked, key) => postEmployees({ body: asked, headers: { "Idempotency-Key": key } })),
      t("person.done", { name: body.name }),
    );
    if (!person.pin) return onClose();
    setPin(person.pin);
  };
  if (pin)
    return (
      <Once
        secret={pin}
        onClose={onClose}
        title={t("pin", { name: name.trim() })}
        help={t("pin.help", { email: email.trim() })}
      />
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      onSaved={() => undefined}
      title={t("step.person.act")}
      label={t("person.save")}
      ready={name.trim() !== "" && email.trim() !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <PersonFields
            {...{ name, email, error }}
            onName={setName}
            onEmail={setEmail}
            texts={{ name: t("name"), email: t("email"), email_help: t("email.help") }}
          />
        </>
      )}
    </FormDialog>
  );
}
