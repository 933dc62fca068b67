/** The admission of a package: zones, days and numbers of entries of its tickets. */
import { MultiSelect, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Moment, Weekdays, Whole } from "#kit/Fields.tsx";
import { useHomeStore } from "#kit/home.ts";
import { useNames } from "#kit/names.ts";
import { useLanguage, useText } from "#kit/text.ts";
import { getCatalogZonesOptions } from "#queries";
import { type Draft, type PartProps, WITHOUT_QUOTA } from "./package.ts";

const REENTRY = ["none", "same_day", "window"] as const;

export function Admission({ known, draft, onChange, error }: PartProps) {
  const t = useText("items");
  const language = useLanguage();
  const { at } = useHomeStore();
  const zones = useQuery(
    getCatalogZonesOptions({ query: { ...at, ...(known.store_id && { store_id: known.store_id }), active: "true" } }),
  );
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const { name, devices } = useNames();
  const held = draft.zones ?? [];
  const credits = (zone_id: string) => held.find((zone) => zone.zone_id === zone_id)?.credits;
  return (
    <>
      {!WITHOUT_QUOTA.includes(known.type) && (
        <Whole
          label={t(`quota.${known.type}`)}
          value={draft.quota_or_minutes ?? 1}
          min={1}
          error={error("quota_or_minutes")}
          onChange={(quota) => set({ quota_or_minutes: quota ?? 1 })}
        />
      )}
      <MultiSelect
        label={t("zones")}
        description={t("zones_help")}
        searchable
        value={held.map(({ zone_id }) => zone_id)}
        error={error("zones")}
        onChange={(ids) => set({ zones: ids.map((zone_id) => ({ zone_id, credits: credits(zone_id) ?? 1 })) })}
        data={(zones.data?.data ?? []).map((zone) => ({
          value: zone.zone_id,
          label: language === "th" ? zone.name_th : zone.name,
        }))}
      />
      {known.type === "credit" &&
        held.map(({ zone_id }, place) => (
          <Whole
            key={zone_id}
            label={t("credits", { name: name(zone_id) })}
            min={1}
            max={10_000}
            value={credits(zone_id) ?? 1}
            error={error(`zones.${place}.credits`)}
            onChange={(value) =>
              set({ zones: held.map((zone) => (zone.zone_id === zone_id ? { zone_id, credits: value ?? 1 } : zone)) })
            }
          />
        ))}
      <Whole
        label={t("valid_for_days")}
        description={t("valid_for_days_help")}
        value={draft.valid_for_days ?? null}
        min={1}
        error={error("valid_for_days")}
        onChange={(valid_for_days) => set({ valid_for_days })}
      />
      <Moment
        label={t("valid_from")}
        value={draft.valid_from ?? null}
        error={error("valid_from")}
        onChange={(valid_from) => set({ valid_from })}
      />
      <Moment
        label={t("valid_to")}
        value={draft.valid_to ?? null}
        error={error("valid_to")}
        onChange={(valid_to) => set({ valid_to })}
      />
      <Switch
        label={t("same_business_day")}
        checked={draft.same_business_day ?? false}
        onChange={({ currentTarget }) => set({ same_business_day: currentTarget.checked })}
      />
      <Weekdays
        label={t("weekdays")}
        value={draft.weekdays ?? null}
        error={error("weekdays")}
        onChange={(weekdays) => set({ weekdays })}
      />
      <Select
        label={t("reentry")}
        allowDeselect={false}
        value={draft.reentry ?? "none"}
        error={error("reentry")}
        onChange={(value) => set({ reentry: REENTRY.find((each) => each === value) ?? "none" })}
        data={REENTRY.map((value) => ({ value, label: t(`reentry.${value}`) }))}
      />
      <Whole
        label={t("uses_per_day")}
        value={draft.uses_per_day ?? null}
        min={1}
        error={error("uses_per_day")}
        onChange={(uses_per_day) => set({ uses_per_day })}
      />
      <Whole
        label={t("max_days")}
        value={draft.max_days ?? null}
        min={1}
        error={error("max_days")}
        onChange={(max_days) => set({ max_days })}
      />
      {(["tolerance_before_min", "tolerance_after_min"] as const).map((field) => (
        <Whole
          key={field}
          label={t(`tolerance.${field}`)}
          description={t("tolerance_help")}
          min={0}
          max={1440}
          value={draft[field] ?? 0}
          error={error(field)}
          onChange={(minutes) => set({ [field]: minutes ?? 0 })}
        />
      ))}
      <Whole
        label={t("anti_passback_s")}
        description={t("anti_passback_help")}
        min={0}
        max={86_400}
        value={draft.anti_passback_s ?? 0}
        error={error("anti_passback_s")}
        onChange={(seconds) => set({ anti_passback_s: seconds ?? 0 })}
      />
      <MultiSelect
        label={t("devices")}
        description={t("devices_help")}
        searchable
        clearable
        value={draft.allowed_device_ids ?? []}
        error={error("allowed_device_ids")}
        onChange={(ids) => set({ allowed_device_ids: ids.length === 0 ? null : ids })}
        data={devices.map((device) => ({ value: device.id, label: device.name }))}
      />
    </>
  );
}
