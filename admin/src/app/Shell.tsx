/** The frame around a page: the groups at the left, store and person at the top. */
import { AppShell, Button, Group, Menu, NavLink, Select, Stack, Text, useMantineColorScheme } from "@mantine/core";
import { Link, useMatchRoute } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useOffice } from "#kit/office.ts";
import { NAV_GROUPS } from "#kit/pages.ts";
import { type Language, useText } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { entries } from "../features/index.ts";
import { setLanguage } from "../languages/index.ts";
import { signOut } from "./session.ts";

export function Shell({ children }: { children: ReactNode }) {
  const t = useText("frame");
  const { t: anyText, i18n } = useTranslation();
  const { me, stores, store_id, can } = useOffice();
  const [, change] = useUrl();
  const matches = useMatchRoute();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: true } }}
      padding="md"
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between">
          <Text fw={600}>{t("brand")}</Text>
          <Group gap="xs">
            {stores.length > 1 && (
              <Select
                aria-label={t("store.label")}
                value={store_id ?? ""}
                onChange={(store) => change({ store: store ?? undefined })}
                data={[
                  { value: "", label: t("store.all") },
                  ...stores.map((store) => ({ value: store.store_id, label: store.name })),
                ]}
              />
            )}
            <Menu>
              <Menu.Target>
                <Button variant="default">{me.name}</Button>
              </Menu.Target>
              <Menu.Dropdown>
                {(["th", "en"] as Language[]).map((language) => (
                  <Menu.Item
                    key={language}
                    disabled={i18n.language === language}
                    onClick={() => void setLanguage(language)}
                  >
                    {language === "th" ? "ไทย" : "English"}
                  </Menu.Item>
                ))}
                {(["light", "dark", "auto"] as const).map((theme) => (
                  <Menu.Item key={theme} disabled={colorScheme === theme} onClick={() => setColorScheme(theme)}>
                    {t(`theme.${theme}`)}
                  </Menu.Item>
                ))}
                <Menu.Item onClick={() => void signOut()}>{t("signout")}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t("nav.label")}>
        <Stack gap={0}>
          {NAV_GROUPS.flatMap((group) =>
            entries
              .filter((entry) => entry.group === group && (!entry.permission || can(entry.permission)))
              .map(({ to, title, icon: Icon }) => (
                <NavLink
                  key={to}
                  component={Link}
                  to={to as "/"}
                  label={anyText(title)}
                  leftSection={<Icon size={18} stroke={1.6} />}
                  active={matches({ to: to as "/" }) !== false}
                />
              )),
          )}
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main>{children}</AppShell.Main>
    </AppShell>
  );
}
