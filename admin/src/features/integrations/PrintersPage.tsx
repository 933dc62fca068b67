/** Printers: their profiles, the devices that print on them, and a test print. */
import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Printer } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getPrintersOptions } from "#queries";
import { PrinterDialog } from "./PrinterDialog.tsx";
import { PrinterView } from "./PrinterView.tsx";

export function PrintersPage() {
  const t = useText("integrations");
  const { store_id, storeName } = useOffice();
  const { name: nameOf } = useNames();
  const printers = useQuery(getPrintersOptions({ query: { active: "all", ...(store_id && { store_id }) } }));
  const [{ add }, set] = useFilters(["add"]);
  const addButton = <Button onClick={() => set({ add: "yes" })}>{t("printers.add")}</Button>;
  return (
    <Page title={t("printers.title")} subtitle={t("printers.subtitle")} actions={addButton}>
      <Section flush>
        <Loaded query={printers} rows={4}>
          {({ data }) => (
            <DataTable<Printer>
              label={t("printers.title")}
              rows={data}
              rowId={({ printer_id }) => printer_id}
              empty={t("printers.empty")}
              emptyAction={addButton}
              columns={[
                { id: "name", header: t("name"), card: "head", whole: true, cell: ({ name }) => name },
                { id: "store", header: t("store"), cell: ({ store_id: at }) => storeName(at) },
                {
                  id: "paper",
                  header: t("printers.paper"),
                  align: "right",
                  cell: ({ paper_width_mm }) => <span className="figure">{paper_width_mm} mm</span>,
                },
                { id: "letters", header: t("printers.letters"), cell: ({ encoding }) => t(`encoding.${encoding}`) },
                { id: "address", header: t("printers.address"), cell: ({ address }) => address ?? "—" },
                {
                  id: "devices",
                  header: t("printers.devices"),
                  cell: ({ devices }) =>
                    [...new Set(devices.map(({ device_id }) => nameOf(device_id)))].join(", ") || t("printers.nobody"),
                },
                {
                  id: "active",
                  header: t("state"),
                  card: "figure",
                  cell: ({ active }) => (
                    <Badge variant="outline" color={active ? "var(--frame-good)" : "var(--frame-dim)"}>
                      {t(active ? "on" : "off")}
                    </Badge>
                  ),
                },
              ]}
              drawer={{
                title: (_, row) => row?.name ?? t("printers.one"),
                body: (_, row) => row && <PrinterView printer={row} />,
              }}
            />
          )}
        </Loaded>
      </Section>
      {add !== undefined && <PrinterDialog printer={null} onClose={() => set({ add: undefined })} />}
    </Page>
  );
}
