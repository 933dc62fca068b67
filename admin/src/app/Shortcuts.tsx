/** The list of shortcuts, and the keys that lead to a page. */
import { Group, Kbd, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Dialog } from "#kit/Dialogs.tsx";
import { useKeyPairs, useKeys } from "#kit/keys.ts";
import { useText } from "#kit/text.ts";
import { usePages } from "./Nav.tsx";
import { useLinks } from "./views.ts";

export function usePageKeys(acts: { search: () => void; help: () => void }): void {
  const pages = usePages();
  const navigate = useNavigate();
  const search = useLinks();
  const go = pages.flatMap(({ key, to }) =>
    key
      ? [[`KeyG Key${key.toUpperCase()}`, () => void navigate({ to: to as "/", search: search(to) as never })] as const]
      : [],
  );
  useKeys([["mod+KeyK", acts.search], ["Slash", acts.search], ["shift+Slash", acts.help], ...go]);
  useKeyPairs();
}

const KEYS = [
  ["search", ["⌘ K", "Ctrl K", "/"]],
  ["period", ["[", "]"]],
  ["rows", ["j", "k"]],
  ["open", ["Enter"]],
  ["close", ["Esc"]],
  ["help", ["?"]],
] as const;

export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useText("frame");
  const { t: anyText } = useTranslation();
  const pages = usePages().filter(({ key }) => key);
  const row = (name: string, keys: readonly string[]) => (
    <Group key={name} justify="space-between" wrap="nowrap">
      <Text>{name}</Text>
      <Group gap={4} wrap="nowrap">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </Group>
    </Group>
  );
  return (
    <Dialog opened={opened} onClose={onClose} title={t("shortcuts.title")}>
      <Stack gap={6}>
        {KEYS.map(([name, keys]) => row(t(`shortcuts.${name}`), keys))}
        {pages.map(({ title, key }) => row(anyText(title), ["g", key ?? ""]))}
      </Stack>
    </Dialog>
  );
}
