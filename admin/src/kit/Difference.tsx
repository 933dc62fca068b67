/** The difference of a counted drawer: its sign, a word, and a colour; never the colour alone. */
import { IconArrowDown, IconArrowUp, IconCheck } from "@tabler/icons-react";
import { formatMoney } from "./format.ts";
import { useText } from "./text.ts";

const LOOKS = {
  short: { Icon: IconArrowDown, color: "var(--frame-bad)" },
  over: { Icon: IconArrowUp, color: "var(--frame-warn)" },
  even: { Icon: IconCheck, color: "var(--frame-good)" },
} as const;

/** Counted minus expected cash, in satang; null where nobody counted. */
export function Difference({ satang }: { satang: number | null | undefined }) {
  const t = useText("difference");
  if (satang === null || satang === undefined) return <span className="figure">—</span>;
  const kind = satang < 0 ? "short" : satang > 0 ? "over" : "even";
  const { Icon, color } = LOOKS[kind];
  return (
    <span
      className="figure"
      style={{
        display: "inline-flex",
        alignItems: "center",
        gap: 4,
        verticalAlign: "bottom",
        color,
        fontWeight: satang === 0 ? 400 : 600,
      }}
    >
      <Icon size={14} aria-hidden />
      {satang > 0 && "+"}
      {formatMoney(satang)}
      <span className={satang === 0 ? "visually-hidden" : undefined}>{t(kind)}</span>
    </span>
  );
}
