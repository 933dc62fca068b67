/** The standing of a device, and the part of its health that needs somebody. */
import { Badge } from "@mantine/core";
import type { SeenDevice } from "#client";
import { useText } from "#kit/text.ts";

const COLORS: Record<SeenDevice["status"], string> = {
  pending: "yellow",
  active: "accent",
  suspended: "red",
  revoked: "gray",
};

export function DeviceStatus({ status }: { status: SeenDevice["status"] }) {
  const t = useText("devices");
  return (
    <Badge variant="outline" color={COLORS[status]}>
      {t(`status.${status}`)}
    </Badge>
  );
}

/** A device that said nothing for longer than this is silent; its alert comes from the server. */
const SILENT_MS = 120_000;
const LOW_BATTERY = 15;

/** The most urgent word about a device. */
export function healthOf({ status, last_seen_at, last_heartbeat }: SeenDevice, now: number) {
  if (status !== "active") return "none";
  if (last_seen_at === null) return "never";
  if (now - Date.parse(last_seen_at) > SILENT_MS) return "silent";
  if (last_heartbeat?.clock_flagged) return "clock";
  if (last_heartbeat?.battery !== null && (last_heartbeat?.battery ?? 100) <= LOW_BATTERY) return "battery";
  return "good";
}

export function Health({ device }: { device: SeenDevice }) {
  const t = useText("devices");
  const health = healthOf(device, Date.now());
  if (health === "none") return "—";
  const color = health === "good" ? "accent" : health === "never" ? "gray" : "red";
  return (
    <Badge variant="light" color={color}>
      {t(`health.${health}`)}
    </Badge>
  );
}
