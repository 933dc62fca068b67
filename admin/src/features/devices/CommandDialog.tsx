/** Sends a device a command: load the list again, start again, or show a message. */
import { Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { type DeviceCommandRequest, postDevicesDeviceIdCommands, type SeenDevice } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useText } from "#kit/text.ts";

const TYPES = ["refresh_list", "restart", "message"] as const satisfies readonly DeviceCommandRequest["type"][];

export function CommandDialog({ device, onClose }: { device: SeenDevice; onClose: () => void }) {
  const t = useText("devices");
  const act = useAct();
  const intend = useIntention<DeviceCommandRequest>();
  const [type, setType] = useState<DeviceCommandRequest["type"]>("refresh_list");
  const [text, setText] = useState("");
  const { device_id, name } = device;
  const body = { type, ...(type === "message" && { text: text.trim() }) };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("command.title", { name })}
      label={t("command.send")}
      ready={type !== "message" || text.trim() !== ""}
      onSave={() =>
        act(
          () =>
            intend(body, (asked, key) =>
              postDevicesDeviceIdCommands({ path: { device_id }, body: asked, headers: { "Idempotency-Key": key } }),
            ),
          t("command.sent", { name }),
        )
      }
    >
      {(error) => (
        <>
          <Select
            label={t("command.type")}
            description={t(`command.${type}.help`)}
            allowDeselect={false}
            value={type}
            error={error("type")}
            onChange={(value) => setType(TYPES.find((each) => each === value) ?? type)}
            data={TYPES.map((value) => ({ value, label: t(`command.${value}`) }))}
          />
          {type === "message" && (
            <Textarea
              label={t("command.text")}
              maxLength={500}
              required
              value={text}
              error={error("text")}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
