/** The status of a sale in one word: the strongest of those that hold. */
import { Badge } from "@mantine/core";
import type { SaleSummary } from "#client";
import { useText } from "#kit/text.ts";

export type SaleStatus = "voided" | "held" | "refunded" | "part_refunded" | "paid";

type Standing = Pick<SaleSummary, "voided_at" | "held_at" | "released_at" | "refunded_total" | "grand_total">;

export function statusOf({
  voided_at,
  held_at,
  released_at,
  refunded_total = 0,
  grand_total = 0,
}: Standing): SaleStatus {
  if (voided_at) return "voided";
  if (held_at && !released_at) return "held";
  if (refunded_total === 0) return "paid";
  return refunded_total < grand_total ? "part_refunded" : "refunded";
}

const COLORS: Record<SaleStatus, string> = {
  voided: "var(--frame-dim)",
  held: "var(--frame-warn)",
  refunded: "var(--frame-dim)",
  part_refunded: "var(--frame-dim)",
  paid: "var(--frame-good)",
};

export function StatusBadge({ sale }: { sale: Standing }) {
  const t = useText("sales");
  const status = statusOf(sale);
  return (
    <Badge variant="outline" color={COLORS[status]} tt="none" style={{ flexShrink: 0 }}>
      {t(`status.${status}`)}
    </Badge>
  );
}
