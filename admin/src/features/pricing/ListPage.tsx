/** One price list, new or known: its time and place, and its prices beside the packages' own. */
import { Box, Group, MultiSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type PriceListRequest, postPricingPriceLists, putPricingPriceListsPriceListId } from "#client";
import { useAct } from "#kit/act.ts";
import { type FieldErrors, fieldErrors, useDraft } from "#kit/draft.ts";
import { Moment, Whole } from "#kit/Fields.tsx";
import { FormPart } from "#kit/FormPart.tsx";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { PageLink, useGo } from "#kit/Links.tsx";
import { Money } from "#kit/Money.tsx";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { ErrorState, Loaded } from "#kit/States.tsx";
import { StoreField } from "#kit/StoreField.tsx";
import { useText } from "#kit/text.ts";
import { Unsaved } from "#kit/Unsaved.tsx";
import { getPricingPriceListsPriceListIdOptions } from "#queries";
import { usePackages } from "./choices.ts";

const NEW = "new";

const NEW_LIST: PriceListRequest = {
  name: "",
  store_id: null,
  device_ids: null,
  active_from: null,
  active_to: null,
  active: true,
  priority: 0,
  items: [],
};

export function ListPage() {
  const t = useText("pricing");
  const { store_id = null } = useOffice();
  const { price_list_id } = useParams({ strict: false }) as { price_list_id: string };
  const is_new = price_list_id === NEW;
  const query = useQuery({
    ...getPricingPriceListsPriceListIdOptions({ path: { price_list_id } }),
    enabled: !is_new,
  });
  return (
    <Page
      title={(is_new ? undefined : query.data?.data.name) ?? t(is_new ? "lists.add" : "lists.one")}
      subtitle={<PageLink to="/pricing/lists">{t("lists.back")}</PageLink>}
    >
      {is_new ? (
        <Editor key={NEW} saved={{ ...NEW_LIST, store_id }} />
      ) : (
        <Loaded query={query} rows={12}>
          {({ data: { price_list_id: id, created_at: _at, ...terms } }) => (
            <Editor key={id} price_list_id={id} saved={terms} />
          )}
        </Loaded>
      )}
    </Page>
  );
}

function Editor({ price_list_id, saved }: { price_list_id?: string; saved: PriceListRequest }) {
  const t = useText("pricing");
  const act = useAct();
  const go = useGo();
  const intend = useIntention<PriceListRequest>();
  const { draft, setDraft, changed, reset } = useDraft(saved);
  const save = useMutation({
    mutationFn: async () => {
      const asked = { ...draft, name: draft.name.trim() };
      if (price_list_id)
        return act(
          () => putPricingPriceListsPriceListId({ path: { price_list_id }, body: asked }),
          t("saved", { name: asked.name }),
        );
      const added = await act(
        () => intend(asked, (body, key) => postPricingPriceLists({ body, headers: { "Idempotency-Key": key } })),
        t("added", { name: asked.name }),
      );
      go(`/pricing/lists/${added.price_list_id}`);
      return added;
    },
  });
  const props = { draft, onChange: setDraft, error: fieldErrors(save.error) };
  return (
    <Stack gap="md">
      {save.error && <ErrorState error={save.error} />}
      <Terms {...props} />
      <Prices {...props} />
      {price_list_id && <LastChange kind="price_list" id={price_list_id} />}
      <Unsaved changed={changed} saving={save.isPending} onSave={() => save.mutate()} onReset={reset} />
    </Stack>
  );
}

interface PartProps {
  draft: PriceListRequest;
  onChange: (draft: PriceListRequest) => void;
  error: FieldErrors;
}

function Terms({ draft, onChange, error }: PartProps) {
  const t = useText("pricing");
  const { devices } = useNames();
  const set = (change: Partial<PriceListRequest>) => onChange({ ...draft, ...change });
  return (
    <FormPart title={t("lists.part")}>
      <TextInput
        label={t("name")}
        required
        maxLength={100}
        value={draft.name}
        error={error("name")}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <Switch
        label={t("active")}
        checked={draft.active ?? true}
        onChange={({ currentTarget }) => set({ active: currentTarget.checked })}
      />
      <StoreField
        store_id={draft.store_id ?? null}
        onStore={(store_id) => set({ store_id })}
        error={error("store_id")}
      />
      <MultiSelect
        label={t("lists.devices")}
        description={t("lists.devices_help")}
        searchable
        clearable
        value={draft.device_ids ?? []}
        error={error("device_ids")}
        onChange={(ids) => set({ device_ids: ids.length === 0 ? null : ids })}
        data={devices.map(({ id, name }) => ({ value: id, label: name }))}
      />
      {(["active_from", "active_to"] as const).map((name) => (
        <Moment
          key={name}
          label={t(name)}
          value={draft[name] ?? null}
          error={error(name)}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <Whole
        label={t("priority")}
        description={t("lists.priority_help")}
        min={-1_000_000}
        value={draft.priority ?? 0}
        error={error("priority")}
        onChange={(priority) => set({ priority: priority ?? 0 })}
      />
    </FormPart>
  );
}

/** Each package with its own price and the list's; an empty field is the package's own. */
function Prices({ draft, onChange, error }: PartProps) {
  const t = useText("pricing");
  const { packages, choices } = usePackages(draft.store_id);
  const { name } = useNames();
  const places = new Map(draft.items.map(({ package_id }, place) => [package_id, place]));
  const setPrice = (package_id: string, price: number | null) => {
    const others = draft.items.filter((item) => item.package_id !== package_id);
    const place = places.get(package_id) ?? others.length;
    const next = price === null ? others : others.toSpliced(place, 0, { package_id, price });
    onChange({ ...draft, items: next });
  };
  const labels = new Map(choices.map(({ value, label }) => [value, label]));
  // Prices of packages that are off sale, or of another store, stay and can be taken out.
  const gone = draft.items.filter(({ package_id }) => !labels.has(package_id));
  const rows = [
    ...packages.filter(({ open_price }) => !open_price).map(({ package_id, price }) => ({ package_id, own: price })),
    ...gone.map(({ package_id }) => ({ package_id, own: null })),
  ];
  return (
    <Section title={t("lists.prices")}>
      <Stack gap="xs">
        {rows.length === 0 && <Text c="dimmed">{t("lists.no_packages")}</Text>}
        {rows.map(({ package_id, own }) => {
          const label = labels.get(package_id) ?? name(package_id);
          const place = places.get(package_id);
          return (
            <Group key={package_id} wrap="nowrap" justify="space-between">
              <Box style={{ minWidth: 0 }}>
                <Text size="sm">{label}</Text>
                <Text size="xs" c="dimmed">
                  {t("lists.own")} <Money satang={own} />
                </Text>
              </Box>
              <MoneyInput
                w={130}
                style={{ flex: "none" }}
                aria-label={t("lists.price_of", { name: label })}
                placeholder="—"
                satang={place === undefined ? null : (draft.items[place]?.price ?? null)}
                error={place === undefined ? undefined : error(`items.${place}.price`)}
                onSatang={(price) => setPrice(package_id, price)}
              />
            </Group>
          );
        })}
      </Stack>
    </Section>
  );
}
