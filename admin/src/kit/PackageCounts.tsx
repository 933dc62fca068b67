/** Packages, each with its number: the parts of a bundle, or the items of a cart. */
import { ActionIcon, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useNames } from "./names.ts";
import { useText } from "./text.ts";

export interface PackageCount {
  package_id: string;
  qty: number;
}

interface PackageCountsProps {
  counts: readonly PackageCount[];
  onCounts: (counts: PackageCount[]) => void;
  /** The packages that a person may add. */
  choices: readonly { value: string; label: string }[];
  /** Shown in place of none. */
  empty: string;
  max?: number;
  /** The server's message on a field: `0.qty`, or "" for the whole list. */
  error: (path: string) => string | undefined;
}

export function PackageCounts({ counts, onCounts, choices, empty, max = 100, error }: PackageCountsProps) {
  const t = useText("kit");
  const { name } = useNames();
  const labelOf = (package_id: string) => choices.find(({ value }) => value === package_id)?.label ?? name(package_id);
  return (
    <Stack gap="sm">
      {counts.length === 0 && <Text c="dimmed">{empty}</Text>}
      {counts.map(({ package_id, qty }, place) => (
        <Group key={package_id} wrap="nowrap">
          <NumberInput
            aria-label={t("counts.qty", { name: labelOf(package_id) })}
            w={90}
            min={1}
            max={max}
            clampBehavior="strict"
            allowDecimal={false}
            value={qty}
            error={error(`${place}.qty`)}
            onChange={(typed) =>
              onCounts(counts.map((count, at) => (at === place ? { ...count, qty: Number(typed) || 1 } : count)))
            }
          />
          <Text style={{ flex: 1 }}>{labelOf(package_id)}</Text>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("counts.remove", { name: labelOf(package_id) })}
            onClick={() => onCounts(counts.filter((_, at) => at !== place))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Select
        label={t("counts.add")}
        searchable
        value={null}
        error={error("")}
        onChange={(package_id) => package_id && onCounts([...counts, { package_id, qty: 1 }])}
        data={choices.filter(({ value }) => !counts.some(({ package_id }) => package_id === value))}
      />
    </Stack>
  );
}
