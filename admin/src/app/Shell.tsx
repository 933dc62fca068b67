/** The frame around a page: the menu, the top bar, and a bar at the bottom of a phone. */
import { Anchor, AppShell, Box, Button, Group, Kbd, Select, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBuildingStore, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useKept } from "#kit/kept.ts";
import { useOffice } from "#kit/office.ts";
import { Stale } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import { BottomBar } from "./BottomBar.tsx";
import { useBadgeNews } from "./badges.ts";
import classes from "./Frame.module.css";
import { LiveDot } from "./LiveDot.tsx";
import { Nav } from "./Nav.tsx";
import { useLostSince } from "./reach.ts";
import { SearchBox } from "./SearchBox.tsx";
import { Shortcuts, usePageKeys } from "./Shortcuts.tsx";
import { UserMenu } from "./UserMenu.tsx";
import { ViewsMenu } from "./ViewsMenu.tsx";
import { useLastView } from "./views.ts";

export function Shell({ children }: { children: ReactNode }) {
  const t = useText("frame");
  const [collapsed, setCollapsed] = useKept("nav_collapsed", false);
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  const phone = useMediaQuery("(max-width: 767px)", globalThis.innerWidth < 768, { getInitialValueInEffect: false });
  const lost_since = useLostSince();
  usePageKeys({ search: () => setSearching(true), help: () => setHelping(true) });
  useLastView();
  useBadgeNews();
  return (
    <AppShell
      layout="alt"
      header={{ height: 52 }}
      navbar={{ width: collapsed ? 56 : 220, breakpoint: 768, collapsed: { mobile: true } }}
      footer={{ height: 60, collapsed: !phone }}
      padding={{ base: "sm", sm: "lg" }}
      transitionDuration={0}
    >
      <Anchor href="#page" className={classes.skip}>
        {t("skip")}
      </Anchor>
      <AppShell.Header className={classes.noprint}>
        <Group h="100%" px={{ base: "sm", sm: "lg" }} justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" style={{ minWidth: 0, flex: 1 }}>
            <StorePicker />
          </Group>
          <Group gap={4} wrap="nowrap">
            <LiveDot />
            <Button
              variant="default"
              h={32}
              px="sm"
              fw={400}
              c="dimmed"
              visibleFrom="sm"
              leftSection={<IconSearch size={16} aria-hidden />}
              rightSection={
                <Kbd size="xs" aria-hidden>
                  ⌘K
                </Kbd>
              }
              onClick={() => setSearching(true)}
              title={t("find.label")}
            >
              {t("find.short")}
            </Button>
            <ViewsMenu />
            <UserMenu onShortcuts={() => setHelping(true)} />
          </Group>
        </Group>
      </AppShell.Header>
      {!phone && (
        <AppShell.Navbar component="nav" aria-label={t("nav.label")} className={classes.noprint}>
          <Group h={52} px={collapsed ? 16 : "md"} gap="xs" wrap="nowrap" style={{ flex: "none" }}>
            <img src="/admin/icon.svg" width={24} height={24} alt="" />
            {!collapsed && <Text fw={600}>{t("brand")}</Text>}
          </Group>
          <Nav collapsed={collapsed} onCollapse={() => setCollapsed(!collapsed)} />
        </AppShell.Navbar>
      )}
      <AppShell.Main id="page" tabIndex={-1} className={classes.main} style={{ outline: "none" }}>
        <Box maw={1600} mx="auto">
          <Stale since={lost_since}>{children}</Stale>
        </Box>
      </AppShell.Main>
      {phone && (
        <AppShell.Footer component="nav" aria-label={t("nav.label")} className={classes.noprint}>
          <BottomBar onSearch={() => setSearching(true)} />
        </AppShell.Footer>
      )}
      <SearchBox opened={searching} onClose={() => setSearching(false)} />
      <Shortcuts opened={helping} onClose={() => setHelping(false)} />
    </AppShell>
  );
}

function StorePicker() {
  const t = useText("frame");
  const { stores, store_id } = useOffice();
  const [, change] = useUrl();
  if (stores.length < 2)
    return (
      <Text fw={500} lh={1.4} lineClamp={2}>
        {stores[0]?.name}
      </Text>
    );
  return (
    <Select
      aria-label={t("store.label")}
      w={{ base: "100%", sm: 260 }}
      maw={260}
      allowDeselect={false}
      leftSection={<IconBuildingStore size={16} aria-hidden />}
      value={store_id ?? ""}
      onChange={(store) => change({ store: store || undefined, open: undefined }, { push: true })}
      data={[
        { value: "", label: t("store.all") },
        ...stores.map((store) => ({ value: store.store_id, label: store.name })),
      ]}
      styles={{ input: { height: 32, minHeight: 32 } }}
    />
  );
}
