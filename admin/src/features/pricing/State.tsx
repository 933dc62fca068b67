/** The state of a scheduled thing: in force, planned, over, or off. */
import { Badge } from "@mantine/core";
import { useText } from "#kit/text.ts";

interface Scheduled {
  active?: boolean;
  active_from?: string | null;
  active_to?: string | null;
}

export function State({ of, now = Date.now() }: { of: Scheduled; now?: number }) {
  const t = useText("pricing");
  const { active = true, active_from, active_to } = of;
  let state = "active";
  if (!active) state = "off";
  else if (active_from && Date.parse(active_from) > now) state = "planned";
  else if (active_to && Date.parse(active_to) < now) state = "over";
  return (
    <Badge variant="light" color={state === "active" ? "accent" : "gray"}>
      {t(`state.${state}`)}
    </Badge>
  );
}
