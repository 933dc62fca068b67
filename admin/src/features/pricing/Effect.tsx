/** The effect of a price rule, by its kind: a share, a sum, a price, a code, the parts of a set, or gifts. */
import { Box, MultiSelect, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { PercentInput, Whole } from "#kit/Fields.tsx";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { PackageCounts } from "#kit/PackageCounts.tsx";
import { useText } from "#kit/text.ts";
import { usePackages } from "./choices.ts";
import type { Params, PartProps } from "./rule.ts";

type Value = "rate_bps" | "amount" | "price";

export function Effect(props: PartProps) {
  const t = useText("pricing");
  const { draft, onChange, error } = props;
  const { kind } = draft;
  return (
    <>
      {kind === "promo_code" && <Code {...props} />}
      {kind === "promo_code" && <Either {...props} of={["rate_bps", "amount"]} />}
      {kind === "time_of_day" && <Either {...props} of={["price", "rate_bps"]} />}
      {(kind === "line_percent" || kind === "cart_percent") && <Field {...props} of="rate_bps" />}
      {(kind === "line_amount" || kind === "cart_amount") && <Field {...props} of="amount" />}
      {kind === "bundle" && <Parts {...props} />}
      {kind === "bundle" && <Field {...props} of="price" />}
      {kind === "buy_n_get_m" && <Gifts {...props} />}
      {kind !== "time_of_day" && (
        <MoneyInput
          label={t("max_discount")}
          description={t("max_help")}
          satang={draft.max_discount ?? null}
          error={error("max_discount")}
          onSatang={(max_discount) => onChange({ ...draft, max_discount })}
        />
      )}
    </>
  );
}

/** One value; the server's message on all parameters stands at it too. */
function Field({ draft, onChange, error, of }: PartProps & { of: Value }) {
  const t = useText("pricing");
  const value = draft.params[of] ?? null;
  const set = (next: number | null) => onChange({ ...draft, params: { ...draft.params, [of]: next } });
  const refusal = error(`params.${of}`) ?? error("params");
  const told = refusal !== undefined && value === null ? t("value.missing") : refusal;
  const shared = { label: t(`value.${of}`), required: true, error: told };
  return of === "rate_bps" ? (
    <PercentInput {...shared} bps={value} onBps={set} />
  ) : (
    <MoneyInput {...shared} satang={value} onSatang={set} />
  );
}

/** One of two values. */
function Either({ of, ...props }: PartProps & { of: readonly [Value, Value] }) {
  const t = useText("pricing");
  const { draft, onChange } = props;
  const chosen = of.find((each) => each in draft.params) ?? of[0];
  const choose = (next: string) => {
    const { [chosen]: _left, ...others } = draft.params;
    onChange({ ...draft, params: { ...others, [next]: null } });
  };
  return (
    <Stack gap={4}>
      <SegmentedControl
        aria-label={t("value")}
        value={chosen}
        onChange={choose}
        data={of.map((value) => ({ value, label: t(`value.${value}`) }))}
      />
      <Field {...props} of={chosen} />
    </Stack>
  );
}

function useParams({ draft, onChange }: PartProps): (change: Params) => void {
  return (change) => onChange({ ...draft, params: { ...draft.params, ...change } });
}

function Code(props: PartProps) {
  const t = useText("pricing");
  const set = useParams(props);
  return (
    <TextInput
      label={t("code")}
      description={t("code_help")}
      required
      maxLength={50}
      value={props.draft.params.code ?? ""}
      error={props.error("params.code")}
      onChange={({ currentTarget }) => set({ code: currentTarget.value })}
    />
  );
}

function Parts(props: PartProps) {
  const t = useText("pricing");
  const set = useParams(props);
  const { draft, error } = props;
  const { choices } = usePackages(draft.store_id);
  return (
    <Box>
      <Text size="sm" fw={500} mb={4}>
        {t("parts")}
      </Text>
      <PackageCounts
        counts={draft.params.parts ?? []}
        onCounts={(parts) => set({ parts })}
        choices={choices}
        empty={t("parts_empty")}
        error={(path) => error(path === "" ? "params.parts" : `params.parts.${path}`)}
      />
    </Box>
  );
}

function Gifts(props: PartProps) {
  const t = useText("pricing");
  const set = useParams(props);
  const { draft, error } = props;
  const { choices } = usePackages(draft.store_id);
  const { get_package_ids = [] } = draft.params;
  return (
    <>
      {(["buy_qty", "get_qty"] as const).map((name) => (
        <Whole
          key={name}
          label={t(`gift.${name}`)}
          min={1}
          max={100}
          required
          value={draft.params[name] ?? null}
          error={error(`params.${name}`)}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <Field {...props} of="rate_bps" />
      <MultiSelect
        label={t("gifts")}
        description={t("gifts_help")}
        searchable
        clearable
        value={get_package_ids}
        error={error("params.get_package_ids")}
        onChange={(ids) => {
          const { get_package_ids: _left, ...others } = draft.params;
          props.onChange({ ...draft, params: ids.length > 0 ? { ...others, get_package_ids: ids } : others });
        }}
        data={choices}
      />
    </>
  );
}
