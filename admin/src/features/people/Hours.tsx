/** Hours of work: milliseconds as hours and minutes. */
import { useText } from "#kit/text.ts";

export function Hours({ ms }: { ms: number }) {
  const t = useText("people");
  const minutes = Math.round(ms / 60_000);
  return (
    <span className="figure">
      {t("timecards.hours", { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, "0") })}
    </span>
  );
}
