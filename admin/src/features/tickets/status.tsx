/** The status of a ticket in one word. */
import { Badge } from "@mantine/core";
import { useText } from "#kit/text.ts";
import { type Shown, type Standing, shownStatus } from "./standing.ts";

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
