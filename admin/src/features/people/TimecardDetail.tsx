/** One timecard: its breaks, who corrected it and why, and the act to correct it. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Timecard } from "#client";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { Hours } from "./Hours.tsx";
import { TimecardDialog } from "./TimecardDialog.tsx";

export function TimecardDetail({ card }: { card: Timecard | undefined }) {
  const t = useText("people");
  const { name } = useNames();
  const { me, storeName } = useOffice();
  const [correcting, setCorrecting] = useState(false);
  if (!card) return <Text c="dimmed">{t("timecards.other_page")}</Text>;
  const own = card.employee_id === me.employee_id;
  return (
    <Stack gap="md">
      <Facts
        of={[
          [t("timecards.in"), <DateTime key="in" at={card.clock_in_at} />],
          [t("timecards.out"), card.clock_out_at ? <DateTime key="out" at={card.clock_out_at} /> : t("timecards.open")],
          [t("timecards.worked"), <Hours key="worked" ms={card.worked_ms} />],
          [t("timecards.breaks"), <Hours key="breaks" ms={card.break_ms} />],
          [t("store"), storeName(card.store_id)],
          [t("timecards.device"), card.device_id === null ? t("timecards.by_hand") : name(card.device_id)],
          ...(card.corrected_by === null
            ? []
            : [
                [t("timecards.corrected"), name(card.corrected_by)] as const,
                [t("timecards.corrected_at"), <DateTime key="at" at={card.corrected_at} />] as const,
                [t("timecards.reason"), card.correction_reason ?? "—"] as const,
              ]),
        ]}
      />
      {card.handed_in && <Text c="dimmed">{t("timecards.handed_in_means")}</Text>}
      <Section title={t("timecards.breaks")}>
        {card.breaks.length === 0 ? (
          <Text c="dimmed">{t("timecards.no_breaks")}</Text>
        ) : (
          card.breaks.map(({ start_at, end_at }) => (
            <Text key={start_at}>
              <DateTime at={start_at} show="time" /> –{" "}
              {end_at ? <DateTime at={end_at} show="time" /> : t("timecards.open")}
            </Text>
          ))
        )}
      </Section>
      <Group>
        {own ? (
          <Text c="dimmed">{t("timecards.own")}</Text>
        ) : (
          <Button variant="default" onClick={() => setCorrecting(true)}>
            {t("timecards.correct")}
          </Button>
        )}
      </Group>
      {correcting && <TimecardDialog card={card} store_id={card.store_id} onClose={() => setCorrecting(false)} />}
    </Stack>
  );
}
