/** The code of a reprinted ticket. It is shown once; reading it again is another print. */
import { Button, Group, Stack, Text } from "@mantine/core";
import type { TextRow } from "#client";
import { Dialog } from "#kit/Dialogs.tsx";
import { formatDateTime } from "#kit/format.ts";
import { useOffice } from "#kit/office.ts";
import { Paper } from "#kit/Paper.tsx";
import { useText } from "#kit/text.ts";

export interface Printed {
  copy_no: number;
  short_code: string;
  valid_to: string | null;
}

interface PrintedDialogProps {
  printed: Printed | null;
  name: string;
  onClose: () => void;
}

export function PrintedDialog({ printed, name, onClose }: PrintedDialogProps) {
  const t = useText("tickets");
  const { locale } = useOffice();
  const rowsOf = ({ copy_no, short_code, valid_to }: Printed): TextRow[] => {
    const until = valid_to === null ? t("no_end") : formatDateTime(valid_to, locale);
    return [
      { kind: "text", align: "center", weight: "bold", text: name },
      { kind: "text", align: "center", weight: "title", text: short_code },
      { kind: "text", align: "center", weight: "normal", text: t("printed.until", { until }) },
      { kind: "text", align: "center", weight: "bold", text: t("printed.copy_no", { count: copy_no }) },
    ];
  };
  return (
    <Dialog opened={printed !== null} onClose={onClose} title={t("printed.title")}>
      {printed && (
        <Stack gap="sm">
          <Paper rows={rowsOf(printed)} width_mm={58} label={t("printed.title")} />
          <Text c="dimmed">{t("printed.help")}</Text>
          <Group justify="flex-end" gap="xs" className="no-print">
            <Button variant="default" onClick={onClose}>
              {t("close")}
            </Button>
            <Button onClick={() => window.print()}>{t("printed.print")}</Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
