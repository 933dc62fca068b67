/** The person's menu: language, theme, calendar, lock, sign out. */
import { Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconChevronDown, IconKeyboard, IconLock, IconLogout } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { toApiError } from "#kit/api.ts";
import type { Era } from "#kit/format.ts";
import { useKept } from "#kit/kept.ts";
import { useOffice } from "#kit/office.ts";
import { LANGUAGES, type Language, useLanguage, useText } from "#kit/text.ts";
import { tellError } from "#kit/toast.ts";
import { setLanguage } from "../languages/index.ts";
import { lock, signOut } from "./session.ts";

const THEMES = ["light", "dark", "auto"] as const;
const ERAS: readonly Era[] = ["buddhist", "gregorian"];

export function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const t = useText("frame");
  const kit = useText("kit");
  const { me, era } = useOffice();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [, setEra] = useKept<Era | null>("era", null);
  const leave = useMutation({ mutationFn: signOut, onError: (error) => tellError(kit, toApiError(error, undefined)) });
  return (
    <Menu position="bottom-end" width={232} closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton px={8} h={32} style={{ display: "inline-flex", alignItems: "center", gap: 4, borderRadius: 6 }}>
          <Text component="span" fw={500} truncate maw={140} visibleFrom="sm">
            {me.name}
          </Text>
          <Text component="span" fw={600} hiddenFrom="sm">
            {initials(me.name)}
          </Text>
          <span className="visually-hidden">{t("user.menu", { name: me.name })}</span>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.email}</Menu.Label>
        <Menu.Divider />
        <Choices<Language>
          name={t("language.label")}
          all={LANGUAGES}
          chosen={language}
          label={(each) => t(`language.${each}`)}
          onChoose={(each) => void setLanguage(each)}
        />
        <Menu.Divider />
        <Choices
          name={t("theme.label")}
          all={THEMES}
          chosen={colorScheme}
          label={(each) => t(`theme.${each}`)}
          onChoose={setColorScheme}
        />
        <Menu.Divider />
        <Choices<Era>
          name={t("era.label")}
          all={ERAS}
          chosen={era}
          label={(each) => t(`era.${each}`)}
          onChoose={setEra}
        />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} closeMenuOnClick onClick={onShortcuts}>
          {t("shortcuts.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLock size={16} aria-hidden />} closeMenuOnClick onClick={() => void lock()}>
          {t("lock.now")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          {t("signout")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoicesProps<Each extends string> {
  name: string;
  all: readonly Each[];
  chosen: Each;
  label: (each: Each) => string;
  onChoose: (each: Each) => void;
}

function Choices<Each extends string>({ name, all, chosen, label, onChoose }: ChoicesProps<Each>) {
  return (
    <>
      <Menu.Label>{name}</Menu.Label>
      <Menu.RadioGroup aria-label={name} value={chosen} onChange={(each) => onChoose(each as Each)}>
        {all.map((each) => (
          <Menu.RadioItem key={each} value={each}>
            {label(each)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

/** The first letters of a name; of a Thai one its first cluster. */
function initials(name: string): string {
  const letters = new Intl.Segmenter("th", { granularity: "grapheme" });
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...letters.segment(word)].at(0)?.segment ?? "")
    .join("");
}
