/** The dot at the top: live, connecting, or without the server since a time. It says so in words too. */
import { Box, Text, Tooltip } from "@mantine/core";
import { formatTime } from "#kit/format.ts";
import { useLive } from "#kit/live.ts";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import classes from "./Frame.module.css";
import { useLostSince } from "./reach.ts";

export function LiveDot() {
  const t = useText("frame");
  const { locale } = useOffice();
  const { state, heard_at } = useLive();
  const lost_since = useLostSince();
  if (state === "off" && !lost_since) return null;
  const shown = lost_since ? "lost" : state === "lost" ? "connecting" : state;
  const word = lost_since ? t("live.offline", { time: formatTime(lost_since, locale) }) : t(`live.${shown}`);
  const hint = heard_at ? t("live.heard", { time: formatTime(heard_at, locale), zone: locale.time_zone }) : word;
  return (
    <Tooltip label={hint}>
      <Box role="status" style={{ display: "flex", alignItems: "center", gap: 6 }} px={4}>
        <span className={classes.dot} data-state={shown} aria-hidden />
        <Text
          component="span"
          fz="xs"
          c="dimmed"
          className={shown === "live" ? undefined : classes.word}
          {...(shown === "live" && { visibleFrom: "md" })}
        >
          {word}
        </Text>
      </Box>
    </Tooltip>
  );
}
