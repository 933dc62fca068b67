/** The sales report: gross to net, VAT by rate, tenders, people, products, discounts and voids. */
import { useQuery } from "@tanstack/react-query";
import type { SalesReport } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { Count, Money } from "#kit/Money.tsx";
import { Section } from "#kit/Page.tsx";
import { useLanguage, useText } from "#kit/text.ts";
import { getReportsSalesOptions } from "#queries";
import { Pair } from "./Pair.tsx";
import { useOpenRows, useReportQuery } from "./query.ts";
import { ReportPage } from "./ReportPage.tsx";
import { Reasons, Taxes, Tenders } from "./sums.tsx";
import { useHolderTables } from "./Tables.tsx";

const FILTERS = ["device_id", "employee_id", "package_id"] as const;
const TILES = ["takings", "sales_count", "gross", "discount_total", "refunds_total", "net"];

export function SalesReportPage() {
  const tables = useHolderTables();
  const query = useQuery(getReportsSalesOptions({ query: useReportQuery(FILTERS) }));
  return (
    <ReportPage
      name="sales"
      url="/v1/reports/sales"
      query={query}
      filters={FILTERS}
      tiles={TILES}
      shown={["takings", "sales_count", "discount_total", "voids_count", "refunds_total"]}
      tables={({ breakdowns }) => tables(breakdowns)}
      sums={(report) => (
        <>
          <Pair>
            <SalesTenders report={report} />
            <Taxes taxes={report.breakdowns.taxes} />
          </Pair>
          <Products report={report} />
          <Deductions report={report} />
        </>
      )}
    />
  );
}

function SalesTenders({ report }: { report: SalesReport }) {
  const openRows = useOpenRows(FILTERS);
  return <Tenders tenders={report.breakdowns.tenders} onOpen={(method) => openRows("/v1/payments", { method })} />;
}

function Products({ report }: { report: SalesReport }) {
  const t = useText("reports");
  const language = useLanguage();
  const openRows = useOpenRows(FILTERS);
  const nameOf = ({ name, name_th }: { name: string | null; name_th: string | null }) =>
    (language === "th" ? name_th : name) ?? t("gone");
  const { packages, categories } = report.breakdowns;
  return (
    <Pair>
      <Section title={t("products")} flush>
        <DataTable
          plain
          label={t("products")}
          rows={packages}
          rowId={({ id }) => id ?? "none"}
          onOpen={({ id }) => openRows("/v1/sales", { package_id: id ?? undefined })}
          empty={t("nothing")}
          columns={[
            { id: "name", header: t("product"), cell: nameOf, card: "head" },
            {
              id: "quantity",
              header: t("quantity"),
              align: "right",
              cell: ({ quantity }) => <Count value={quantity} />,
            },
            {
              id: "sold",
              header: t("sold"),
              align: "right",
              cell: ({ sales_total }) => <Money satang={sales_total} />,
            },
            {
              id: "refunded",
              header: t("refunded"),
              align: "right",
              cell: ({ refunds_total }) => <Money satang={0 - refunds_total} />,
            },
            {
              id: "takings",
              header: t("takings"),
              align: "right",
              card: "figure",
              cell: ({ takings }) => <Money satang={takings} />,
            },
          ]}
        />
      </Section>
      <Section title={t("categories")} flush>
        <DataTable
          plain
          label={t("categories")}
          rows={categories}
          rowId={({ id }) => id ?? "none"}
          empty={t("nothing")}
          columns={[
            {
              id: "name",
              header: t("category"),
              cell: (category) => (category.id === null ? t("no_category") : nameOf(category)),
              card: "head",
            },
            {
              id: "quantity",
              header: t("quantity"),
              align: "right",
              cell: ({ quantity }) => <Count value={quantity} />,
            },
            {
              id: "takings",
              header: t("takings"),
              align: "right",
              card: "figure",
              cell: ({ takings }) => <Money satang={takings} />,
            },
          ]}
        />
      </Section>
    </Pair>
  );
}

function Deductions({ report }: { report: SalesReport }) {
  const t = useText("reports");
  return (
    <Pair>
      <Section title={t("discounts")} flush>
        <DataTable
          plain
          label={t("discounts")}
          rows={report.breakdowns.discounts}
          rowId={({ key }) => key}
          empty={t("nothing")}
          columns={[
            { id: "name", header: t("discount"), cell: ({ name, key }) => name ?? (key || t("by_hand")), card: "head" },
            { id: "count", header: t("count"), align: "right", cell: ({ count }) => <Count value={count} /> },
            {
              id: "total",
              header: t("sum"),
              align: "right",
              card: "figure",
              cell: ({ total }) => <Money satang={0 - total} />,
            },
          ]}
        />
      </Section>
      <Reasons title={t("voids")} reasons={report.breakdowns.reasons} />
    </Pair>
  );
}
