/** The editor of a price rule: what it takes off, of which packages, when, and beside which other rules. */
import { MultiSelect, Select, Stack, Switch, TextInput } from "@mantine/core";
import { Moment, Weekdays, Whole } from "#kit/Fields.tsx";
import { FormPart } from "#kit/FormPart.tsx";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { NameFields } from "#kit/NameFields.tsx";
import { useNames } from "#kit/names.ts";
import { StoreField } from "#kit/StoreField.tsx";
import { useText } from "#kit/text.ts";
import { usePackages } from "./choices.ts";
import { Effect } from "./Effect.tsx";
import { asKind, type Draft, KINDS, type PartProps } from "./rule.ts";

export function RuleForm({ is_new, uses, ...props }: PartProps & { is_new: boolean; uses: number | null }) {
  const t = useText("pricing");
  const { draft, onChange, error } = props;
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  return (
    <Stack gap="md">
      <FormPart title={t("part.name")}>
        <NameFields
          names={{ name: draft.name, name_th: draft.name_th ?? "" }}
          onNames={({ name, name_th }) => set({ name, name_th: name_th === "" ? null : name_th })}
          error={error}
        />
        {is_new ? (
          <Select
            label={t("kind")}
            description={t(`kind.${draft.kind}.help`)}
            allowDeselect={false}
            value={draft.kind}
            onChange={(value) => onChange(asKind(draft, KINDS.find((kind) => kind === value) ?? draft.kind))}
            data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          />
        ) : (
          <TextInput
            label={t("kind")}
            description={t(`kind.${draft.kind}.help`)}
            value={t(`kind.${draft.kind}`)}
            readOnly
          />
        )}
        <Switch
          label={t("active")}
          description={t("active_help")}
          checked={draft.active ?? true}
          onChange={({ currentTarget }) => set({ active: currentTarget.checked })}
        />
      </FormPart>
      <FormPart title={t("part.effect")}>
        <Effect {...props} />
      </FormPart>
      <FormPart title={t("part.items")}>
        <Items {...props} />
      </FormPart>
      <FormPart title={t("part.time")}>
        <Time {...props} />
      </FormPart>
      <FormPart title={t("part.others")}>
        <Others {...props} uses={uses} />
      </FormPart>
    </Stack>
  );
}

function Items({ draft, onChange, error }: PartProps) {
  const t = useText("pricing");
  const { choices } = usePackages(draft.store_id);
  const { zones } = useNames();
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const chosen = (ids: string[]) => (ids.length === 0 ? null : ids);
  return (
    <>
      {draft.kind !== "bundle" && (
        <MultiSelect
          label={t("packages")}
          description={t("packages_help")}
          searchable
          clearable
          value={draft.package_ids ?? []}
          error={error("package_ids")}
          onChange={(ids) => set({ package_ids: chosen(ids) })}
          data={choices}
        />
      )}
      <MultiSelect
        label={t("zones")}
        description={t("zones_help")}
        searchable
        clearable
        value={draft.zone_ids ?? []}
        error={error("zone_ids")}
        onChange={(ids) => set({ zone_ids: chosen(ids) })}
        data={zones.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Whole
        label={t("min_qty")}
        description={t("min_help")}
        min={1}
        value={draft.min_qty ?? null}
        error={error("min_qty")}
        onChange={(min_qty) => set({ min_qty })}
      />
      <MoneyInput
        label={t("min_amount")}
        description={t("min_help")}
        satang={draft.min_amount ?? null}
        error={error("min_amount")}
        onSatang={(min_amount) => set({ min_amount })}
      />
    </>
  );
}

function Time({ draft, onChange, error }: PartProps) {
  const t = useText("pricing");
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  return (
    <>
      <Weekdays
        label={t("weekdays")}
        value={draft.weekdays ?? null}
        error={error("weekdays")}
        onChange={(weekdays) => set({ weekdays })}
      />
      <StoreField
        store_id={draft.store_id ?? null}
        onStore={(store_id) => set({ store_id })}
        error={error("store_id")}
      />
      {(["clock_from", "clock_to"] as const).map((name) => (
        <TextInput
          key={name}
          type="time"
          label={t(`clock.${name}`)}
          description={t("clock_help")}
          value={draft[name] ?? ""}
          error={error(name)}
          onChange={({ currentTarget }) => set({ [name]: currentTarget.value === "" ? null : currentTarget.value })}
        />
      ))}
      {(["active_from", "active_to"] as const).map((name) => (
        <Moment
          key={name}
          label={t(name)}
          value={draft[name] ?? null}
          error={error(name)}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
    </>
  );
}

function Others({ draft, onChange, error, uses }: PartProps & { uses: number | null }) {
  const t = useText("pricing");
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  return (
    <>
      <Whole
        label={t("priority")}
        description={t("priority_help")}
        min={-1_000_000}
        value={draft.priority ?? 0}
        error={error("priority")}
        onChange={(priority) => set({ priority: priority ?? 0 })}
      />
      <Switch
        label={t("stackable")}
        description={t("stackable_help")}
        checked={draft.stackable ?? true}
        onChange={({ currentTarget }) => set({ stackable: currentTarget.checked })}
      />
      <Whole
        label={t("max_uses")}
        description={uses === null ? t("max_help") : t("uses", { count: uses })}
        min={1}
        value={draft.max_uses ?? null}
        error={error("max_uses")}
        onChange={(max_uses) => set({ max_uses })}
      />
      {(["max_uses_per_day", "max_uses_per_customer"] as const).map((name) => (
        <Whole
          key={name}
          label={t(`cap.${name}`)}
          description={t(`cap.${name}.help`)}
          min={1}
          value={draft[name] ?? null}
          error={error(name)}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
    </>
  );
}
