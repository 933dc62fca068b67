/** The bar of a form on a page: it says that something is not saved, saves it, and keeps a person from leaving by mistake. */
import { Button, Group, Paper, Text } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { Dialog } from "./Dialogs.tsx";
import { useText } from "./text.ts";

interface UnsavedProps {
  changed: boolean;
  saving: boolean;
  onSave: () => void;
  onReset: () => void;
}

export function Unsaved({ changed, saving, onSave, onReset }: UnsavedProps) {
  const t = useText("kit");
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => changed && !saving && current.pathname !== next.pathname,
    enableBeforeUnload: () => changed,
    withResolver: true,
  });
  return (
    <>
      {changed && (
        <Paper
          p="sm"
          pos="sticky"
          style={{ bottom: "calc(var(--app-shell-footer-offset, 0px) + 8px)", zIndex: 10 }}
          withBorder
        >
          <Group justify="space-between">
            <Text size="sm" role="status">
              {t("unsaved")}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onReset} disabled={saving}>
                {t("unsaved.reset")}
              </Button>
              <Button onClick={onSave} loading={saving}>
                {t("unsaved.save")}
              </Button>
            </Group>
          </Group>
        </Paper>
      )}
      <Dialog opened={blocker.status === "blocked"} onClose={() => blocker.reset?.()} title={t("unsaved.leave_title")}>
        <Text size="sm">{t("unsaved.leave_help")}</Text>
        <Group justify="flex-end" gap="xs" mt="md">
          <Button variant="default" onClick={() => blocker.reset?.()}>
            {t("unsaved.stay")}
          </Button>
          <Button color="red" onClick={() => blocker.proceed?.()}>
            {t("unsaved.leave")}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
