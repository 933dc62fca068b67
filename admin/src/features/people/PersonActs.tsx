/** Acts on a person: change the name or address, give a new PIN, suspend and resume. */
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import {
  type PlacedEmployee,
  patchEmployeesEmployeeId,
  postEmployeesEmployeeIdResetPin,
  postEmployeesEmployeeIdResume,
  postEmployeesEmployeeIdSuspend,
} from "#client";
import { useAct } from "#kit/act.ts";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { Once } from "#kit/Once.tsx";
import { useOffice } from "#kit/office.ts";
import { PersonFields } from "#kit/PersonFields.tsx";
import { useText } from "#kit/text.ts";

type Act = "edit" | "pin" | "suspend" | "resume";

export function PersonActs({ person }: { person: PlacedEmployee }) {
  const t = useText("people");
  const { me } = useOffice();
  const act = useAct();
  const [asking, setAsking] = useState<Act | null>(null);
  const [pin, setPin] = useState<string | null>(null);
  const { employee_id, name, status } = person;
  const path = { employee_id };
  const own = me.employee_id === employee_id;
  const close = () => setAsking(null);
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => setAsking("edit")}>
        {t("edit")}
      </Button>
      {!own && (
        <Button variant="default" onClick={() => setAsking("pin")}>
          {t("pin.reset")}
        </Button>
      )}
      {!own && status === "active" && (
        <Button variant="default" color="red" onClick={() => setAsking("suspend")}>
          {t("suspend")}
        </Button>
      )}
      {!own && status === "suspended" && <Button onClick={() => setAsking("resume")}>{t("resume")}</Button>}
      {asking === "edit" && <EditDialog person={person} onClose={close} />}
      <ReasonDialog
        opened={asking === "pin"}
        onClose={close}
        title={t("pin.reset")}
        thing={t("pin.reset_means", { name })}
        act={t("pin.reset")}
        onConfirm={async () => {
          const reset = await act(() => postEmployeesEmployeeIdResetPin({ path, body: {} }), t("pin.done"));
          setPin(reset.pin ?? null);
        }}
      />
      <ReasonDialog
        opened={asking === "suspend"}
        onClose={close}
        title={t("suspend")}
        thing={t("suspend_means", { name })}
        act={t("suspend")}
        danger
        onConfirm={() => act(() => postEmployeesEmployeeIdSuspend({ path, body: {} }), t("suspended", { name }))}
      />
      <ReasonDialog
        opened={asking === "resume"}
        onClose={close}
        title={t("resume")}
        thing={t("resume_means", { name })}
        act={t("resume")}
        onConfirm={() => act(() => postEmployeesEmployeeIdResume({ path, body: {} }), t("resumed", { name }))}
      />
      <Once secret={pin} onClose={() => setPin(null)} title={t("pin.of", { name })} help={t("pin.help")} />
    </Group>
  );
}

function EditDialog({ person, onClose }: { person: PlacedEmployee; onClose: () => void }) {
  const t = useText("people");
  const act = useAct();
  const [name, setName] = useState(person.name);
  const [email, setEmail] = useState(person.email);
  const body = {
    ...(name.trim() !== person.name && { name: name.trim() }),
    ...(email.trim() !== person.email && { email: email.trim() }),
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("edit")}
      label={t("save")}
      ready={Object.keys(body).length > 0 && name.trim() !== ""}
      onSave={() => act(() => patchEmployeesEmployeeId({ path: person, body }), t("saved"))}
    >
      {(error) => (
        <>
          <PersonFields
            {...{ name, email, error }}
            onName={setName}
            onEmail={setEmail}
            texts={{ name: t("name"), email: t("email"), email_help: t("email_help") }}
          />
        </>
      )}
    </FormDialog>
  );
}
