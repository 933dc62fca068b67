/** Looks of receipts: each store's own, or one for all stores; the latest active one is printed. */
import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReceiptTemplate } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { useGo } from "#kit/Links.tsx";
import { DateTime } from "#kit/Money.tsx";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { Loaded } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { getReceiptTemplatesOptions } from "#queries";

export function TemplatesPage() {
  const t = useText("settings");
  const go = useGo();
  const { store_id, storeName } = useOffice();
  const query = useQuery(getReceiptTemplatesOptions({ query: { active: "all", ...(store_id && { store_id }) } }));
  const add = <Button onClick={() => go("/receipts/new")}>{t("receipts.add")}</Button>;
  return (
    <Page title={t("receipts.title")} subtitle={t("receipts.subtitle")} actions={add}>
      <Section flush>
        <Loaded query={query} rows={4}>
          {({ data }) => (
            <DataTable<ReceiptTemplate>
              label={t("receipts.title")}
              rows={data}
              rowId={({ receipt_template_id }) => receipt_template_id}
              empty={t("receipts.default")}
              emptyAction={add}
              onOpen={({ receipt_template_id }) => go(`/receipts/${receipt_template_id}`)}
              columns={[
                { id: "name", header: t("receipts.name"), card: "head", whole: true, cell: ({ name }) => name },
                {
                  id: "store",
                  header: t("receipts.store"),
                  cell: ({ store_id: at }) => (at === null ? t("level.all") : storeName(at)),
                },
                {
                  id: "width",
                  header: t("receipts.width"),
                  align: "right",
                  cell: ({ paper_width_mm }) => <span className="figure">{paper_width_mm} mm</span>,
                },
                { id: "made", header: t("receipts.made"), cell: ({ created_at }) => <DateTime at={created_at} /> },
                {
                  id: "active",
                  header: t("receipts.state"),
                  card: "figure",
                  cell: ({ active }) => (
                    <Badge variant="outline" color={active ? "var(--frame-good)" : "var(--frame-dim)"}>
                      {t(active ? "active" : "inactive")}
                    </Badge>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
    </Page>
  );
}
