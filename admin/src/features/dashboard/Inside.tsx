/** People inside by zone, and the reasons for which gates refused today. */
import { Box, Text as MantineText, Progress, Stack } from "@mantine/core";
import type { Dashboard } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { useGo } from "#kit/Links.tsx";
import { Count } from "#kit/Money.tsx";
import { Section } from "#kit/Page.tsx";
import { useRefusalName } from "#kit/refusals.ts";
import { EmptyState } from "#kit/States.tsx";
import { useLanguage, useText } from "#kit/text.ts";

export function Inside({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const language = useLanguage();
  return (
    <Section title={t("inside_by_zone")}>
      {day.zones.length === 0 ? (
        <EmptyState title={t("no_zones")} />
      ) : (
        <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
          {day.zones.map(({ zone_id, name, name_th, inside, entries, exits, max_people }) => {
            const full = max_people !== null && inside >= max_people;
            return (
              <Box component="li" key={zone_id}>
                <Box style={{ display: "flex", justifyContent: "space-between", gap: 16 }}>
                  <span>{language === "th" ? name_th : name}</span>
                  <MantineText component="span" fw={600} className="figure" c={full ? "var(--frame-bad)" : undefined}>
                    {max_people === null
                      ? t("people", { count: inside })
                      : t("people_of", { count: inside, most: max_people })}
                    {full && ` · ${t("full")}`}
                  </MantineText>
                </Box>
                {max_people !== null && (
                  <Progress
                    value={Math.min(100, (inside / max_people) * 100)}
                    size={6}
                    color={full ? "red" : "accent"}
                    aria-label={language === "th" ? name_th : name}
                  />
                )}
                <MantineText fz="xs" c="dimmed">
                  {t("in_out", { entries, exits })}
                </MantineText>
              </Box>
            );
          })}
        </Stack>
      )}
    </Section>
  );
}

export function Refusals({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const nameOf = useRefusalName();
  const go = useGo();
  const period = { from: day.business_date, to: day.business_date };
  return (
    <Section title={t("refusals")} flush>
      <DataTable
        plain
        label={t("refusals")}
        rows={day.reasons}
        rowId={({ reason }) => reason}
        onOpen={({ reason }) => go("/rows/redemptions", { ...period, result: "fail", reason })}
        empty={t("no_refusals")}
        columns={[
          { id: "reason", header: t("reason"), cell: ({ reason }) => nameOf(reason), card: "head" },
          {
            id: "count",
            header: t("count"),
            align: "right",
            card: "figure",
            cell: ({ count }) => <Count value={count} />,
          },
        ]}
      />
    </Section>
  );
}
