/** Badges of an alert: its severity, and whether somebody looks after it. */
import { Badge } from "@mantine/core";
import type { Alert } from "#client";
import { useText } from "#kit/text.ts";

const TONES = { info: "var(--frame-dim)", warning: "var(--frame-warn)", critical: "var(--frame-bad)" } as const;

export function Severity({ of }: { of: Alert["severity"] }) {
  const t = useText("fleet");
  return (
    <Badge variant="outline" color={TONES[of]}>
      {t(`severity.${of}`)}
    </Badge>
  );
}

const STANDINGS = {
  open: "var(--frame-bad)",
  acknowledged: "var(--frame-warn)",
  resolved: "var(--frame-good)",
} as const;

export function Standing({ of }: { of: Alert["status"] }) {
  const t = useText("fleet");
  return (
    <Badge variant="outline" color={STANDINGS[of]}>
      {t(`status.${of}`)}
    </Badge>
  );
}
