/** The standing of an import in a word. */
import { Badge } from "@mantine/core";
import type { Import } from "#client";
import { useText } from "#kit/text.ts";

const COLORS: Readonly<Record<Import["status"], string>> = {
  draft: "var(--frame-dim)",
  checked: "var(--frame-dim)",
  running: "var(--frame-warn)",
  finished: "var(--frame-good)",
  cancelled: "var(--frame-dim)",
  failed: "var(--frame-bad)",
};

export function ImportStatus({ status }: { status: Import["status"] }) {
  const t = useText("imports");
  return (
    <Badge variant="outline" color={COLORS[status]}>
      {t(`status.${status}`)}
    </Badge>
  );
}
