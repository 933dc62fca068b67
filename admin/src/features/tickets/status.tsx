/** The status of a ticket in one word. An active ticket past its end is shown as expired. */
import { Badge } from "@mantine/core";
import type { Ticket } from "#client";
import { useText } from "#kit/text.ts";

type Standing = Pick<Ticket, "status" | "valid_to" | "remaining">;

export type Shown = Ticket["status"] | "used_up";

export function shownStatus({ status, valid_to, remaining }: Standing, now = Date.now()): Shown {
  if (status !== "active") return status;
  if (valid_to !== null && Date.parse(valid_to) < now) return "expired";
  return remaining <= 0 ? "used_up" : status;
}

const COLORS: Partial<Record<Shown, string>> = { active: "var(--frame-good)", blocked: "var(--frame-bad)" };

export function TicketBadge({ ticket }: { ticket: Standing }) {
  const t = useText("tickets");
  const shown = shownStatus(ticket);
  return (
    <Badge variant="outline" color={COLORS[shown] ?? "var(--frame-dim)"} tt="none" style={{ flexShrink: 0 }}>
      {t(`status.${shown}`)}
    </Badge>
  );
}
