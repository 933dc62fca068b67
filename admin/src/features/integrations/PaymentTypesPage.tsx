/** Payment types: the ways to pay in their order, with surcharge and the rule of their references. */
import { Badge, Button, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type PaymentType, postPaymentTypes, putPaymentTypesMethod } from "#client";
import { useAct } from "#kit/act.ts";
import { DataTable } from "#kit/DataTable.tsx";
import { FormDialog } from "#kit/FormDialog.tsx";
import { Money } from "#kit/Money.tsx";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import type { Column } from "#kit/table.ts";
import { useLanguage, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getPaymentTypesOptions } from "#queries";

export function PaymentTypesPage() {
  const t = useText("integrations");
  const types = useQuery(getPaymentTypesOptions({ query: { active: "all" } }));
  const [{ add, change }, set] = useFilters(["add", "change"]);
  const columns = useColumns();
  const addButton = <Button onClick={() => set({ add: "yes" })}>{t("types.add")}</Button>;
  const changed = types.data?.data.find(({ method }) => method === change);
  const close = () => set({ add: undefined, change: undefined });
  return (
    <Page title={t("types.title")} subtitle={t("types.subtitle")} actions={addButton}>
      <Section flush>
        <Loaded query={types} rows={6}>
          {({ data }) => (
            <DataTable<PaymentType>
              label={t("types.title")}
              rows={data}
              rowId={({ method }) => method}
              columns={columns}
              empty={t("types.empty")}
              emptyAction={addButton}
              onOpen={({ method }) => set({ change: method })}
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <TypeDialog type={null} onClose={close} />}
      {changed && <TypeDialog key={changed.method} type={changed} onClose={close} />}
    </Page>
  );
}

function useColumns(): Column<PaymentType>[] {
  const t = useText("integrations");
  const language = useLanguage();
  return [
    {
      id: "name",
      header: t("name"),
      card: "head",
      whole: true,
      cell: ({ label_en, label_th }) => (language === "th" ? label_th : label_en),
    },
    { id: "method", header: t("types.method"), cell: ({ method }) => method },
    { id: "kind", header: t("types.kind"), cell: ({ kind }) => t(`kind.${kind}`) },
    {
      id: "surcharge",
      header: t("types.surcharge"),
      align: "right",
      cell: ({ surcharge_bps, surcharge_amount }) => (
        <>
          {surcharge_bps > 0 && t("percent", { count: surcharge_bps / 100 })}{" "}
          {surcharge_amount > 0 && <Money satang={surcharge_amount} />}
          {surcharge_bps + surcharge_amount === 0 && "—"}
        </>
      ),
    },
    {
      id: "reference",
      header: t("types.reference"),
      cell: ({ requires_reference, unique_reference }) =>
        requires_reference || unique_reference !== "none" ? t(`unique.${unique_reference}`) : "—",
    },
    {
      id: "position",
      header: t("types.position"),
      align: "right",
      cell: ({ position }) => <span className="figure">{position}</span>,
    },
    { id: "active", header: t("state"), card: "figure", cell: ({ active }) => <OnOff on={active} /> },
  ];
}

function OnOff({ on }: { on: boolean }) {
  const t = useText("integrations");
  return (
    <Badge variant="outline" color={on ? "var(--frame-good)" : "var(--frame-dim)"}>
      {t(on ? "on" : "off")}
    </Badge>
  );
}

const METHOD = /^[a-z0-9_]{1,30}$/;
const KINDS = ["tender", "account", "points"] as const;
const UNIQUE = ["none", "day", "ever"] as const;

function TypeDialog({ type, onClose }: { type: PaymentType | null; onClose: () => void }) {
  const t = useText("integrations");
  const act = useAct();
  const [method, setMethod] = useState(type?.method ?? "");
  const [kind, setKind] = useState<(typeof KINDS)[number]>(type?.kind ?? "tender");
  const [label_en, setEn] = useState(type?.label_en ?? "");
  const [label_th, setTh] = useState(type?.label_th ?? "");
  const [position, setPosition] = useState<number | string>(type?.position ?? 10);
  const [percent, setPercent] = useState<number | string>((type?.surcharge_bps ?? 0) / 100);
  const [baht, setBaht] = useState<number | string>((type?.surcharge_amount ?? 0) / 100);
  const [requires_reference, setRequires] = useState(type?.requires_reference ?? false);
  const [unique_reference, setUnique] = useState<(typeof UNIQUE)[number]>(type?.unique_reference ?? "none");
  const [active, setActive] = useState(type?.active ?? true);
  const body = {
    label_en: label_en.trim(),
    label_th: label_th.trim(),
    position: Number(position),
    surcharge_bps: Math.round(Number(percent) * 100),
    surcharge_amount: Math.round(Number(baht) * 100),
    ...{ requires_reference, unique_reference, active },
  };
  const save = () =>
    act(
      () =>
        type
          ? putPaymentTypesMethod({ path: { method: type.method }, body })
          : postPaymentTypes({ body: { method, kind, ...body } }),
      t("types.saved"),
    );
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={type?.label_en ?? t("types.add")}
      label={t("save")}
      ready={METHOD.test(method) && body.label_en !== "" && body.label_th !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name_th")}
            maxLength={50}
            required
            data-autofocus
            value={label_th}
            error={error("label_th")}
            onChange={({ currentTarget }) => setTh(currentTarget.value)}
          />
          <TextInput
            label={t("name_en")}
            maxLength={50}
            required
            value={label_en}
            error={error("label_en")}
            onChange={({ currentTarget }) => setEn(currentTarget.value)}
          />
          {type === null && (
            <>
              <TextInput
                label={t("types.method")}
                description={t("types.method_help")}
                maxLength={30}
                required
                value={method}
                error={error("method")}
                onChange={({ currentTarget }) =>
                  setMethod(currentTarget.value.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_"))
                }
              />
              <Select
                label={t("types.kind")}
                description={t("types.kind_help")}
                allowDeselect={false}
                value={kind}
                error={error("kind")}
                onChange={(value) => setKind((value ?? kind) as typeof kind)}
                data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
              />
            </>
          )}
          <NumberInput
            label={t("types.position")}
            description={t("types.position_help")}
            min={0}
            max={1000}
            allowDecimal={false}
            value={position}
            error={error("position")}
            onChange={setPosition}
          />
          <NumberInput
            label={t("types.surcharge_percent")}
            suffix="%"
            min={0}
            max={100}
            decimalScale={2}
            hideControls
            value={percent}
            error={error("surcharge_bps")}
            onChange={setPercent}
          />
          <NumberInput
            label={t("types.surcharge_sum")}
            description={t("types.surcharge_help")}
            prefix="฿"
            min={0}
            max={10_000_000}
            decimalScale={2}
            thousandSeparator=","
            hideControls
            value={baht}
            error={error("surcharge_amount")}
            onChange={setBaht}
          />
          <Switch
            label={t("types.requires")}
            checked={requires_reference}
            onChange={({ currentTarget }) => setRequires(currentTarget.checked)}
          />
          <Select
            label={t("types.unique")}
            allowDeselect={false}
            value={unique_reference}
            error={error("unique_reference")}
            onChange={(value) => setUnique((value ?? unique_reference) as typeof unique_reference)}
            data={UNIQUE.map((value) => ({ value, label: t(`unique.${value}`) }))}
          />
          <Switch
            label={t("types.active")}
            checked={active}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
