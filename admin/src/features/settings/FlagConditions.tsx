/** The conditions of a feature flag in a line: stores, kinds of device, and their share. */
import { Text } from "@mantine/core";
import type { FeatureFlag } from "#client";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";

export function FlagConditions({ conditions }: { conditions: FeatureFlag["conditions"] }) {
  const t = useText("settings");
  const { storeName } = useOffice();
  const { store_ids, device_types, percentage_bps } = conditions ?? {};
  const parts = [
    ...(store_ids?.length ? [store_ids.map(storeName).join(", ")] : []),
    ...(device_types?.length ? [device_types.map((type) => t(`device.${type}`)).join(", ")] : []),
    ...(percentage_bps === undefined ? [] : [t("flags.of_devices", { count: percentage_bps / 100 })]),
  ];
  return (
    <Text c="dimmed" fz="xs">
      {parts.length === 0 ? t("flags.everywhere") : t("flags.only", { where: parts.join(" · ") })}
    </Text>
  );
}
