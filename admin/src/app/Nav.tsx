/** The menu at the left: the pages in their groups, or their icons alone. */
import { ActionIcon, Badge, Box, NavLink, ScrollArea, Stack, Tooltip, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFirstRun } from "#kit/first-run.tsx";
import { useKept } from "#kit/kept.ts";
import { useOffice } from "#kit/office.ts";
import { NAV_GROUPS, type NavGroup, type PageEntry } from "#kit/pages.ts";
import { useText } from "#kit/text.ts";
import { entries } from "../features/index.ts";
import { useBadges } from "./badges.ts";
import classes from "./Frame.module.css";
import { useLinks } from "./views.ts";

/** The pages that the person may see, in the order of the menu. */
export function usePages(): PageEntry[] {
  const { mayOpen } = useOffice();
  return entries.filter(mayOpen).toSorted((a, b) => NAV_GROUPS.indexOf(a.group) - NAV_GROUPS.indexOf(b.group));
}

export function Nav({
  collapsed,
  onCollapse,
  onGo,
}: {
  collapsed: boolean;
  onCollapse?: () => void;
  onGo?: () => void;
}) {
  const t = useText("frame");
  const first_run = useFirstRun();
  const pages = usePages().filter(({ until }) => !until || first_run);
  const groups = NAV_GROUPS.map((group) => ({ group, members: pages.filter((page) => page.group === group) })).filter(
    ({ members }) => members.length > 0,
  );
  const Icon = collapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <>
      <ScrollArea style={{ flex: 1 }} type="auto" scrollbarSize={6}>
        <Stack gap="md" p="xs">
          {groups.map(({ group, members }) => (
            <NavGroupList key={group} group={group} members={members} collapsed={collapsed} {...(onGo && { onGo })} />
          ))}
        </Stack>
      </ScrollArea>
      {onCollapse && (
        <Box p="xs" style={{ borderTop: "1px solid var(--frame-border)" }}>
          <Tooltip label={t(collapsed ? "nav.expand" : "nav.collapse")} position="right">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              onClick={onCollapse}
              aria-label={t(collapsed ? "nav.expand" : "nav.collapse")}
            >
              <Icon size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Box>
      )}
    </>
  );
}

/** Groups that are always open: their pages are read many times a day. */
const ALWAYS_OPEN: readonly NavGroup[] = ["day", "control", "provider"];
const OPEN_AT_FIRST: readonly NavGroup[] = ["reports"];

/** A group of the menu. A person folds and unfolds it; that of the present page is always open. */
function NavGroupList({
  group,
  members,
  collapsed,
  onGo,
}: {
  group: NavGroup;
  members: readonly PageEntry[];
  collapsed: boolean;
  onGo?: () => void;
}) {
  const t = useText("frame");
  const [unfolded, setUnfolded] = useKept("menu", OPEN_AT_FIRST);
  const isActive = useActive();
  const folds = !collapsed && !ALWAYS_OPEN.includes(group);
  const open = !folds || unfolded.includes(group) || members.some(isActive);
  const name = t(`group.${group}`);
  const toggle = () =>
    setUnfolded(unfolded.includes(group) ? unfolded.filter((each) => each !== group) : [...unfolded, group]);
  return (
    <div>
      {folds && (
        <UnstyledButton className={classes.group} aria-expanded={open} onClick={toggle}>
          <span>{name}</span>
          <IconChevronDown size={14} aria-hidden className={classes.chevron} data-open={open || undefined} />
        </UnstyledButton>
      )}
      {open && (
        <Box component="ul" m={0} p={0} className={classes.list} aria-label={name}>
          {members.map((page) => (
            <li key={page.to}>
              <NavItem page={page} collapsed={collapsed} {...(onGo && { onGo })} />
            </li>
          ))}
        </Box>
      )}
    </div>
  );
}

/** Whether a page of the menu is the present one. */
function useActive(): (page: PageEntry) => boolean {
  const matches = useMatchRoute();
  return ({ to }) => matches({ to: to as "/", fuzzy: to !== "/" }) !== false;
}

function NavItem({ page, collapsed, onGo }: { page: PageEntry; collapsed: boolean; onGo?: () => void }) {
  const { t } = useTranslation();
  const isActive = useActive();
  const search = useLinks();
  const badges = useBadges();
  const { to, title, icon: Icon, badge } = page;
  const count = badge ? badges[badge] : 0;
  const name = t(title);
  const active = isActive(page);
  const link = (
    <NavLink
      component={Link}
      to={to as "/"}
      search={search(to) as never}
      onClick={onGo}
      label={collapsed ? undefined : name}
      aria-label={count ? `${name} ${count}` : name}
      aria-current={active ? "page" : undefined}
      active={active}
      className={classes.item}
      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
      rightSection={
        count && !collapsed ? (
          <Badge size="sm" circle color="red" variant="filled" aria-hidden>
            {count}
          </Badge>
        ) : undefined
      }
    />
  );
  return collapsed ? (
    <Tooltip label={name} position="right">
      <Box>{link}</Box>
    </Tooltip>
  ) : (
    link
  );
}
