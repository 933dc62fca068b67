/** Taxes: rates that prices include or that come on top, and the one of packages that name none. */
import { Badge, Button, Group, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { postTaxes, putTaxesTaxId, type Tax, type TaxRequest } from "#client";
import { useAct } from "#kit/act.ts";
import { Changes } from "#kit/Changes.tsx";
import { DataTable } from "#kit/DataTable.tsx";
import { PercentInput } from "#kit/Fields.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getTaxesOptions } from "#queries";
import { percentOf } from "./rule.ts";
import { State } from "./State.tsx";

const MODES = ["inclusive", "exclusive"] as const;

export function TaxesPage() {
  const t = useText("pricing");
  const [{ add }, set] = useFilters(["add"]);
  const [edited, edit] = useState<Tax | null>(null);
  const query = useQuery(getTaxesOptions({ query: { active: "all" } }));
  const button = <Button onClick={() => set({ add: "yes" })}>{t("taxes.add")}</Button>;
  return (
    <Page title={t("taxes.title")} subtitle={t("taxes.subtitle")} actions={button}>
      <Section flush>
        <Loaded query={query} rows={4}>
          {({ data }) => (
            <DataTable<Tax>
              label={t("taxes.title")}
              rows={data}
              rowId={({ tax_id }) => tax_id}
              empty={t("taxes.empty")}
              emptyAction={button}
              onOpen={edit}
              columns={[
                {
                  id: "name",
                  header: t("name"),
                  card: "head",
                  whole: true,
                  cell: ({ name, is_default }) => (
                    <Group gap="xs" component="span" display="inline-flex">
                      {name}
                      {is_default && <Badge variant="light">{t("taxes.default")}</Badge>}
                    </Group>
                  ),
                },
                {
                  id: "rate",
                  header: t("taxes.rate"),
                  align: "right",
                  card: "figure",
                  cell: ({ rate_bps }) => <span className="figure">{percentOf(rate_bps)}</span>,
                },
                { id: "mode", header: t("taxes.mode"), cell: ({ mode }) => t(`mode.${mode}`) },
                { id: "state", header: t("state"), cell: (tax) => <State of={tax} /> },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <TaxDialog onClose={() => set({ add: undefined })} />}
      {edited && <TaxDialog tax={edited} onClose={() => edit(null)} />}
    </Page>
  );
}

function TaxDialog({ tax, onClose }: { tax?: Tax; onClose: () => void }) {
  const t = useText("pricing");
  const act = useAct();
  const intend = useIntention<TaxRequest>();
  const [name, setName] = useState(tax?.name ?? "");
  const [rate, setRate] = useState<number | null>(tax?.rate_bps ?? null);
  const [mode, setMode] = useState<Tax["mode"]>(tax?.mode ?? "inclusive");
  const [is_default, setDefault] = useState(tax?.is_default ?? false);
  const [active, setActive] = useState(tax?.active ?? true);
  const body: TaxRequest = { name: name.trim(), rate_bps: rate ?? 0, mode, is_default, active };
  const save = () =>
    tax
      ? act(() => putTaxesTaxId({ path: { tax_id: tax.tax_id }, body }), t("saved", { name: body.name }))
      : act(
          () => intend(body, (asked, key) => postTaxes({ body: asked, headers: { "Idempotency-Key": key } })),
          t("added", { name: body.name }),
        );
  const yes = (on: boolean | undefined) => t(on ? "yes" : "no");
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={tax ? t("taxes.edit") : t("taxes.add")}
      label={t("save")}
      ready={body.name !== "" && rate !== null}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            required
            maxLength={100}
            data-autofocus
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <PercentInput label={t("taxes.rate")} required bps={rate} onBps={setRate} error={error("rate_bps")} />
          <Select
            label={t("taxes.mode")}
            allowDeselect={false}
            value={mode}
            error={error("mode")}
            onChange={(value) => setMode(MODES.find((each) => each === value) ?? mode)}
            data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
          />
          <Switch
            label={t("taxes.is_default")}
            checked={is_default}
            error={error("is_default")}
            onChange={({ currentTarget }) => setDefault(currentTarget.checked)}
          />
          <Switch
            label={t("active")}
            checked={active}
            error={error("active")}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
          {tax && (
            <Changes
              of={[
                [t("taxes.rate"), percentOf(tax.rate_bps), percentOf(body.rate_bps)],
                [t("taxes.mode"), t(`mode.${tax.mode}`), t(`mode.${mode}`)],
                [t("taxes.is_default"), yes(tax.is_default), yes(is_default)],
                [t("active"), yes(tax.active), yes(active)],
              ]}
            />
          )}
          {tax && <LastChange kind="tax" id={tax.tax_id} />}
        </>
      )}
    </FormDialog>
  );
}
