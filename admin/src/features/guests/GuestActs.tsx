/** Acts on a guest: edit, points, merge, export of their data, deactivate and activate, erase. */
import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Customer,
  deleteCustomersCustomerId,
  getCustomersCustomerId,
  getCustomersCustomerIdExport,
  type Permission,
  putCustomersCustomerId,
} from "#client";
import { useAct } from "#kit/act.ts";
import { saveFile } from "#kit/Csv.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useGo } from "#kit/Links.tsx";
import { useOffice } from "#kit/office.ts";
import { ErrorState } from "#kit/States.tsx";
import { useStepUp } from "#kit/StepUp.tsx";
import { useText } from "#kit/text.ts";
import { tellDone } from "#kit/toast.ts";
import { EraseDialog } from "./EraseDialog.tsx";
import { GuestDialog } from "./GuestDialog.tsx";
import { MergeDialog } from "./MergeDialog.tsx";
import { PointsDialog } from "./PointsDialog.tsx";

type Act = "edit" | "points" | "merge" | "deactivate" | "activate" | "erase";

export function GuestActs({ guest }: { guest: Customer }) {
  const t = useText("guests");
  const act = useAct();
  const { can, me } = useOffice();
  const go = useGo();
  const [asking, setAsking] = useState<Act | null>(null);
  const [same_phone_as, setSame] = useState<string | null>(null);
  const exported = useExport(guest.customer_id);
  const { name, active, merged_into, erased_at } = guest;
  const everywhere = (...permissions: Permission[]) =>
    me.stores.every((store) => permissions.every((one) => store.permissions.includes(one)));
  const known = merged_into === null && erased_at === null;
  const writes = known && can("guests_write");
  const offered: Record<Act, boolean> = {
    edit: writes,
    points: known && active && can("approve"),
    merge: writes && active,
    deactivate: writes && active,
    activate: writes && !active,
    erase: erased_at === null && everywhere("settings_write", "approve"),
  };
  const close = () => {
    setAsking(null);
    setSame(null);
  };
  return (
    <Stack gap="xs" className="no-print">
      <Group gap="xs">
        {(Object.keys(offered) as Act[])
          .filter((one) => offered[one])
          .map((one) => (
            <Button key={one} size="xs" variant="default" onClick={() => setAsking(one)}>
              {t(`act.${one}`)}
            </Button>
          ))}
        {everywhere("audit_view", "guests_write") && (
          <Button size="xs" variant="default" loading={exported.isPending} onClick={() => exported.mutate()}>
            {t("act.export")}
          </Button>
        )}
      </Group>
      {exported.error && <ErrorState error={exported.error} />}
      {asking === "edit" && (
        <GuestDialog
          guest={guest}
          onClose={close}
          onSaved={(_, same) => {
            close();
            setSame(same);
          }}
        />
      )}
      {asking === "points" && <PointsDialog guest={guest} onClose={close} />}
      {(asking === "merge" || same_phone_as !== null) && (
        <MergeDialog
          guest={guest}
          other_id={same_phone_as}
          onClose={close}
          onMerged={(stays) => {
            close();
            go(`/customers/${stays}`);
          }}
        />
      )}
      {asking === "erase" && <EraseDialog guest={guest} onClose={close} />}
      <ReasonDialog
        opened={asking === "deactivate"}
        onClose={close}
        title={t("act.deactivate")}
        thing={t("deactivate.means", { name })}
        act={t("act.deactivate")}
        danger
        onConfirm={() => act(() => deleteCustomersCustomerId({ path: guest }), t("deactivate.done", { name }))}
      />
      <ReasonDialog
        opened={asking === "activate"}
        onClose={close}
        title={t("act.activate")}
        thing={t("activate.means", { name })}
        act={t("act.activate")}
        onConfirm={() => act(() => activate(guest), t("activate.done", { name }))}
      />
    </Stack>
  );
}

/** The data is read anew, so that an edit of another person in between stays. */
async function activate({ customer_id }: Customer) {
  const path = { customer_id };
  const { name, phone, email, note } = (await getCustomersCustomerId({ path })).data.data;
  return putCustomersCustomerId({ path, body: { name, phone, email, note, active: true } });
}

/** Saves all data held about a guest as a file; the API audits it. */
function useExport(customer_id: string) {
  const t = useText("guests");
  const proven = useStepUp();
  return useMutation({
    mutationFn: async () => {
      const { data } = await proven(() => getCustomersCustomerIdExport({ path: { customer_id } }));
      saveFile(
        new Blob([JSON.stringify(data.data, null, 2)], { type: "application/json" }),
        `guest-${customer_id}.json`,
      );
      tellDone(t("export.done"), data.request_id);
    },
  });
}
