/** The bar at a phone's bottom: dashboard, reports, search, approvals, and everything else. */
import { Badge, Box, Drawer, UnstyledButton } from "@mantine/core";
import { IconMenu2, IconSearch } from "@tabler/icons-react";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PageEntry } from "#kit/pages.ts";
import { useText } from "#kit/text.ts";
import { useBadges } from "./badges.ts";
import classes from "./Frame.module.css";
import { Nav, usePages } from "./Nav.tsx";
import { useLinks } from "./views.ts";

export function BottomBar({ onSearch }: { onSearch: () => void }) {
  const t = useText("frame");
  const [more, setMore] = useState(false);
  const placed = usePages()
    .filter(({ bottom }) => bottom !== undefined)
    .toSorted((a, b) => (a.bottom ?? 0) - (b.bottom ?? 0));
  const before = placed.filter(({ bottom = 9 }) => bottom < 3);
  const after = placed.filter(({ bottom = 9 }) => bottom >= 3);
  return (
    <>
      <Box className={classes.bar}>
        {before.map((page) => (
          <Tab key={page.to} page={page} />
        ))}
        <UnstyledButton className={classes.tab} onClick={onSearch}>
          <IconSearch size={20} stroke={1.6} aria-hidden />
          {t("find.short")}
        </UnstyledButton>
        {after.map((page) => (
          <Tab key={page.to} page={page} />
        ))}
        <UnstyledButton
          className={classes.tab}
          onClick={() => setMore(true)}
          aria-haspopup="dialog"
          aria-expanded={more}
        >
          <IconMenu2 size={20} stroke={1.6} aria-hidden />
          {t("nav.more")}
        </UnstyledButton>
      </Box>
      <Drawer
        opened={more}
        onClose={() => setMore(false)}
        position="bottom"
        size="75%"
        title={t("nav.label")}
        closeButtonProps={{ "aria-label": t("nav.close") }}
      >
        <Nav collapsed={false} onGo={() => setMore(false)} />
      </Drawer>
    </>
  );
}

function Tab({ page }: { page: PageEntry }) {
  const t = useText("frame");
  const { t: anyText } = useTranslation();
  const matches = useMatchRoute();
  const search = useLinks();
  const badges = useBadges();
  const pages = usePages();
  const { to, title, icon: Icon, badge, group } = page;
  const count = badge ? badges[badge] : 0;
  // The way into the reports stands for all of them.
  const members = group === "reports" ? pages.filter((other) => other.group === group) : [page];
  const active = members.some((member) => matches({ to: member.to as "/", fuzzy: member.to !== "/" }) !== false);
  return (
    <Link to={to as "/"} search={search(to) as never} className={classes.tab} data-active={active || undefined}>
      <Icon size={20} stroke={1.6} aria-hidden />
      {group === "reports" ? t("group.reports") : anyText(title)}
      {count > 0 && (
        <Badge size="xs" circle color="red" variant="filled" className={classes.count}>
          {count}
        </Badge>
      )}
    </Link>
  );
}
