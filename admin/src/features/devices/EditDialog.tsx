/** Changes a device: its name, its zone, what it may do, and notes. */
import { NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { patchDevicesDeviceId, putDevicesDeviceIdZone, type SeenDevice } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useText } from "#kit/text.ts";
import { ZoneSelect } from "#kit/ZoneSelect.tsx";

export function EditDialog({ device, onClose }: { device: SeenDevice; onClose: () => void }) {
  const t = useText("devices");
  const act = useAct();
  const { device_id, store_id } = device;
  const [name, setName] = useState(device.name);
  const [notes, setNotes] = useState(device.notes ?? "");
  const [zone_id, setZone] = useState(device.zone_id);
  const [can_sell, setSell] = useState(device.caps.can_sell);
  const [can_redeem, setRedeem] = useState(device.caps.can_redeem);
  const [offline_cap, setOffline] = useState<number | string>(device.caps.offline_cap);
  const save = async () => {
    const path = { device_id };
    const caps = { can_sell, can_redeem, offline_cap: Number(offline_cap) };
    const body = { name: name.trim(), notes: notes.trim() || null, caps };
    await act(() => patchDevicesDeviceId({ path, body }), t("edit.done", { name: body.name }));
    if (zone_id !== device.zone_id)
      await act(() => putDevicesDeviceIdZone({ path, body: { zone_id } }), t("edit.moved", { name: body.name }));
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("edit.title", { name: device.name })}
      label={t("edit.save")}
      ready={name.trim() !== "" && offline_cap !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            maxLength={100}
            required
            data-autofocus
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <ZoneSelect store_id={store_id} zone_id={zone_id} onZone={setZone} error={error("zone_id")} />
          <Switch
            label={t("cap.can_sell")}
            checked={can_sell}
            onChange={({ currentTarget }) => setSell(currentTarget.checked)}
          />
          <Switch
            label={t("cap.can_redeem")}
            checked={can_redeem}
            onChange={({ currentTarget }) => setRedeem(currentTarget.checked)}
          />
          <NumberInput
            label={t("offline_cap")}
            description={t("offline_cap_help")}
            min={0}
            max={10_000}
            allowDecimal={false}
            value={offline_cap}
            error={error("caps.offline_cap")}
            onChange={setOffline}
          />
          <Textarea
            label={t("notes")}
            maxLength={2_000}
            autosize
            value={notes}
            error={error("notes")}
            onChange={({ currentTarget }) => setNotes(currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
