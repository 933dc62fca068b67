/** The history of a ticket from its sale on. A refused scan says why, and what helps. */
import { Box, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import {
  type Icon,
  IconBan,
  IconCheck,
  IconCoins,
  IconPrinter,
  IconReceipt,
  IconRotate,
  IconWifiOff,
  IconX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Timeline as TicketTimeline } from "#client";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useRefusalName } from "#kit/refusals.ts";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getTicketsTicketIdTimelineOptions } from "#queries";

type Entry = TicketTimeline["entries"][number];
type Attempt = Extract<Entry, { kind: "attempt" }>;

export function Timeline({ ticket_id }: { ticket_id: string }) {
  const t = useText("tickets");
  const query = useQuery(getTicketsTicketIdTimelineOptions({ path: { ticket_id } }));
  return (
    <Loaded query={query} rows={5}>
      {({ data: timeline }) => (
        <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: "none" }}>
          {timeline.entries.map((entry, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the history only grows at its end.
            <li key={at}>
              <TimelineEntry entry={entry} />
            </li>
          ))}
          {timeline.truncated && <Text c="dimmed">{t("truncated")}</Text>}
        </Stack>
      )}
    </Loaded>
  );
}

const ICONS: Partial<Record<Entry["kind"], Icon>> = {
  issued: IconReceipt,
  reprint: IconPrinter,
  refund: IconCoins,
  refund_places: IconCoins,
  block: IconBan,
  cancel: IconBan,
  conflict: IconWifiOff,
};

function TimelineEntry({ entry }: { entry: Entry }) {
  const t = useText("tickets");
  const { name } = useNames();
  const failed = entry.kind === "attempt" && entry.result === "fail";
  const Shown = entry.kind === "attempt" ? (failed ? IconX : IconCheck) : (ICONS[entry.kind] ?? IconRotate);
  const device_id = "device_id" in entry ? entry.device_id : null;
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap">
      <ThemeIcon
        variant="outline"
        color={failed || entry.kind === "conflict" ? "var(--frame-bad)" : "var(--frame-dim)"}
        radius="xl"
        size={28}
      >
        <Shown size={16} aria-hidden />
      </ThemeIcon>
      <Box style={{ minWidth: 0 }}>
        <Text fw={600}>{entry.kind === "attempt" ? <AttemptTitle entry={entry} /> : t(`entry.${entry.kind}`)}</Text>
        <Details entry={entry} />
        <Text c="dimmed" fz="xs" component="div">
          <DateTime at={entry.at} /> · {name(entry.actor_id)}
          {device_id && device_id !== entry.actor_id && ` · ${name(device_id)}`}
        </Text>
      </Box>
    </Group>
  );
}

function AttemptTitle({ entry }: { entry: Attempt }) {
  const t = useText("tickets");
  const refusal = useRefusalName();
  if (entry.result === "fail") return t("attempt.fail", { reason: refusal(entry.reason) });
  if (entry.direction === "exit") return t("attempt.exit");
  return t(entry.forced ? "attempt.forced" : "attempt.pass");
}

/** Reasons of refusals that have a sentence on what helps. */
const EXPLAINED = new Set([
  ...["cancelled", "refunded", "revoked", "blocked", "wrong_store", "wrong_zone", "wrong_device", "not_started"],
  ...["expired", "duplicate_use", "exhausted", "zone_full", "incomplete", "no_list", "stale_list", "not_listed"],
]);

function Details({ entry }: { entry: Entry }) {
  const t = useText("tickets");
  const { name, knows } = useNames();
  const lines: ReactNode[] = [];
  if (entry.kind === "attempt") {
    if (entry.reason && EXPLAINED.has(entry.reason)) lines.push(t(`why.${entry.reason}`));
    if (entry.zone) lines.push(t("attempt.zone", { zone: knows(entry.zone_id) ? name(entry.zone_id) : entry.zone }));
    if (entry.count > 1)
      lines.push(
        <span key="count">
          {t("attempt.count", { count: entry.count })} <DateTime at={entry.last_at} />
        </span>,
      );
    if (entry.approver_id) lines.push(t("attempt.approved", { person: name(entry.approver_id) }));
    if (entry.offline) lines.push(t("attempt.offline"));
    if (entry.annulled_at)
      lines.push(
        <span key="annulled">
          {t("attempt.annulled", { person: name(entry.annulled_by) })} <DateTime at={entry.annulled_at} />
        </span>,
      );
  }
  if (entry.kind === "conflict") lines.push(t("conflict_help"));
  if (entry.kind === "reprint") {
    lines.push(t("reprint_copy", { count: entry.printed_count }));
    if (entry.approved_by) lines.push(t("attempt.approved", { person: name(entry.approved_by) }));
  }
  if ("reason" in entry && entry.kind !== "attempt" && entry.kind !== "conflict" && entry.reason)
    lines.push(t("reason_of", { reason: entry.reason }));
  return lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry never move.
    <Text key={at} component="div">
      {line}
    </Text>
  ));
}
