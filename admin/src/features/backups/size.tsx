/** Sizes and standings of backups. */
import { Badge } from "@mantine/core";
import type { Backup } from "#client";
import { useText } from "#kit/text.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1_000;

/** A size as people read it, such as 12.4 MB. */
export function Bytes({ of }: { of: number }) {
  const place = Math.min(UNITS.length - 1, of < 1 ? 0 : Math.floor(Math.log10(of) / 3));
  const format = new Intl.NumberFormat("en", { style: "unit", unit: UNITS[place] ?? "byte", maximumFractionDigits: 1 });
  return <span className="figure">{format.format(of / STEP ** place)}</span>;
}

const TONES = { running: "var(--frame-warn)", completed: "var(--frame-good)", failed: "var(--frame-bad)" } as const;

export function Standing({ of: { status } }: { of: Backup }) {
  const t = useText("backups");
  return (
    <Badge variant="outline" color={TONES[status]}>
      {t(`status.${status}`)}
    </Badge>
  );
}

/** The rows of all tables. */
export function rowsOf({ rows }: Backup): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

/** How often a running backup is read again. */
export const LOOK_AGAIN_MS = 5_000;

/** Each list looks again by its own rows: another list may know the end of a backup earlier. */
export function lookAgain({ state }: { state: { data?: { data: Backup[] } | undefined } }): number | false {
  return state.data?.data.some(({ status }) => status === "running") ? LOOK_AGAIN_MS : false;
}
