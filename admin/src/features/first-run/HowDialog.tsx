/** The instructions for the till and the gate, because the console itself neither sells nor admits. */
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { Dialog } from "#kit/Dialogs.tsx";
import { useText } from "#kit/text.ts";

const LINES = { sale: ["1", "2", "3"], scan: ["1", "2", "3"] } as const;

export function HowDialog({ step, onClose }: { step: keyof typeof LINES; onClose: () => void }) {
  const t = useText("first-run");
  return (
    <Dialog opened onClose={onClose} title={t(`step.${step}`)}>
      <Stack gap="sm">
        <List type="ordered" spacing="xs">
          {LINES[step].map((line) => (
            <List.Item key={line}>{t(`step.${step}.how_${line}`)}</List.Item>
          ))}
        </List>
        <Text c="dimmed" fz="sm">
          {t("how.live")}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t("how.close")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
