/** The six reports, side by side: the period, the comparison and the store stay. */
import { Box } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useText } from "#kit/text.ts";
import { useUrl } from "#kit/url.ts";
import classes from "./ReportLinks.module.css";

const REPORTS = ["sales", "shifts", "tickets", "corrections", "gate", "fraud"] as const;

export function ReportLinks() {
  const t = useText("reports");
  const [{ from, to, compare, group_by, store }] = useUrl();
  const { pathname } = useLocation();
  const links = useRef<HTMLDivElement>(null);
  // On a phone the links are wider than the screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the reason to scroll.
  useEffect(() => {
    const current = links.current?.querySelector<HTMLElement>("[aria-current]");
    if (links.current && current) links.current.scrollLeft = current.offsetLeft - links.current.offsetLeft - 24;
  }, [pathname]);
  const search = Object.fromEntries(
    Object.entries({ from, to, compare, group_by, store }).filter(([, value]) => value !== undefined),
  );
  return (
    <Box component="nav" ref={links} aria-label={t("reports")} className={`${classes.links} no-print`}>
      {REPORTS.map((report) => (
        <Link
          key={report}
          to={`/reports/${report}` as never}
          search={search as never}
          className={classes.link}
          {...(pathname.endsWith(`/reports/${report}`) && { "aria-current": "page" })}
        >
          {t(report)}
        </Link>
      ))}
    </Box>
  );
}
