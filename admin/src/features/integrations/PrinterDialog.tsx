/** Adds or changes a printer: paper, letters, address, and the receipt that it prints. */
import { NumberInput, SegmentedControl, Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type NewPrinter, type Printer, postPrinters, putPrintersPrinterId } from "#client";
import { useAct } from "#kit/act.ts";
import { FormDialog } from "#kit/FormDialog.tsx";
import { useIntention } from "#kit/intention.ts";
import { useOffice } from "#kit/office.ts";
import { useText } from "#kit/text.ts";
import { getReceiptTemplatesOptions } from "#queries";

const ENCODINGS = ["thai11", "raster"] as const;

export function PrinterDialog({ printer, onClose }: { printer: Printer | null; onClose: () => void }) {
  const t = useText("integrations");
  const { stores, store_id: here } = useOffice();
  const act = useAct();
  const intend = useIntention<NewPrinter>();
  const templates = useQuery(getReceiptTemplatesOptions());
  const [store_id, setStore] = useState(printer?.store_id ?? here ?? stores[0]?.store_id ?? "");
  const [name, setName] = useState(printer?.name ?? "");
  const [paper_width_mm, setWidth] = useState<58 | 80>(printer?.paper_width_mm === 58 ? 58 : 80);
  const [encoding, setEncoding] = useState<(typeof ENCODINGS)[number]>(printer?.encoding ?? "thai11");
  const [code_table, setTable] = useState<number | string>(printer?.code_table ?? 21);
  const [address, setAddress] = useState(printer?.address ?? "");
  const [cuts_paper, setCuts] = useState(printer?.cuts_paper ?? true);
  const [kicks_drawer, setKicks] = useState(printer?.kicks_drawer ?? false);
  const [template, setTemplate] = useState(printer?.receipt_template_id ?? null);
  const [active, setActive] = useState(printer?.active ?? true);
  const body = {
    ...{ paper_width_mm, encoding, cuts_paper, kicks_drawer, active },
    name: name.trim(),
    code_table: Number(code_table),
    address: address.trim() || null,
    receipt_template_id: template,
  };
  const save = () =>
    act(
      () =>
        printer
          ? putPrintersPrinterId({ path: { printer_id: printer.printer_id }, body })
          : intend({ store_id, ...body }, (asked, key) =>
              postPrinters({ body: asked, headers: { "Idempotency-Key": key } }),
            ),
      t("printers.saved"),
    );
  const own = (templates.data?.data ?? []).filter((each) => each.store_id === null || each.store_id === store_id);
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t(printer ? "printers.change" : "printers.add")}
      label={t("save")}
      ready={body.name !== "" && code_table !== ""}
      onSave={save}
    >
      {(error) => (
        <>
          <TextInput
            label={t("name")}
            maxLength={100}
            required
            data-autofocus
            value={name}
            error={error("name")}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Select
            label={t("store")}
            disabled={printer !== null}
            allowDeselect={false}
            value={store_id}
            error={error("store_id")}
            onChange={(value) => setStore(value ?? store_id)}
            data={stores.map((store) => ({ value: store.store_id, label: store.name }))}
          />
          <SegmentedControl
            aria-label={t("printers.paper")}
            value={String(paper_width_mm)}
            onChange={(value) => setWidth(value === "58" ? 58 : 80)}
            data={["58", "80"].map((value) => ({ value, label: `${value} mm` }))}
          />
          <Select
            label={t("printers.letters")}
            description={t("printers.letters_help")}
            allowDeselect={false}
            value={encoding}
            onChange={(value) => setEncoding((value ?? encoding) as typeof encoding)}
            data={ENCODINGS.map((value) => ({ value, label: t(`encoding.${value}`) }))}
          />
          {encoding === "thai11" && (
            <NumberInput
              label={t("printers.table")}
              description={t("printers.table_help")}
              min={0}
              max={255}
              allowDecimal={false}
              value={code_table}
              error={error("code_table")}
              onChange={setTable}
            />
          )}
          <TextInput
            label={t("printers.address")}
            description={t("printers.address_help")}
            maxLength={200}
            value={address}
            error={error("address")}
            onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          />
          <Select
            label={t("printers.template")}
            placeholder={t("printers.of_store")}
            clearable
            value={template}
            error={error("receipt_template_id")}
            onChange={setTemplate}
            data={own.map((each) => ({ value: each.receipt_template_id, label: each.name }))}
          />
          <Switch
            label={t("printers.cuts")}
            checked={cuts_paper}
            onChange={({ currentTarget }) => setCuts(currentTarget.checked)}
          />
          <Switch
            label={t("printers.kicks")}
            checked={kicks_drawer}
            onChange={({ currentTarget }) => setKicks(currentTarget.checked)}
          />
          <Switch
            label={t("printers.active")}
            checked={active}
            onChange={({ currentTarget }) => setActive(currentTarget.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
