/** The state of a person in a word. */
import { Badge } from "@mantine/core";
import type { PlacedEmployee } from "#client";
import { useText } from "#kit/text.ts";

export function PersonStatus({ status }: { status: PlacedEmployee["status"] }) {
  const t = useText("people");
  const color = status === "active" ? "var(--frame-good)" : "var(--frame-warn)";
  return (
    <Badge variant="outline" color={color}>
      {t(`status.${status}`)}
    </Badge>
  );
}
