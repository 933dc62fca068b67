/** The rehearsed outage of a device: the time left, its end by hand, and what the device handed in afterwards. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { deleteDevicesDeviceIdOfflineRehearsal, type OfflineRehearsal, type SeenDevice } from "#client";
import { useAct } from "#kit/act.ts";
import { businessDay } from "#kit/days.ts";
import { formatTime } from "#kit/format.ts";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getOfflineRehearsalsOptions, getRedemptionsOptions, getSalesTotalsOptions } from "#queries";
import { clockOf, runs, secondsUntil, useSeconds } from "./rehearsal.ts";

/** The last rehearsal of a device, if it had one. */
export function Rehearsal({ device }: { device: SeenDevice }) {
  const { device_id, store_id } = device;
  const query = useQuery(getOfflineRehearsalsOptions({ query: { device_id, store_id, limit: 1 } }));
  const last = query.data?.data[0];
  const now = useSeconds(last !== undefined && runs(last, Date.now()));
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (!last) return null;
  return runs(last, now) ? (
    <Running rehearsal={last} name={device.name} now={now} />
  ) : (
    <Result rehearsal={last} sells={device.caps.can_sell} />
  );
}

/** A rehearsal that runs, with its end by hand. */
export function Running({ rehearsal, name, now }: { rehearsal: OfflineRehearsal; name: string; now: number }) {
  const t = useText("devices");
  const act = useAct();
  const { locale } = useOffice();
  const [error, setError] = useState<Error | null>(null);
  const [ending, setEnding] = useState(false);
  const { device_id, ends_at } = rehearsal;
  const end = async () => {
    setEnding(true);
    await act(
      () => deleteDevicesDeviceIdOfflineRehearsal({ path: { device_id } }),
      t("rehearsal.ended", { name }),
    ).catch(setError);
    setEnding(false);
  };
  const left = clockOf(secondsUntil(ends_at, now));
  return (
    <Alert color="yellow" variant="light" aria-label={t("rehearsal.running", { name })}>
      <Text size="sm" fw={600} c="var(--mantine-color-text)">
        {t("rehearsal.running", { name })}
      </Text>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {t("rehearsal.left")} <span className="figure">{left}</span> ({formatTime(ends_at, locale)})
        </Text>
        <Button size="xs" variant="default" loading={ending} onClick={() => void end()}>
          {t("rehearsal.end")}
        </Button>
      </Group>
      {error && <ErrorState error={error} />}
    </Alert>
  );
}

/** The device hands its work in soon after the end; later counts hardly change. */
const READ_AGAIN_MS = [3_000, 10_000, 30_000];

function Result({ rehearsal, sells }: { rehearsal: OfflineRehearsal; sells: boolean }) {
  const t = useText("devices");
  const { name } = useNames();
  const { stores, time_zone } = useOffice();
  const { device_id, store_id, started_at: from, ends_at, ended_at, ended_by } = rehearsal;
  const to = ended_at ?? ends_at;
  const store = stores.find((known) => known.store_id === store_id);
  const asked = { device_id, store_id, from, to };
  const scans = useQuery(getRedemptionsOptions({ query: { ...asked, offline: true, limit: 100 } }));
  const conflicts = useQuery(getRedemptionsOptions({ query: { ...asked, admitted_offline: true, limit: 100 } }));
  const sales = useQuery({ ...getSalesTotalsOptions({ query: asked }), enabled: sells });
  const readAgain = useEffectEvent(() => {
    void Promise.all([scans.refetch(), conflicts.refetch(), sells && sales.refetch()]);
  });
  useEffect(() => {
    const passed = Date.now() - Date.parse(to);
    const timers = READ_AGAIN_MS.filter((after) => after > passed).map((after) =>
      setTimeout(() => readAgain(), after - passed),
    );
    return () => timers.forEach(clearTimeout);
  }, [to]);
  const dayOf = (at: string) => businessDay(Date.parse(at), time_zone, store?.cutoff_hour ?? 0);
  const days = { from: dayOf(from), to: dayOf(to), device_id };
  const countOf = ({ data }: typeof scans) => (data ? `${data.data.length}${data.page.has_more ? "+" : ""}` : "…");
  return (
    <Section title={t("rehearsal.last")}>
      <Stack gap="xs">
        <Facts
          of={[
            [t("rehearsal.from"), <DateTime key="from" at={from} />],
            [t("rehearsal.to"), <DateTime key="to" at={to} />],
            [t("rehearsal.by"), ended_by === null || ended_by === "system" ? t("rehearsal.by_time") : name(ended_by)],
            [t("rehearsal.scans"), <Count key="scans" count={countOf(scans)} to="/rows/redemptions" days={days} />],
            [
              t("rehearsal.conflicts"),
              <Count key="conflicts" count={countOf(conflicts)} to="/rows/redemptions-conflicts" days={days} />,
            ],
            ...(sells
              ? [
                  [
                    t("rehearsal.sales"),
                    <Count key="sales" count={String(sales.data?.data.totals?.count ?? "…")} to="/sales" days={days} />,
                  ] as [string, React.ReactNode],
                ]
              : []),
          ]}
        />
        <Text size="xs" c="dimmed">
          {t("rehearsal.result_help")}
        </Text>
      </Stack>
    </Section>
  );
}

function Count({ count, to, days }: { count: string; to: string; days: Record<string, string> }) {
  if (count === "0" || count === "…") return <span className="figure">{count}</span>;
  return (
    <PageLink to={to} search={days}>
      {count}
    </PageLink>
  );
}
