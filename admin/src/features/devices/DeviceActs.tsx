/** The acts on a device, by its standing: each changes what its next request may do. */
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import {
  postDevicesDeviceIdApprove,
  postDevicesDeviceIdResume,
  postDevicesDeviceIdRevoke,
  postDevicesDeviceIdRotate,
  postDevicesDeviceIdSuspend,
  type SeenDevice,
} from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { Once } from "#kit/Once.tsx";
import { useText } from "#kit/text.ts";
import { CommandDialog } from "./CommandDialog.tsx";
import { EditDialog } from "./EditDialog.tsx";
import { RehearseDialog } from "./RehearseDialog.tsx";

const SENDS = {
  approve: postDevicesDeviceIdApprove,
  suspend: postDevicesDeviceIdSuspend,
  resume: postDevicesDeviceIdResume,
  revoke: postDevicesDeviceIdRevoke,
} as const;
type Change = keyof typeof SENDS | "rotate";

/** The acts of each standing; a revoked device has none. */
const CHANGES: Record<SeenDevice["status"], readonly Change[]> = {
  pending: ["approve", "revoke"],
  active: ["suspend", "rotate", "revoke"],
  suspended: ["resume", "rotate", "revoke"],
  revoked: [],
};
const DANGEROUS: readonly Change[] = ["revoke", "suspend"];

export function DeviceActs({ device }: { device: SeenDevice }) {
  const t = useText("devices");
  const act = useAct();
  const [asked, ask] = useState<Change | "edit" | "command" | "rehearsal" | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const { device_id, name, status } = device;
  const path = { device_id };
  const close = () => ask(null);
  const run = async (change: Change) => {
    if (change !== "rotate") return act(() => SENDS[change]({ path }), t(`${change}.done`, { name }));
    const rotated = await act(() => postDevicesDeviceIdRotate({ path }), t("rotate.done", { name }));
    setToken(rotated.device_token);
    return rotated;
  };
  const change = asked === "edit" || asked === "command" || asked === "rehearsal" ? null : asked;
  return (
    <Group gap="xs">
      {status !== "revoked" && (
        <Button variant="default" onClick={() => ask("edit")}>
          {t("edit")}
        </Button>
      )}
      {status === "active" && (
        <Button variant="default" onClick={() => ask("command")}>
          {t("command")}
        </Button>
      )}
      {status === "active" && (
        <Button variant="default" onClick={() => ask("rehearsal")}>
          {t("rehearsal")}
        </Button>
      )}
      {CHANGES[status].map((each) => (
        <Button
          key={each}
          variant={each === "approve" ? "filled" : "default"}
          color={each === "approve" ? "accent" : undefined}
          onClick={() => ask(each)}
        >
          {t(`act.${each}`)}
        </Button>
      ))}
      {asked === "edit" && <EditDialog device={device} onClose={close} />}
      {asked === "command" && <CommandDialog device={device} onClose={close} />}
      {asked === "rehearsal" && <RehearseDialog device={device} onClose={close} />}
      {change && (
        <FormDialog
          opened
          ready
          danger={DANGEROUS.includes(change)}
          onClose={close}
          title={t(`${change}.title`, { name })}
          label={t(`act.${change}`)}
          onSave={() => run(change)}
        >
          {() => <Text size="sm">{t(`${change}.help`)}</Text>}
        </FormDialog>
      )}
      <Once secret={token} onClose={() => setToken(null)} title={t("rotate.token", { name })} help={t("rotate.once")} />
    </Group>
  );
}
