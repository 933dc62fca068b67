/** Price rules: what changes prices, when, and what a cart costs by them. */
import { Button, Grid } from "@mantine/core";
import type { PricingRule } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter } from "#kit/Filters.tsx";
import { useGo } from "#kit/Links.tsx";
import { Count } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getPricingRulesOptions } from "#queries";
import { Calculator } from "./Calculator.tsx";
import { draftOf, effectOf, KINDS } from "./rule.ts";
import { State } from "./State.tsx";

export function RulesPage() {
  const t = useText("pricing");
  const language = useLanguage();
  const go = useGo();
  const { store_id, stores, storeName } = useOffice();
  const [{ kind, active }] = useFilters(["kind", "active"]);
  const filter = {
    ...(store_id && { store_id }),
    kind: KINDS.find((each) => each === kind),
    active: SHOWN.find((each) => each === active) ?? "true",
  } as const;
  const { kind: asked, ...others } = filter;
  const button = <Button onClick={() => go("/pricing/rules/new")}>{t("add")}</Button>;
  return (
    <Page title={t("title")} subtitle={t("subtitle")} actions={button}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Section flush>
            <DataTable<PricingRule>
              label={t("title")}
              list={(page) => getPricingRulesOptions({ query: { ...others, ...(asked && { kind: asked }), ...page } })}
              rowId={({ rule_id }) => rule_id}
              empty={t("empty")}
              emptyAction={button}
              onOpen={({ rule_id }) => go(`/pricing/rules/${rule_id}`)}
              filters={
                <>
                  <ChoiceFilter
                    name="kind"
                    label={t("kind")}
                    options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
                  />
                  <ShownFilter />
                </>
              }
              columns={[
                {
                  id: "name",
                  header: t("name"),
                  card: "head",
                  whole: true,
                  cell: ({ name, name_th }) => (language === "th" ? (name_th ?? name) : name),
                },
                { id: "kind", header: t("kind"), cell: (rule) => t(`kind.${rule.kind}`) },
                { id: "effect", header: t("effect"), card: "figure", cell: (rule) => effectOf(draftOf(rule), t) },
                ...(stores.length > 1
                  ? [
                      {
                        id: "store",
                        header: t("store"),
                        optional: true,
                        cell: ({ store_id: at }: PricingRule) => (at ? storeName(at) : t("all_stores")),
                      },
                    ]
                  : []),
                {
                  id: "priority",
                  header: t("priority"),
                  align: "right",
                  cell: ({ priority }) => <Count value={priority} />,
                },
                { id: "state", header: t("state"), cell: (rule) => <State of={rule} /> },
              ]}
            />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Calculator />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

export const SHOWN = ["true", "false", "all"] as const;

/** Things that are in force, or others. */
export function ShownFilter() {
  const t = useText("pricing");
  return (
    <ChoiceFilter
      name="active"
      label={t("shown.true")}
      options={SHOWN.map((value) => ({ value, label: t(`shown.${value}`) }))}
    />
  );
}
