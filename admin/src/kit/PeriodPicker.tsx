/** The page's period: presets, days of a calendar, the period before and after, grouping and comparison. */
import { ActionIcon, Button, Divider, Group, Popover, Select, SimpleGrid } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import { useMediaQuery } from "@mantine/hooks";
import { IconCalendar, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { daysOf, PRESETS, type Preset } from "./days.ts";
import { formatDays } from "./format.ts";
import { useKeys } from "./keys.ts";
import { useOffice } from "./office.ts";
import { COMPARES, type Compare, GROUPS, type Group as GroupBy, usePeriod } from "./period.ts";
import { useText } from "./text.ts";

interface PeriodPickerProps {
  /** The period of an address that names none. */
  initial?: Preset;
  /** Also choose how buckets are grouped. */
  grouping?: boolean;
  /** Also choose the earlier period to compare with. */
  comparing?: boolean;
}

export function PeriodPicker({ initial = "today", grouping = false, comparing = false }: PeriodPickerProps) {
  const t = useText("kit");
  const { today, locale } = useOffice();
  const period = usePeriod(initial);
  const [opened, setOpened] = useState(false);
  const [picked, setPicked] = useState<[string | null, string | null] | null>(null);
  const wide = useMediaQuery("(min-width: 640px)");
  useKeys([
    ["BracketLeft", () => period.shift(-1)],
    ["BracketRight", () => period.to < today && period.shift(1)],
  ]);
  const choose = (preset: Preset) => {
    period.set(daysOf(preset, today));
    setOpened(false);
  };
  const pick = (range: [string | null, string | null]) => {
    const [from, to] = range;
    setPicked(range);
    if (!from || !to) return;
    period.set({ from, to });
    setPicked(null);
    setOpened(false);
  };
  const days = formatDays(period.from, period.to, locale);
  const shown = period.preset && wide ? `${t(`period.${period.preset}`)} · ${days}` : days;
  return (
    <Group gap="xs">
      <Button.Group>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={t("period.before")}
          onClick={() => period.shift(-1)}
          style={{ borderRadius: "6px 0 0 6px" }}
        >
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
          <Popover.Target>
            <Button
              variant="default"
              h={32}
              px="sm"
              fw={500}
              radius={0}
              style={{ borderInline: 0 }}
              leftSection={<IconCalendar size={16} aria-hidden />}
              onClick={() => setOpened(!opened)}
              aria-label={t("period.button", { days: shown })}
            >
              {shown}
            </Button>
          </Popover.Target>
          <Popover.Dropdown p="sm" maw={wide ? undefined : 340}>
            <Group align="flex-start" gap="md" wrap={wide ? "nowrap" : "wrap"}>
              <SimpleGrid cols={wide ? 1 : 3} spacing={2} verticalSpacing={2}>
                {PRESETS.map((preset) => (
                  <Button
                    key={preset}
                    size="xs"
                    variant={period.preset === preset ? "light" : "subtle"}
                    color={period.preset === preset ? "accent" : "gray"}
                    justify="flex-start"
                    onClick={() => choose(preset)}
                    aria-pressed={period.preset === preset}
                  >
                    {t(`period.${preset}`)}
                  </Button>
                ))}
              </SimpleGrid>
              {wide && <Divider orientation="vertical" />}
              <DatePicker
                type="range"
                value={picked ?? [period.from, period.to]}
                onChange={pick}
                defaultDate={period.to}
                maxDate={today}
                allowSingleDateInRange
                locale={locale.language}
                decadeLabelFormat="YYYY"
                {...(locale.era === "buddhist" && BUDDHIST)}
              />
            </Group>
          </Popover.Dropdown>
        </Popover>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={t("period.after")}
          onClick={() => period.shift(1)}
          disabled={period.to >= today}
          style={{ borderRadius: "0 6px 6px 0" }}
        >
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
      </Button.Group>
      {grouping && (
        <Select
          w={128}
          aria-label={t("period.group_by")}
          allowDeselect={false}
          value={period.group_by}
          onChange={(group) => period.setGroup(group as GroupBy)}
          data={GROUPS.map((group) => ({ value: group, label: t(`period.by_${group}`) }))}
        />
      )}
      {comparing && (
        <Select
          w={190}
          aria-label={t("period.compare")}
          allowDeselect={false}
          value={period.compare}
          onChange={(compare) => period.setCompare(compare as Compare)}
          data={COMPARES.map((compare) => ({ value: compare, label: t(`period.compare_${compare}`) }))}
        />
      )}
    </Group>
  );
}

/** Labels with the year of the Buddhist era. */
const inEra = (format: Intl.DateTimeFormatOptions) => (date: string) =>
  new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { timeZone: "UTC", ...format })
    .format(new Date(`${date}T00:00:00Z`))
    .replace("พ.ศ. ", "");
const BUDDHIST = {
  monthLabelFormat: inEra({ month: "long", year: "numeric" }),
  yearLabelFormat: inEra({ year: "numeric" }),
  yearsListFormat: "BBBB",
};
