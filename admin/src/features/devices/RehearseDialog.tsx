/** Begins a rehearsed outage on a device; a till with an open shift asks for a word first. */
import { Alert, Checkbox, List, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { postDevicesDeviceIdOfflineRehearsal, type RehearsalRequest, type SeenDevice } from "#client";
import { useAct } from "#kit/act.ts";
import { ApiError } from "#kit/api.ts";
import { Whole } from "#kit/Fields.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useText } from "#kit/text.ts";

const CHOICES = [5, 15, 30, 60] as const;
const MOST_MINUTES = 120;

export function RehearseDialog({ device, onClose }: { device: SeenDevice; onClose: () => void }) {
  const t = useText("devices");
  const act = useAct();
  const intend = useIntention<RehearsalRequest>();
  const [minutes, setMinutes] = useState<number | null>(15);
  const [drawer_is_open, setDrawerIsOpen] = useState(false);
  const [with_open_drawer, setWithOpenDrawer] = useState(false);
  const { device_id, name } = device;
  const start = async () => {
    const body = { minutes: minutes ?? 0, with_open_drawer };
    const send = () =>
      intend(body, (asked, key) =>
        postDevicesDeviceIdOfflineRehearsal({ path: { device_id }, body: asked, headers: { "Idempotency-Key": key } }),
      );
    try {
      await act(send, t("rehearsal.started", { name }));
    } catch (error) {
      if (error instanceof ApiError && error.code === "E_REHEARSAL_DRAWER_OPEN") setDrawerIsOpen(true);
      throw error;
    }
  };
  const ready = minutes !== null && minutes >= 1 && minutes <= MOST_MINUTES && (!drawer_is_open || with_open_drawer);
  return (
    <FormDialog
      opened
      danger
      onClose={onClose}
      title={t("rehearsal.title", { name })}
      label={t("rehearsal.start")}
      ready={ready}
      onSave={start}
    >
      {(error) => (
        <>
          <Text size="sm">{t("rehearsal.help")}</Text>
          <List size="sm">
            <List.Item>{t(device.caps.can_sell ? "rehearsal.no_sales" : "rehearsal.no_scans")}</List.Item>
            <List.Item>{t("rehearsal.real")}</List.Item>
            <List.Item>{t("rehearsal.alert")}</List.Item>
          </List>
          <Stack gap={4}>
            <SegmentedControl
              fullWidth
              aria-label={t("rehearsal.minutes")}
              value={String(minutes ?? "")}
              onChange={(value) => setMinutes(Number(value))}
              data={CHOICES.map((count) => ({ value: String(count), label: t("rehearsal.choice", { count }) }))}
            />
            <Whole
              label={t("rehearsal.minutes")}
              value={minutes}
              onChange={setMinutes}
              min={1}
              max={MOST_MINUTES}
              error={error("minutes")}
            />
          </Stack>
          {drawer_is_open && (
            <Alert color="yellow" variant="light">
              <Checkbox
                label={t("rehearsal.with_open_drawer")}
                description={t("rehearsal.with_open_drawer_help")}
                checked={with_open_drawer}
                onChange={({ currentTarget }) => setWithOpenDrawer(currentTarget.checked)}
              />
            </Alert>
          )}
        </>
      )}
    </FormDialog>
  );
}
