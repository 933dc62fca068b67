/** The sale of a package: its place in the list, channels and time, and the places of its slots. */
import { Checkbox, Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Moment, Whole } from "#kit/Fields.tsx";
import { useHomeStore } from "#kit/home.ts";
import { PictureField } from "#kit/PictureField.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { getCatalogCategoriesOptions } from "#queries";
import type { Draft, PartProps } from "./package.ts";

const CHANNELS = ["POS", "KIOSK"] as const;

export function OnSale({ known, draft, onChange, error }: PartProps) {
  const t = useText("items");
  const language = useLanguage();
  const { at } = useHomeStore();
  const categories = useQuery(
    getCatalogCategoriesOptions({
      query: { ...at, ...(known.store_id && { store_id: known.store_id }), active: "true" },
    }),
  );
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  return (
    <>
      <Select
        label={t("category")}
        clearable
        value={draft.category_id ?? null}
        error={error("category_id")}
        onChange={(category_id) => set({ category_id })}
        data={(categories.data?.data ?? []).map((category) => ({
          value: category.category_id,
          label: language === "th" ? category.name_th : category.name,
        }))}
      />
      <Whole
        label={t("position")}
        description={t("position_help")}
        value={draft.position ?? 0}
        min={0}
        error={error("position")}
        onChange={(position) => set({ position: position ?? 0 })}
      />
      <Checkbox.Group
        label={t("channels")}
        description={t("channels_help")}
        value={draft.visible_on ?? []}
        onChange={(chosen) => set({ visible_on: CHANNELS.filter((channel) => chosen.includes(channel)) })}
      >
        <Group gap="sm" mt={4}>
          {CHANNELS.map((channel) => (
            <Checkbox key={channel} value={channel} label={t(`channel.${channel}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <PictureField
        label={t("image_url")}
        description={t("image_url_help")}
        use="package"
        url={draft.image_url ?? ""}
        error={error("image_url")}
        onUrl={(url) => set({ image_url: url === "" ? null : url })}
      />
      <Moment
        label={t("active_from")}
        value={draft.active_from ?? null}
        error={error("active_from")}
        onChange={(active_from) => set({ active_from })}
      />
      <Moment
        label={t("active_to")}
        value={draft.active_to ?? null}
        error={error("active_to")}
        onChange={(active_to) => set({ active_to })}
      />
      <Whole
        label={t("capacity")}
        description={t("capacity_help")}
        value={draft.capacity ?? null}
        min={1}
        error={error("capacity")}
        onChange={(capacity) => set({ capacity, slot_minutes: capacity === null ? null : (draft.slot_minutes ?? 60) })}
      />
      <Whole
        label={t("slot_minutes")}
        description={t("slot_minutes_help")}
        value={draft.slot_minutes ?? null}
        min={5}
        error={error("slot_minutes")}
        onChange={(slot_minutes) => set({ slot_minutes })}
      />
    </>
  );
}
