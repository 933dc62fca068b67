/** The company: its names and clock, its plan, its maintenance, and its end. */
import { Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { patchTenant, type Tenant, type TenantChange } from "#client";
import { useAct } from "#kit/act.ts";
import { fieldErrors, useDraft } from "#kit/draft.ts";
import { FormPart } from "#kit/FormPart.tsx";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { TimeZoneField } from "#kit/TimeZoneField.tsx";
import { useText } from "#kit/text.ts";
import { Unsaved } from "#kit/Unsaved.tsx";
import { getTenantOptions } from "#queries";
import { Closing } from "./Closing.tsx";
import { Maintaining } from "./Maintaining.tsx";

export function CompanyPage() {
  const t = useText("stores");
  const { can } = useOffice();
  const query = useQuery({ ...getTenantOptions(), enabled: can("settings_write") });
  return (
    <Page title={t("company")} subtitle={<PageLink to="/stores">{t("title")}</PageLink>}>
      {can("settings_write") ? (
        <Loaded query={query} rows={10}>
          {({ data }) => <Company tenant={data} />}
        </Loaded>
      ) : (
        <Text c="dimmed">{t("not_allowed")}</Text>
      )}
    </Page>
  );
}

function Company({ tenant }: { tenant: Tenant }) {
  const t = useText("stores");
  return (
    <Stack gap="md">
      <Names tenant={tenant} />
      <Section title={t("plan")} aside={<PageLink to="/settings/billing">{t("plan.use")}</PageLink>}>
        <Facts
          of={[
            [t("plan.name"), tenant.billing_plan],
            [t("plan.mode"), t(`mode.${tenant.mode}`)],
            [t("plan.currency"), tenant.currency],
            [t("plan.since"), <DateTime key="since" at={tenant.created_at} show="date" />],
          ]}
        />
      </Section>
      {tenant.kind === "park" && (
        <>
          <Maintaining tenant={tenant} />
          <Closing tenant={tenant} />
        </>
      )}
      <LastChange kind="tenant" id={tenant.tenant_id} />
    </Stack>
  );
}

function Names({ tenant }: { tenant: Tenant }) {
  const t = useText("stores");
  const act = useAct();
  const intend = useIntention<TenantChange>();
  const { name, legal_name, time_zone } = tenant;
  const { draft, setDraft, changed, reset } = useDraft({ name, legal_name: legal_name ?? "", time_zone });
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const asked = { name: draft.name.trim(), legal_name: draft.legal_name.trim() || null, time_zone: draft.time_zone };
  const save = useMutation({
    mutationFn: () =>
      act(
        () => intend(asked, (body, key) => patchTenant({ body, headers: { "Idempotency-Key": key } })),
        t("saved", { name: asked.name }),
      ),
  });
  const error = fieldErrors(save.error);
  return (
    <>
      {save.error && <ErrorState error={save.error} />}
      <FormPart title={t("names")}>
        <TextInput
          label={t("company_name")}
          description={t("company_name_help")}
          required
          maxLength={200}
          value={draft.name}
          error={error("name")}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
        />
        <TextInput
          label={t("legal_name")}
          description={t("legal_name_help")}
          maxLength={200}
          value={draft.legal_name}
          error={error("legal_name")}
          onChange={({ currentTarget }) => change({ legal_name: currentTarget.value })}
        />
        <TimeZoneField
          label={t("time_zone")}
          description={t("company_zone_help")}
          value={draft.time_zone}
          error={error("time_zone")}
          onChange={(zone) => change({ time_zone: zone })}
        />
        <Group>
          <PageLink to="/settings/taxes">{t("tax_details")}</PageLink>
        </Group>
      </FormPart>
      <Unsaved changed={changed} saving={save.isPending} onSave={() => save.mutate()} onReset={reset} />
    </>
  );
}
