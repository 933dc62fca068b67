/** One device: its health, its place, what it may do, and the acts on it. */
import { Group, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SeenDevice } from "#client";
import { PageLink } from "#kit/Links.tsx";
import { DateTime, Since } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useNews } from "#kit/news.ts";
import { useOffice } from "#kit/office.ts";
import { Facts } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getDevicesDeviceIdOptions } from "#queries";
import { DeviceActs } from "./DeviceActs.tsx";
import { Rehearsal } from "./Rehearsal.tsx";
import { DeviceStatus, Health } from "./Status.tsx";

export function DeviceView({ device_id }: { device_id: string }) {
  const queries = useQueryClient();
  const options = getDevicesDeviceIdOptions({ path: { device_id } });
  const query = useQuery(options);
  useNews(["fleet"], () => void queries.invalidateQueries({ queryKey: options.queryKey }));
  return <Loaded query={query}>{({ data }) => <Details device={data} />}</Loaded>;
}

function Details({ device }: { device: SeenDevice }) {
  const t = useText("devices");
  const { name } = useNames();
  const { can, storeName } = useOffice();
  const { caps, last_heartbeat: beat } = device;
  const abilities = [
    caps.can_sell && t("cap.can_sell"),
    caps.can_redeem && t("cap.can_redeem"),
    caps.kiosk_mode && t("cap.kiosk_mode"),
  ].filter(Boolean);
  return (
    <Stack gap="md">
      <Group gap="xs">
        <DeviceStatus status={device.status} />
        <Health device={device} />
      </Group>
      <DeviceActs device={device} />
      <Rehearsal device={device} />
      <Facts
        of={[
          [t("type"), t(`type.${device.type}`)],
          [t("store"), storeName(device.store_id)],
          [t("zone"), device.zone_id ? name(device.zone_id) : "—"],
          [t("caps"), abilities.join(", ") || "—"],
          [t("offline_cap"), caps.offline_cap],
          [t("receipt_prefix"), device.receipt_prefix],
          [t("seen"), <Since key="seen" at={device.last_seen_at} />],
          [t("version"), device.app_version ?? "—"],
          [t("hardware"), device.hardware ?? "—"],
          [t("battery"), beat?.battery === null || beat === null ? "—" : `${beat.battery} %`],
          [t("queue"), beat?.queue_depth ?? "—"],
          [t("clock"), beat === null ? "—" : t("clock_offset", { seconds: Math.round(beat.offset_ms / 1000) })],
          [t("since"), <DateTime key="since" at={device.registered_at} />],
          [t("notes"), device.notes ?? "—"],
        ]}
      />
      {can("audit_view") && <PageLink to={`/audit/story/device/${device.device_id}`}>{t("story")}</PageLink>}
    </Stack>
  );
}
