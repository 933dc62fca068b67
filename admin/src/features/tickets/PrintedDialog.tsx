/** The code of a reprinted ticket. It is shown once; reading it again is another print. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { Dialog } from "#kit/Dialogs.tsx";
import { DateTime } from "#kit/Money.tsx";
import { Facts } from "#kit/Page.tsx";
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
  return (
    <Dialog opened={printed !== null} onClose={onClose} title={t("printed.title")}>
      {printed && (
        <Stack gap="sm">
          <Text fw={600}>{name}</Text>
          <Text ff="monospace" fz="xl" fw={600} ta="center" py="md">
            {printed.short_code}
          </Text>
          <Facts
            of={[
              [t("printed.copy"), t("printed.copy_no", { count: printed.copy_no })],
              [t("valid_to"), printed.valid_to ? <DateTime key="to" at={printed.valid_to} /> : t("no_end")],
            ]}
          />
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
