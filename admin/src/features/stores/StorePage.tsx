/** One store: its place and clock, its hours, the ways to pay that it takes, and whether it is in use. */
import { Checkbox, Group, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { patchStoresStoreId, type Store, type StoreRequest } from "#client";
import { useAct } from "#kit/act.ts";
import { Changes, type FieldChange } from "#kit/Changes.tsx";
import { ReasonDialog } from "#kit/Dialogs.tsx";
import { type FieldErrors, fieldErrors, useDraft } from "#kit/draft.ts";
import { FormPart } from "#kit/FormPart.tsx";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { PageLink } from "#kit/Links.tsx";
import { useMethods } from "#kit/methods.ts";
import { Page, Section } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { TimeZoneField } from "#kit/TimeZoneField.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { Unsaved } from "#kit/Unsaved.tsx";
import { getStoresStoreIdOptions } from "#queries";
import { Hours } from "./Hours.tsx";
import { countriesIn, type Draft, draftOf, hourOf, inOrder, requestOf } from "./store.ts";

export function StorePage() {
  const t = useText("stores");
  const { store_id } = useParams({ strict: false }) as { store_id: string };
  const query = useQuery(getStoresStoreIdOptions({ path: { store_id } }));
  return (
    <Page title={query.data?.data.name ?? t("store")} subtitle={<PageLink to="/stores">{t("title")}</PageLink>}>
      <Loaded query={query} rows={12}>
        {({ data }) => <Editor key={store_id} store={data} />}
      </Loaded>
    </Page>
  );
}

function Editor({ store }: { store: Store }) {
  const t = useText("stores");
  const act = useAct();
  const intend = useIntention<StoreRequest>();
  const [asked, ask] = useState(false);
  const { store_id } = store;
  const { draft, setDraft, changed, reset } = useDraft(draftOf(store));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = useMutation({
    mutationFn: () =>
      act(
        () =>
          intend(requestOf(draft), (body, key) =>
            patchStoresStoreId({ path: { store_id }, body, headers: { "Idempotency-Key": key } }),
          ),
        t("saved", { name: draft.name.trim() }),
      ),
  });
  const error = fieldErrors(save.error);
  const grave: FieldChange[] = [
    [t("time_zone"), store.time_zone, draft.time_zone],
    [t("cutoff_hour"), hourOf(store.cutoff_hour), hourOf(draft.cutoff_hour)],
    [t("state"), t(store.active ? "active" : "inactive"), t(draft.active ? "active" : "inactive")],
  ];
  const isGrave = grave.some(([, before, after]) => before !== after);
  return (
    <Stack gap="md">
      {save.error && <ErrorState error={save.error} />}
      <Place draft={draft} change={change} error={error} />
      <Hours hours={draft.hours} onChange={(hours) => change({ hours: inOrder(hours) })} error={error} />
      <Tenders tenders={draft.tenders} onChange={(tenders) => change({ tenders })} error={error} />
      <Section title={t("receipt")}>
        <Stack gap={4}>
          <Text>{t("receipt.help")}</Text>
          <Group gap="md">
            <PageLink to="/receipts" search={{ store: store_id }}>
              {t("receipt.look")}
            </PageLink>
            <PageLink to="/settings/receipt" search={{ store: store_id }}>
              {t("receipt.settings")}
            </PageLink>
          </Group>
        </Stack>
      </Section>
      <LastChange kind="store" id={store_id} />
      <Unsaved
        changed={changed}
        saving={save.isPending}
        onSave={() => (isGrave ? ask(true) : save.mutate())}
        onReset={reset}
      />
      <ReasonDialog
        opened={asked}
        onClose={() => ask(false)}
        title={t("grave")}
        thing={store.name}
        note={
          <>
            <Changes of={grave} />
            <Text size="sm">{t(draft.active ? "grave.clock" : "grave.inactive")}</Text>
          </>
        }
        act={t("save")}
        onConfirm={() => save.mutateAsync()}
      />
    </Stack>
  );
}

interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  error: FieldErrors;
}

function Place({ draft, change, error }: PartProps) {
  const t = useText("stores");
  const language = useLanguage();
  const [countries] = useState(() => countriesIn(language));
  return (
    <FormPart title={t("place")}>
      <TextInput
        label={t("name")}
        required
        maxLength={200}
        value={draft.name}
        error={error("name")}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
      />
      <TextInput
        label={t("address")}
        maxLength={500}
        value={draft.address}
        error={error("address")}
        onChange={({ currentTarget }) => change({ address: currentTarget.value })}
      />
      <TextInput
        label={t("phone")}
        type="tel"
        maxLength={40}
        value={draft.phone}
        error={error("phone")}
        onChange={({ currentTarget }) => change({ phone: currentTarget.value })}
      />
      <Select
        label={t("country")}
        description={t("country_help")}
        searchable
        allowDeselect={false}
        value={draft.country}
        error={error("country")}
        onChange={(country) => change({ country: country ?? draft.country })}
        data={countries}
      />
      <TimeZoneField
        label={t("time_zone")}
        description={t("time_zone_help")}
        value={draft.time_zone}
        error={error("time_zone")}
        onChange={(time_zone) => change({ time_zone })}
      />
      <NumberInput
        label={t("cutoff_hour")}
        description={t("cutoff_help")}
        min={0}
        max={23}
        allowDecimal={false}
        value={draft.cutoff_hour ?? ""}
        error={error("cutoff_hour")}
        onChange={(typed) => change({ cutoff_hour: typed === "" ? null : Number(typed) })}
      />
      <Switch
        label={t("active")}
        description={t("active_help")}
        checked={draft.active}
        error={error("active")}
        onChange={({ currentTarget }) => change({ active: currentTarget.checked })}
      />
    </FormPart>
  );
}

function Tenders({
  tenders,
  onChange,
  error,
}: {
  tenders: string[] | null;
  onChange: (tenders: string[] | null) => void;
  error: FieldErrors;
}) {
  const t = useText("stores");
  const { methods } = useMethods();
  const all = methods.map(({ value }) => value);
  return (
    <Section title={t("tenders")} aside={<PageLink to="/payment-types">{t("tenders.types")}</PageLink>}>
      <Stack gap="sm">
        <Switch
          label={t("tenders.all")}
          description={t("tenders.help")}
          checked={tenders === null}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : all)}
        />
        {tenders !== null && (
          <Checkbox.Group
            label={t("tenders.some")}
            value={tenders}
            error={error("supported_tenders")}
            onChange={onChange}
          >
            <Group gap="md" mt={4}>
              {methods.map(({ value, label }) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
      </Stack>
    </Section>
  );
}
