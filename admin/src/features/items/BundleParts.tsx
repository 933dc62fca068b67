/** The parts of a bundle: other packages, each with its number. */
import { ActionIcon, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNames } from "#kit/names.ts";
import { useLanguage, useText } from "#kit/text.ts";
import { getCatalogPackagesOptions } from "#queries";
import { useHomeStore } from "./home.ts";
import type { PartProps } from "./package.ts";

export function BundleParts({ known, draft, onChange, error }: PartProps) {
  const t = useText("items");
  const language = useLanguage();
  const { name } = useNames();
  const { at } = useHomeStore();
  const others = useQuery(
    getCatalogPackagesOptions({
      query: { ...at, ...(known.store_id && { store_id: known.store_id }), status: "active" },
    }),
  );
  const parts = draft.parts ?? [];
  const setParts = (next: typeof parts) => onChange({ ...draft, parts: next });
  const choices = (others.data?.data ?? [])
    .filter(({ type, package_id }) => type !== "bundle" && !parts.some((part) => part.package_id === package_id))
    .map((each) => ({ value: each.package_id, label: language === "th" ? each.name_th : each.name }));
  return (
    <Stack gap="sm">
      {parts.length === 0 && <Text c="dimmed">{t("parts_empty")}</Text>}
      {parts.map(({ package_id, qty }, place) => (
        <Group key={package_id} wrap="nowrap">
          <NumberInput
            aria-label={t("part_qty", { name: name(package_id) })}
            w={90}
            min={1}
            max={100}
            allowDecimal={false}
            value={qty}
            error={error(`parts.${place}.qty`)}
            onChange={(typed) =>
              setParts(parts.map((part, at) => (at === place ? { ...part, qty: Number(typed) || 1 } : part)))
            }
          />
          <Text style={{ flex: 1 }}>{name(package_id)}</Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("part_remove", { name: name(package_id) })}
            onClick={() => setParts(parts.filter((_, at) => at !== place))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Select
        label={t("part_add")}
        searchable
        value={null}
        error={error("parts")}
        onChange={(package_id) => package_id && setParts([...parts, { package_id, qty: 1 }])}
        data={choices}
      />
    </Stack>
  );
}
