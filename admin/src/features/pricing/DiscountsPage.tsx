/** Discounts that staff may give at the till, each a share or a sum off a line. */
import { Button, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Discount, type DiscountRequest, postDiscounts, putDiscountsDiscountId } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { PercentInput } from "#kit/Fields.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { formatMoney } from "#kit/format.ts";
import { useIntention } from "#kit/intention.ts";
import { LastChange } from "#kit/LastChange.tsx";
import { MoneyInput } from "#kit/MoneyInput.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getDiscountsOptions } from "#queries";
import { percentOf } from "./rule.ts";
import { State } from "./State.tsx";

const KINDS = ["percent", "amount"] as const;

export function DiscountsPage() {
  const t = useText("pricing");
  const [edited, edit] = useState<Discount | "new" | null>(null);
  const query = useQuery(getDiscountsOptions({ query: { active: "all" } }));
  const button = <Button onClick={() => edit("new")}>{t("discounts.add")}</Button>;
  return (
    <Page title={t("discounts.title")} subtitle={t("discounts.subtitle")} actions={button}>
      <Section flush>
        <Loaded query={query} rows={4}>
          {({ data }) => (
            <DataTable<Discount>
              label={t("discounts.title")}
              rows={data}
              rowId={({ discount_id }) => discount_id}
              empty={t("discounts.empty")}
              emptyAction={button}
              onOpen={edit}
              columns={[
                { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name },
                {
                  id: "value",
                  header: t("effect"),
                  align: "right",
                  card: "figure",
                  cell: ({ kind, value }) => (
                    <span className="figure">{kind === "percent" ? percentOf(value) : formatMoney(value)}</span>
                  ),
                },
                { id: "state", header: t("state"), cell: (discount) => <State of={discount} /> },
              ]}
            />
          )}
        </Loaded>
      </Section>
      {edited && <DiscountDialog {...(edited !== "new" && { discount: edited })} onClose={() => edit(null)} />}
    </Page>
  );
}

function DiscountDialog({ discount, onClose }: { discount?: Discount; onClose: () => void }) {
  const t = useText("pricing");
  const act = useAct();
  const intend = useIntention<DiscountRequest>();
  const [name, setName] = useState(discount?.name ?? "");
  const [kind, setKind] = useState<Discount["kind"]>(discount?.kind ?? "percent");
  const [value, setValue] = useState<number | null>(discount?.value ?? null);
  const [active, setActive] = useState(discount?.active ?? true);
  const body: DiscountRequest = { name: name.trim(), kind, value: value ?? 0, active };
  const save = () =>
    discount
      ? act(
          () => putDiscountsDiscountId({ path: { discount_id: discount.discount_id }, body }),
          t("saved", { name: body.name }),
        )
      : act(
          () => intend(body, (asked, key) => postDiscounts({ body: asked, headers: { "Idempotency-Key": key } })),
          t("added", { name: body.name }),
        );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={discount ? t("discounts.edit") : t("discounts.add")}
      label={t("save")}
      ready={body.name !== "" && value !== null}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            description={t("discounts.name_help")}
            required
            maxLength={100}
            data-autofocus
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Select
            label={t("kind")}
            allowDeselect={false}
            value={kind}
            onChange={(chosen) => {
              setKind(KINDS.find((each) => each === chosen) ?? kind);
              setValue(null);
            }}
            data={KINDS.map((each) => ({ value: each, label: t(`discounts.${each}`) }))}
          />
          {kind === "percent" ? (
            <PercentInput label={t("value.rate_bps")} required bps={value} onBps={setValue} error={error("value")} />
          ) : (
            <MoneyInput label={t("value.amount")} required satang={value} onSatang={setValue} error={error("value")} />
          )}
          <Switch
            label={t("active")}
            checked={active}
            error={error("active")}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
          {discount && <LastChange kind="discount" id={discount.discount_id} />}
        </>
      )}
    </FormDialog>
  );
}
