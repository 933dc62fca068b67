/** The opening hours of a store by weekday; a day may have several, and one that ends after midnight. */
import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { OpeningHours } from "#client";
import type { FieldErrors } from "#kit/draft.ts";
import { WEEKDAYS } from "#kit/Fields.tsx";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";

interface HoursProps {
  hours: readonly OpeningHours[];
  onChange: (hours: OpeningHours[]) => void;
  error: FieldErrors;
}

/** What the API takes of one day, so that each day has as many. */
const MOST_A_DAY = 3;
/** Two times, a cross and a plus stand beside one another on a phone. */
const NARROW = { input: { paddingInline: 6 } };
const USUAL = { opens: "10:00", closes: "20:00" };

export function Hours({ hours, onChange, error }: HoursProps) {
  const t = useText("stores");
  const day = useText("kit");
  const at = (weekday: number) => hours.flatMap((span, index) => (span.weekday === weekday ? [{ span, index }] : []));
  const change = (index: number, part: Partial<OpeningHours>) =>
    onChange(hours.map((span, place) => (place === index ? { ...span, ...part } : span)));
  const first = WEEKDAYS.find((weekday) => at(weekday).length > 0);
  const everywhere = () =>
    onChange(WEEKDAYS.flatMap((weekday) => at(first ?? 1).map(({ span }) => ({ ...span, weekday }))));
  return (
    <Section
      title={t("hours")}
      aside={
        first && (
          <Button variant="default" size="xs" onClick={everywhere}>
            {t("hours.copy", { day: day(`weekday.${first}`) })}
          </Button>
        )
      }
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t("hours.help")}
        </Text>
        {WEEKDAYS.map((weekday) => (
          <Group
            key={weekday}
            gap={4}
            align="flex-start"
            wrap="nowrap"
            role="group"
            aria-label={day(`weekday.${weekday}`)}
            py={4}
            style={{ borderTop: "1px solid var(--frame-border)" }}
          >
            <Text miw={28} pt={6} fw={500}>
              {day(`weekday.${weekday}`)}
            </Text>
            <Stack gap="xs" flex={{ base: 1, sm: "0 1 320px" }}>
              {at(weekday).length === 0 && (
                <Text c="dimmed" pt={6}>
                  {t("hours.closed")}
                </Text>
              )}
              {at(weekday).map(({ span, index }) => (
                <Group key={index} gap={4} align="flex-start" wrap="nowrap">
                  <TextInput
                    type="time"
                    styles={NARROW}
                    miw={0}
                    flex={1}
                    aria-label={t("hours.opens")}
                    value={span.opens}
                    error={error(`opening_hours.${index}.opens`)}
                    onChange={({ currentTarget }) => change(index, { opens: currentTarget.value })}
                  />
                  <Text pt={6}>–</Text>
                  <TextInput
                    type="time"
                    styles={NARROW}
                    miw={0}
                    flex={1}
                    aria-label={t("hours.closes")}
                    value={span.closes}
                    error={error(`opening_hours.${index}.closes`)}
                    onChange={({ currentTarget }) => change(index, { closes: currentTarget.value })}
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={24}
                    mt={6}
                    aria-label={t("hours.remove")}
                    onClick={() => onChange(hours.filter((_, place) => place !== index))}
                  >
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              ))}
            </Stack>
            <ActionIcon
              variant="default"
              size={30}
              mt={3}
              disabled={at(weekday).length >= MOST_A_DAY}
              aria-label={t("hours.add", { day: day(`weekday.${weekday}`) })}
              onClick={() => onChange([...hours, { weekday, ...USUAL }])}
            >
              <IconPlus size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
