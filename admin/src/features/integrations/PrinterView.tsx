/** One printer: its profile, its devices by role, and the test print as paper, PDF and bytes. */
import { Button, Group, MultiSelect, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Printer, putPrintersPrinterIdDevices } from "#client";
import { useAct } from "#kit/act.ts";
import { toApiError } from "#kit/api.ts";
import { saveFile } from "#kit/Csv.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { fetchFile } from "#kit/files.ts";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { Paper } from "#kit/Paper.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { tellError } from "#kit/toast.ts";
import { getPrintersPrinterIdTestOptions } from "#queries";
import { PrinterDialog } from "./PrinterDialog.tsx";

const ROLES = ["receipt", "ticket"] as const;
type Role = (typeof ROLES)[number];

export function PrinterView({ printer }: { printer: Printer }) {
  const t = useText("integrations");
  const kit = useText("kit");
  const { storeName } = useOffice();
  const { name: nameOf } = useNames();
  const [changing, setChanging] = useState(false);
  const [role, setRole] = useState<Role | null>(null);
  const [shown, setShown] = useState(false);
  const path = { printer_id: printer.printer_id };
  const test = useQuery({ ...getPrintersPrinterIdTestOptions({ path }), enabled: shown });
  const file = useMutation({
    mutationFn: async (format: "pdf" | "escpos") => {
      const made = await fetchFile(`/v1/printers/${printer.printer_id}/test`, { format });
      saveFile(made, `test.${format === "pdf" ? "pdf" : "bin"}`);
    },
    onError: (error) => tellError(kit, toApiError(error, undefined)),
  });
  const devicesOf = (of: Role) => printer.devices.filter((each) => each.role === of).map(({ device_id }) => device_id);
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("store"), storeName(printer.store_id)],
          [t("printers.paper"), `${printer.paper_width_mm} mm`],
          [t("printers.letters"), t(`encoding.${printer.encoding}`)],
          [t("printers.table"), printer.code_table],
          [t("printers.address"), printer.address ?? "—"],
          [t("printers.cuts"), t(printer.cuts_paper ? "yes" : "no")],
          [t("printers.kicks"), t(printer.kicks_drawer ? "yes" : "no")],
        ]}
      />
      <Group>
        <Button variant="default" onClick={() => setChanging(true)}>
          {t("printers.change")}
        </Button>
      </Group>
      <Section title={t("printers.devices")}>
        {ROLES.map((of) => (
          <Group key={of} justify="space-between" gap="xs" py={4}>
            <span>
              {t(`printer_role.${of}`)}: {devicesOf(of).map(nameOf).join(", ") || t("printers.nobody")}
            </span>
            <Button
              size="xs"
              variant="default"
              aria-label={t("printers.assign_of", { role: t(`printer_role.${of}`) })}
              onClick={() => setRole(of)}
            >
              {t("printers.assign")}
            </Button>
          </Group>
        ))}
      </Section>
      <Section title={t("printers.test")}>
        <Stack gap="md">
          <Group gap="xs">
            <Button onClick={() => setShown(true)}>{t("printers.show")}</Button>
            <Button variant="default" loading={file.isPending} onClick={() => file.mutate("pdf")}>
              {t("printers.pdf")}
            </Button>
            <Button variant="default" loading={file.isPending} onClick={() => file.mutate("escpos")}>
              {t("printers.bytes")}
            </Button>
          </Group>
          {shown && (
            <Loaded query={test} rows={16}>
              {({ data }) => <Paper rows={data.rows} width_mm={data.paper_width_mm} label={t("printers.test")} />}
            </Loaded>
          )}
        </Stack>
      </Section>
      {changing && <PrinterDialog printer={printer} onClose={() => setChanging(false)} />}
      {role && <DevicesDialog printer={printer} role={role} before={devicesOf(role)} onClose={() => setRole(null)} />}
    </Stack>
  );
}

interface DevicesDialogProps {
  printer: Printer;
  role: Role;
  before: string[];
  onClose: () => void;
}

function DevicesDialog({ printer, role, before, onClose }: DevicesDialogProps) {
  const t = useText("integrations");
  const act = useAct();
  const { devices } = useNames();
  const [device_ids, setDevices] = useState(before);
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t("printers.assign_of", { role: t(`printer_role.${role}`) })}
      label={t("save")}
      ready={device_ids.toSorted().join() !== before.toSorted().join()}
      onSave={() =>
        act(
          () => putPrintersPrinterIdDevices({ path: { printer_id: printer.printer_id }, body: { role, device_ids } }),
          t("printers.saved"),
        )
      }
    >
      {(error) => (
        <MultiSelect
          label={t("printers.devices")}
          description={t("printers.devices_help")}
          searchable
          value={device_ids}
          error={error("device_ids.0") ?? error("device_ids")}
          onChange={setDevices}
          data={devices.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
    </FormDialog>
  );
}
