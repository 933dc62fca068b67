/** The day as it runs: takings against last week, people inside, refusals, and everything that needs a person. */
import { Box, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Dashboard } from "#client";
import { useFirstRun } from "#kit/first-run.tsx";
import { formatDay } from "#kit/format.ts";
import { useGo } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { EmptyState, Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getReportsDashboardOptions } from "#queries";
import { Attention } from "./Attention.tsx";
import { DayTiles } from "./DayTiles.tsx";
import { Hours } from "./Hours.tsx";
import { Inside, Refusals } from "./Inside.tsx";
import { useDayNews } from "./news.ts";
import { OpenShifts } from "./OpenShifts.tsx";

export function DashboardPage() {
  const t = useText("dashboard");
  const { store_id, can } = useOffice();
  const options = getReportsDashboardOptions({ query: store_id ? { store_id } : {} });
  const allowed = can("reports_view");
  const query = useQuery({ ...options, enabled: allowed, refetchInterval: 60_000 });
  useDayNews(options.queryKey);
  if (!allowed) {
    return (
      <Page title={t("title")}>
        <EmptyState title={t("not_allowed")} />
      </Page>
    );
  }
  return (
    <Page title={t("title")} subtitle={query.data && <AsOf day={query.data.data} />}>
      <FirstSteps />
      <Loaded query={query} rows={16}>
        {({ data }) => <Day day={data} />}
      </Loaded>
    </Page>
  );
}

function AsOf({ day }: { day: Dashboard }) {
  const t = useText("dashboard");
  const { locale } = useOffice();
  return (
    <>
      {formatDay(day.business_date, locale, true)} · {t("as_of")} <DateTime at={day.as_of} show="time" />
    </>
  );
}

/** The way on while nobody was let in yet. */
function FirstSteps() {
  const t = useText("dashboard");
  const go = useGo();
  if (!useFirstRun()) return null;
  return (
    <Section title={t("first_run")}>
      <Group justify="space-between" gap="sm">
        <Text>{t("first_run.help")}</Text>
        <Button onClick={() => go("/first-run")}>{t("first_run.act")}</Button>
      </Group>
    </Section>
  );
}

function Day({ day }: { day: Dashboard }) {
  return (
    <>
      <DayTiles day={day} />
      <Attention day={day} />
      <Hours day={day} />
      <Box
        style={{
          display: "grid",
          gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 400px), 1fr))",
          gap: 16,
          alignItems: "start",
        }}
      >
        <Inside day={day} />
        <Refusals day={day} />
      </Box>
      <OpenShifts day={day} />
    </>
  );
}
