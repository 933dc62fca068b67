/** The zone in which a device stands. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getCatalogZonesOptions } from "#queries";
import { useLanguage, useText } from "./text.ts";

interface ZoneSelectProps {
  store_id: string;
  zone_id: string | null;
  onZone: (zone_id: string | null) => void;
  error: string | undefined;
}

/** The zone of a store in which a device stands. */
export function ZoneSelect({ store_id, zone_id, onZone, error }: ZoneSelectProps) {
  const t = useText("pairing");
  const language = useLanguage();
  const zones = useQuery(getCatalogZonesOptions({ query: { store_id, active: "true" } }));
  return (
    <Select
      label={t("zone")}
      description={t("zone_help")}
      clearable
      value={zone_id}
      error={error}
      onChange={onZone}
      data={(zones.data?.data ?? []).map((zone) => ({
        value: zone.zone_id,
        label: language === "th" ? zone.name_th : zone.name,
      }))}
    />
  );
}
