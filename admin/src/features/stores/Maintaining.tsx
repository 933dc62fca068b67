/** The maintenance of the company: a window in which its tills, gates and people are refused, and its end. */
import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { deleteTenantMaintenance, type Maintenance, postTenantMaintenance, type Tenant } from "#client";
import { useAct } from "#kit/act.ts";
import { useIntention } from "#kit/intention.ts";
import { DateTime } from "#kit/Money.tsx";
import { Facts, Section } from "#kit/Page.tsx";
import { ErrorState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { WindowDialog } from "#kit/WindowDialog.tsx";

export function Maintaining({ tenant }: { tenant: Tenant }) {
  const t = useText("stores");
  const act = useAct();
  const intend = useIntention<Maintenance>();
  const [asked, ask] = useState(false);
  const { maintenance_from, maintenance_until, maintenance_note, maintenance_by } = tenant;
  const planned = maintenance_until !== null && Date.parse(maintenance_until) > Date.now();
  const own = maintenance_by === "tenant";
  const end = useMutation({ mutationFn: () => act(() => deleteTenantMaintenance(), t("maintenance.ended")) });
  const set = (window: Maintenance) =>
    act(
      () => intend(window, (body, key) => postTenantMaintenance({ body, headers: { "Idempotency-Key": key } })),
      t("maintenance.set"),
    );
  return (
    <Section
      title={t("maintenance")}
      aside={
        planned && own ? (
          <Button onClick={() => end.mutate()} loading={end.isPending}>
            {t("maintenance.end")}
          </Button>
        ) : (
          !planned && (
            <Button variant="default" onClick={() => ask(true)}>
              {t("maintenance.plan")}
            </Button>
          )
        )
      }
    >
      <Stack gap="sm">
        {end.error && <ErrorState error={end.error} />}
        {planned ? (
          <>
            <Facts
              of={[
                [t("maintenance.from"), <DateTime key="from" at={maintenance_from} />],
                [t("maintenance.until"), <DateTime key="until" at={maintenance_until} />],
                [t("maintenance.note"), maintenance_note ?? "—"],
              ]}
            />
            <Text c="dimmed">{t(own ? "maintenance.own" : "maintenance.providers")}</Text>
          </>
        ) : (
          <Text c="dimmed">{t("maintenance.none")}</Text>
        )}
      </Stack>
      {asked && <WindowDialog onClose={() => ask(false)} effect={t("maintenance.effect")} onSave={set} />}
    </Section>
  );
}
