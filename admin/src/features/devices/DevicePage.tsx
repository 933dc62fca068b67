/** One device on a page of its own. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { PageLink } from "#kit/Links.tsx";
import { Page } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getDevicesDeviceIdOptions } from "#queries";
import { DeviceView } from "./DeviceView.tsx";

export function DevicePage() {
  const t = useText("devices");
  const { device_id } = useParams({ strict: false }) as { device_id: string };
  const query = useQuery(getDevicesDeviceIdOptions({ path: { device_id } }));
  return (
    <Page title={query.data?.data.name ?? t("device")} subtitle={<PageLink to="/devices">{t("back")}</PageLink>}>
      <DeviceView device_id={device_id} />
    </Page>
  );
}
