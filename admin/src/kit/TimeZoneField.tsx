/** The field of a time zone: found by a part of its name, such as Bangkok. */
import { Select } from "@mantine/core";
import { useText } from "./text.ts";

interface TimeZoneFieldProps {
  label: string;
  description?: string;
  value: string;
  error: string | undefined;
  onChange: (time_zone: string) => void;
}

const ZONES = Intl.supportedValuesOf("timeZone");

export function TimeZoneField({ value, onChange, ...props }: TimeZoneFieldProps) {
  const t = useText("kit");
  return (
    <Select
      searchable
      allowDeselect={false}
      limit={100}
      nothingFoundMessage={t("nothing_found")}
      value={value}
      onChange={(zone) => onChange(zone ?? value)}
      data={ZONES.includes(value) ? ZONES : [value, ...ZONES]}
      {...props}
    />
  );
}
