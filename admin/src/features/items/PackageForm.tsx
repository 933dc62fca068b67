/** The editor of a package: every term that tills and gates read, in the order in which a person thinks of them. */
import { Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Whole } from "#kit/Fields.tsx";
import { FormPart } from "#kit/FormPart.tsx";
import { LastChange } from "#kit/LastChange.tsx";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { Section } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getTaxesOptions } from "#queries";
import { Admission } from "./Admission.tsx";
import { BundleParts } from "./BundleParts.tsx";
import { OnSale } from "./OnSale.tsx";
import type { Draft, PartProps } from "./package.ts";
import { Questions } from "./Questions.tsx";

export function PackageForm(props: PartProps) {
  const t = useText("items");
  const { known } = props;
  return (
    <Stack gap="md">
      <FormPart title={t("part.name")}>
        <NameAndPrice {...props} />
      </FormPart>
      {known.type === "bundle" ? (
        <Section title={t("part.bundle")}>
          <BundleParts {...props} />
        </Section>
      ) : (
        <FormPart title={t("part.admission")}>
          <Admission {...props} />
        </FormPart>
      )}
      <FormPart title={t("part.sale")}>
        <OnSale {...props} />
      </FormPart>
      <FormPart title={t("part.guests")}>
        <Guests {...props} />
      </FormPart>
      {known.type !== "bundle" && (
        <Section title={t("questions")}>
          <Questions {...props} />
        </Section>
      )}
      <LastChange kind="package" id={known.package_id} />
    </Stack>
  );
}

function NameAndPrice({ draft, onChange, error }: PartProps) {
  const t = useText("items");
  const taxes = useQuery(getTaxesOptions());
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const { open_price = false } = draft;
  return (
    <>
      <TextInput
        label={t("name_en")}
        maxLength={100}
        required
        value={draft.name}
        error={error("name")}
        onChange={({ currentTarget }) => set({ name: currentTarget.value })}
      />
      <TextInput
        label={t("name_th")}
        maxLength={100}
        value={draft.name_th ?? ""}
        error={error("name_th")}
        onChange={({ currentTarget }) => set({ name_th: currentTarget.value })}
      />
      <MoneyInput
        label={t("price")}
        description={t("price_help")}
        satang={draft.price}
        error={error("price")}
        onSatang={(price) => set({ price: price ?? 0 })}
      />
      <Select
        label={t("tax")}
        description={t("tax_help")}
        clearable
        placeholder={t("tax_default")}
        value={draft.tax_id ?? null}
        error={error("tax_id")}
        onChange={(tax_id) => set({ tax_id })}
        data={(taxes.data?.data ?? []).map(({ tax_id, name }) => ({ value: tax_id, label: name }))}
      />
      <Switch
        label={t("open_price")}
        description={t("open_price_help")}
        checked={open_price}
        error={error("open_price")}
        onChange={({ currentTarget }) =>
          set(currentTarget.checked ? { open_price: true } : { open_price: false, min_price: null, max_price: null })
        }
      />
      {open_price && (
        <Group grow align="flex-start">
          <MoneyInput
            label={t("min_price")}
            satang={draft.min_price ?? null}
            error={error("min_price")}
            onSatang={(min_price) => set({ min_price })}
          />
          <MoneyInput
            label={t("max_price")}
            satang={draft.max_price ?? null}
            error={error("max_price")}
            onSatang={(max_price) => set({ max_price })}
          />
        </Group>
      )}
    </>
  );
}

function Guests({ draft, onChange, error }: PartProps) {
  const t = useText("items");
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const { attention } = draft;
  const told = (change: { en?: string; th?: string }) => {
    const next = { en: attention?.en ?? "", th: attention?.th ?? "", ...change };
    set({ attention: next.en === "" && next.th === "" ? null : next });
  };
  return (
    <>
      {(["min_height_cm", "max_height_cm", "min_age_years", "max_age_years"] as const).map((name) => (
        <Whole
          key={name}
          label={t(`limit.${name}`)}
          value={draft[name] ?? null}
          min={0}
          error={error(name)}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      {(["en", "th"] as const).map((language) => (
        <TextInput
          key={language}
          label={t(`attention.${language}`)}
          description={t("attention_help")}
          maxLength={200}
          value={attention?.[language] ?? ""}
          error={error(`attention.${language}`)}
          onChange={({ currentTarget }) => told({ [language]: currentTarget.value })}
        />
      ))}
    </>
  );
}
