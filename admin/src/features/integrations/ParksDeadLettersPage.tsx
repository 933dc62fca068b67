/** The provider's list of parks with dead letters, each of which may be started again for its park. */
import { Badge, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { postAdminDlqReplay, type TenantDeadLetters } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { useIntention } from "#kit/intention.ts";
import { Count, DateTime } from "#kit/Money.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getAdminDlqOptions } from "#queries";

export function ParksDeadLettersPage() {
  const t = useText("integrations");
  return (
    <Page title={t("parks_dead.title")} subtitle={t("parks_dead.subtitle")}>
      <Section flush>
        <DataTable<TenantDeadLetters>
          label={t("parks_dead.title")}
          rowId={({ tenant_id }) => tenant_id}
          list={({ limit, cursor }) => getAdminDlqOptions({ query: { limit, ...(cursor && { cursor }) } })}
          empty={t("parks_dead.empty")}
          columns={[
            { id: "park", header: t("parks_dead.park"), card: "head", whole: true, cell: ({ name }) => name },
            { id: "status", header: t("state"), cell: (park) => <Standing of={park} /> },
            {
              id: "count",
              header: t("dead.title"),
              align: "right",
              card: "figure",
              cell: ({ dead_letters }) => <Count value={dead_letters} />,
            },
          ]}
          drawer={{
            title: (_, row) => row?.name ?? t("parks_dead.park"),
            body: (_, row) => row && <ParkView park={row} />,
          }}
        />
      </Section>
    </Page>
  );
}

function Standing({ of: { status } }: { of: TenantDeadLetters }) {
  const t = useText("integrations");
  return (
    <Badge variant="outline" color={status === "active" ? "var(--frame-good)" : "var(--frame-dim)"}>
      {t(`standing.${status}`)}
    </Badge>
  );
}

function ParkView({ park }: { park: TenantDeadLetters }) {
  const t = useText("integrations");
  const act = useAct();
  const intend = useIntention<{ tenant_id: string; dead_letters: number }>();
  const [asking, setAsking] = useState(false);
  const { tenant_id, name, dead_letters } = park;
  const restart = () =>
    act(
      () =>
        intend({ tenant_id, dead_letters }, (asked, key) =>
          postAdminDlqReplay({ body: { tenant_id: asked.tenant_id }, headers: { "Idempotency-Key": key } }),
        ),
      t("dead.requeued"),
    );
  return (
    <Stack gap="md">
      <DataTable<TenantDeadLetters["latest"][number]>
        plain
        label={t("parks_dead.latest")}
        rows={park.latest}
        rowId={({ delivery_id }) => delivery_id}
        empty={t("dead.empty")}
        columns={[
          { id: "event", header: t("deliveries.event"), card: "head", cell: ({ type }) => type },
          {
            id: "at",
            header: t("deliveries.at"),
            cell: ({ ended_at }) => (ended_at === null ? "—" : <DateTime at={ended_at} />),
          },
          {
            id: "why",
            header: t("test.error"),
            cell: ({ error, response_status }) => error ?? (response_status === null ? "—" : String(response_status)),
          },
        ]}
      />
      {park.status === "active" ? (
        <div>
          <Button onClick={() => setAsking(true)}>{t("dead.replay")}</Button>
        </div>
      ) : (
        <Text c="dimmed">{t("parks_dead.not_served")}</Text>
      )}
      <ReasonDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("dead.replay")}
        thing={t("parks_dead.means", { name })}
        act={t("dead.replay")}
        onConfirm={restart}
      />
    </Stack>
  );
}
