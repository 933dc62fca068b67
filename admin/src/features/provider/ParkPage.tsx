/** One park as its provider sees it: its standing and size, its names and plan, and the acts on it; never its sales. */
import { Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type Park, type ParkChange, patchProviderTenantsTenantId } from "#client";
import { useAct } from "#kit/act.ts";
import { fieldErrors, useDraft } from "#kit/draft.ts";
import { FormPart } from "#kit/FormPart.tsx";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { PageLink } from "#kit/Links.tsx";
import { Count, DateTime } from "#kit/Money.tsx";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { TimeZoneField } from "#kit/TimeZoneField.tsx";
import { useText } from "#kit/text.ts";
import { Unsaved } from "#kit/Unsaved.tsx";
import { getProviderTenantsTenantIdOptions } from "#queries";
import { OwnerPin } from "./OwnerPin.tsx";
import { Rebuild } from "./Rebuild.tsx";
import { Standing } from "./Standing.tsx";
import { StandingActs } from "./StandingActs.tsx";

export function ParkPage() {
  const t = useText("provider");
  const { tenant_id } = useParams({ strict: false }) as { tenant_id: string };
  const query = useQuery(getProviderTenantsTenantIdOptions({ path: { tenant_id } }));
  const park = query.data?.data;
  return (
    <Page
      title={park ? park.name || t("nameless") : t("park")}
      subtitle={<PageLink to="/provider/parks">{t("title")}</PageLink>}
    >
      <Loaded query={query} rows={12}>
        {({ data }) => <Parts key={tenant_id} park={data} />}
      </Loaded>
    </Page>
  );
}

function Parts({ park }: { park: Park }) {
  const t = useText("provider");
  const gone = park.status === "purged";
  return (
    <Stack gap="md">
      <Section title={t("status")} aside={<Standing tenant={park} />}>
        <Stack gap="md">
          <Facts
            of={[
              [t("id"), <code key="id">{park.tenant_id}</code>],
              [t("mode"), t(`mode.${park.mode}`)],
              [t("currency"), park.currency],
              [t("since"), <DateTime key="since" at={park.created_at} show="date" />],
              ...(park.closed_at
                ? [
                    [t("closed_at"), <DateTime key="closed" at={park.closed_at} />] as const,
                    [t("purge_at"), <DateTime key="purge" at={park.purge_at} />] as const,
                  ]
                : []),
              ...(park.maintenance_until
                ? [
                    [t("maintenance.from"), <DateTime key="from" at={park.maintenance_from} />] as const,
                    [t("maintenance.until"), <DateTime key="until" at={park.maintenance_until} />] as const,
                    [t("maintenance.by"), t(`by.${park.maintenance_by ?? "provider"}`)] as const,
                    [t("maintenance.note"), park.maintenance_note ?? "—"] as const,
                  ]
                : []),
            ]}
          />
          {gone ? <Text c="dimmed">{t("gone")}</Text> : <StandingActs park={park} />}
        </Stack>
      </Section>
      {!gone && <Names park={park} />}
      <Size park={park} />
      {!gone && <OwnerPin park={park} />}
      {!gone && <Rebuild park={park} />}
      <LastChange kind="tenant" id={park.tenant_id} />
    </Stack>
  );
}

function Size({ park: { counts, outbox_lag } }: { park: Park }) {
  const t = useText("provider");
  const late = outbox_lag.seconds > 300;
  return (
    <Section title={t("size")}>
      <Facts
        of={[
          [t("size.stores"), <Count key="stores" value={counts.stores} />],
          [t("size.devices"), <Count key="devices" value={counts.devices} />],
          [t("size.employees"), <Count key="employees" value={counts.employees} />],
          [
            t("lag"),
            outbox_lag.consumer === null ? (
              t("lag.none")
            ) : (
              <Text key="lag" c={late ? "var(--frame-bad)" : undefined}>
                {t(late ? "lag.late" : "lag.behind", {
                  consumer: outbox_lag.consumer,
                  events: outbox_lag.events,
                  seconds: outbox_lag.seconds,
                })}
              </Text>
            ),
          ],
        ]}
      />
    </Section>
  );
}

function Names({ park }: { park: Park }) {
  const t = useText("provider");
  const act = useAct();
  const intend = useIntention<ParkChange>();
  const { tenant_id, name, legal_name, billing_plan, time_zone } = park;
  const { draft, setDraft, changed, reset } = useDraft({ name, legal_name: legal_name ?? "", billing_plan, time_zone });
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const asked: ParkChange = {
    name: draft.name.trim(),
    legal_name: draft.legal_name.trim() || null,
    billing_plan: draft.billing_plan.trim(),
    time_zone: draft.time_zone,
  };
  const save = useMutation({
    mutationFn: () =>
      act(
        () =>
          intend(asked, (body, key) =>
            patchProviderTenantsTenantId({ path: { tenant_id }, body, headers: { "Idempotency-Key": key } }),
          ),
        t("saved", { name: draft.name.trim() }),
      ),
  });
  const error = fieldErrors(save.error);
  return (
    <>
      {save.error && <ErrorState error={save.error} />}
      <FormPart title={t("names")}>
        <TextInput
          label={t("name")}
          required
          maxLength={200}
          value={draft.name}
          error={error("name")}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label={t("legal_name")}
          maxLength={200}
          value={draft.legal_name}
          error={error("legal_name")}
          onChange={({ currentTarget }) => change({ legal_name: currentTarget.value })}
        />
        <TextInput
          label={t("plan")}
          description={t("plan.help")}
          required
          maxLength={40}
          value={draft.billing_plan}
          error={error("billing_plan")}
          onChange={({ currentTarget }) => change({ billing_plan: currentTarget.value })}
        />
        <TimeZoneField
          label={t("time_zone")}
          description={t("time_zone.help")}
          value={draft.time_zone}
          error={error("time_zone")}
          onChange={(zone) => change({ time_zone: zone })}
        />
      </FormPart>
      <Unsaved changed={changed} saving={save.isPending} onSave={() => save.mutate()} onReset={reset} />
    </>
  );
}
