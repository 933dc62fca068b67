/** A secret that the API shows once: it is copied from here, and is gone when the dialog closes. */
import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Dialog } from "./Dialogs.tsx";
import { useText } from "./text.ts";

interface OnceProps {
  /** The secret; null while there is none to show. */
  secret: string | null;
  onClose: () => void;
  title: string;
  /** The use of the secret, in a sentence. */
  help: ReactNode;
}

export function Once({ secret, onClose, title, help }: OnceProps) {
  const t = useText("kit");
  return (
    <Dialog opened={secret !== null} onClose={onClose} title={title}>
      <Stack gap="sm">
        <Text component="div">{help}</Text>
        <Code block fz="xl" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }} data-secret>
          {secret}
        </Code>
        <Alert variant="outline" color="var(--frame-warn)">
          {t("once.warning")}
        </Alert>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret ?? ""}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              >
                {t(copied ? "once.copied" : "once.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("once.done")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
