/** The clock of a sandbox: it is moved, and every rule of the park follows it. */
import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Clock, putSandboxClock } from "#client";
import { useAct } from "#kit/act.ts";
import { ApiError } from "#kit/api.ts";
import { Moment } from "#kit/Fields.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { EmptyState, ErrorState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getSandboxClockOptions } from "#queries";
import { endOfMonth, MOST_S, nextDay, nextOpening, offsetTo } from "./clock.ts";

export function ClockPage() {
  const t = useText("support");
  const query = useQuery({ ...getSandboxClockOptions(), retry: false });
  const live = query.error instanceof ApiError && query.error.code === "E_NOT_FOUND";
  return (
    <Page title={t("clock.title")} subtitle={<PageLink to="/support">{t("title")}</PageLink>}>
      {live ? (
        <EmptyState title={t("clock.live")} />
      ) : (
        <Loaded query={query}>{({ data }) => <Clocked clock={data} />}</Loaded>
      )}
    </Page>
  );
}

function Clocked({ clock }: { clock: Clock }) {
  const t = useText("support");
  const act = useAct();
  const { store, stores, time_zone } = useOffice();
  const [chosen, choose] = useState<string | null>(null);
  const move = useMutation({
    mutationFn: (offset_seconds: number) => act(() => putSandboxClock({ body: { offset_seconds } }), t("clock.moved")),
    onSuccess: () => choose(null),
  });
  const at = clock.server_time;
  const hours = (store ?? stores[0])?.opening_hours ?? null;
  const presets = [
    ["day", nextDay(at, time_zone)],
    ["opening", nextOpening(hours, at, time_zone)],
    ["month", endOfMonth(at, time_zone)],
  ] as const;
  const goTo = (moment: string | undefined | null) => moment && move.mutate(offsetTo(moment, Date.now()));
  const too_far = chosen !== null && Math.abs(offsetTo(chosen, Date.now())) > MOST_S;
  return (
    <Stack gap="md">
      <Section title={t("clock.now")}>
        <Stack gap="sm">
          <Facts
            of={[
              [t("clock.shows"), <DateTime key="shows" at={at} />],
              [
                t("clock.ahead"),
                clock.offset_seconds === 0 ? t("clock.real") : <Ahead key="ahead" s={clock.offset_seconds} />,
              ],
            ]}
          />
          <Group gap="xs">
            {presets.map(([name, moment]) => (
              <Button
                key={name}
                variant="default"
                disabled={moment === undefined || move.isPending}
                onClick={() => goTo(moment)}
              >
                {t(`clock.${name}`)}
              </Button>
            ))}
            <Button
              variant="default"
              disabled={clock.offset_seconds === 0 || move.isPending}
              onClick={() => move.mutate(0)}
            >
              {t("clock.back")}
            </Button>
          </Group>
          {hours === null && (
            <Text size="xs" c="dimmed">
              {t("clock.no_hours")}
            </Text>
          )}
          <Group gap="xs" align="flex-end">
            <Moment
              label={t("clock.moment")}
              value={chosen}
              onChange={choose}
              error={too_far ? t("clock.too_far") : undefined}
            />
            <Button disabled={chosen === null || too_far} loading={move.isPending} onClick={() => goTo(chosen)}>
              {t("clock.set")}
            </Button>
          </Group>
          {move.error && <ErrorState error={move.error} />}
        </Stack>
      </Section>
      <Section title={t("clock.follows")}>
        <List size="sm">
          {(["rules", "days", "back_note", "real_note"] as const).map((name) => (
            <List.Item key={name}>{t(`clock.${name}`)}</List.Item>
          ))}
        </List>
      </Section>
    </Stack>
  );
}

const DAY_S = 86_400;
const HOUR_S = 3_600;

function Ahead({ s }: { s: number }) {
  const t = useText("support");
  const size = Math.abs(s);
  const told = { days: Math.floor(size / DAY_S), hours: Math.round((size % DAY_S) / HOUR_S) };
  return t(s > 0 ? "clock.ahead_by" : "clock.behind_by", told);
}
