/** The tools above a table and the pager below it. */
import {
  ActionIcon,
  Box,
  Button,
  Checkbox,
  Group,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  Tooltip,
} from "@mantine/core";
import { IconAdjustmentsHorizontal, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Column } from "./table.ts";
import { useText } from "./text.ts";

export type Density = "cosy" | "dense";

interface TableToolsProps<Row> {
  columns: readonly Column<Row>[];
  visible: readonly string[];
  /** Undefined resets to the table's own columns. */
  onColumns: (ids: string[] | undefined) => void;
  density: Density;
  onDensity: (density: Density) => void;
  filters: ReactNode;
  csv: ReactNode;
  bulk: ReactNode;
  chosen: number;
}

export function TableTools<Row>({
  columns,
  visible,
  onColumns,
  density,
  onDensity,
  filters,
  csv,
  bulk,
  chosen,
}: TableToolsProps<Row>) {
  const t = useText("kit");
  return (
    <Group
      justify="space-between"
      gap="xs"
      px="md"
      py="xs"
      className="no-print"
      style={{ borderBottom: "1px solid var(--frame-border)" }}
    >
      <Group gap="xs">
        {bulk ? (
          <>
            <Text fw={600}>{t("table.chosen", { count: chosen })}</Text>
            {bulk}
          </>
        ) : (
          filters
        )}
      </Group>
      <Group gap="xs" ml="auto">
        {csv}
        <Popover position="bottom-end" trapFocus returnFocus>
          <Popover.Target>
            <Tooltip label={t("table.columns")}>
              <ActionIcon variant="default" size={32} aria-label={t("table.columns")}>
                <IconAdjustmentsHorizontal size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="xs">
              <SegmentedControl
                size="xs"
                aria-label={t("table.density")}
                value={density}
                onChange={(value) => onDensity(value as Density)}
                data={[
                  { value: "cosy", label: t("table.cosy") },
                  { value: "dense", label: t("table.dense") },
                ]}
              />
              <Checkbox.Group
                value={[...visible]}
                onChange={(ids) => onColumns(columns.filter(({ id }) => ids.includes(id)).map(({ id }) => id))}
                label={t("table.columns")}
              >
                <Stack gap={4} mt={4}>
                  {columns.map(({ id, header }) => (
                    <Checkbox
                      key={id}
                      size="xs"
                      value={id}
                      label={header}
                      disabled={visible.length === 1 && visible[0] === id}
                    />
                  ))}
                </Stack>
              </Checkbox.Group>
              <Button size="xs" variant="subtle" onClick={() => onColumns(undefined)}>
                {t("table.reset")}
              </Button>
            </Stack>
          </Popover.Dropdown>
        </Popover>
      </Group>
    </Group>
  );
}

interface PagerProps {
  number: number;
  count: number;
  onNext: (() => void) | null;
  onBack: (() => void) | null;
}

export function Pager({ number, count, onNext, onBack }: PagerProps) {
  const t = useText("kit");
  if (!onNext && !onBack) return null;
  return (
    <Group
      justify="flex-end"
      gap="xs"
      px="md"
      py="xs"
      className="no-print"
      style={{ borderTop: "1px solid var(--frame-border)" }}
    >
      <Box component="span" fz="xs" c="dimmed" aria-live="polite">
        {t("table.page", { number, count })}
      </Box>
      <ActionIcon
        variant="default"
        size={32}
        disabled={!onBack}
        onClick={onBack ?? undefined}
        aria-label={t("table.back")}
      >
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size={32}
        disabled={!onNext}
        onClick={onNext ?? undefined}
        aria-label={t("table.next")}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
