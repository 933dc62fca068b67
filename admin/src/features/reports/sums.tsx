/** Small tables of sums: tenders, taxes by rate, and reasons. */

import type { ReasonSum, TaxesOfRate, TenderSum } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { Count, Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { Section } from "#kit/Page.tsx";
import { useReasonName } from "#kit/reasons.ts";
import { useText } from "#kit/text.ts";

export function Tenders({ tenders, onOpen }: { tenders: readonly TenderSum[]; onOpen: (method: string) => void }) {
  const t = useText("reports");
  const { methodName: nameOf } = useMethods();
  const total = tenders.reduce((sum, { total: part }) => sum + part, 0);
  return (
    <Section title={t("tenders")} flush>
      <DataTable
        plain
        label={t("tenders")}
        rows={tenders}
        rowId={({ method }) => method}
        onOpen={({ method }) => onOpen(method)}
        empty={t("nothing")}
        columns={[
          { id: "method", header: t("tender"), cell: ({ method }) => nameOf(method), card: "head" },
          {
            id: "count",
            header: t("payments"),
            align: "right",
            cell: ({ payments_count }) => <Count value={payments_count} />,
          },
          {
            id: "received",
            header: t("received"),
            align: "right",
            cell: ({ received }) => <Money satang={received} />,
          },
          {
            id: "returned",
            header: t("returned"),
            align: "right",
            cell: ({ returned }) => <Money satang={0 - returned} />,
          },
          {
            id: "total",
            header: t("total"),
            align: "right",
            card: "figure",
            cell: ({ total: sum }) => <Money satang={sum} />,
          },
        ]}
        totals={{ total: <Money satang={total} /> }}
      />
    </Section>
  );
}

export function Taxes({ taxes }: { taxes: readonly TaxesOfRate[] }) {
  const t = useText("reports");
  const sum = (of: (tax: TaxesOfRate) => number) => <Money satang={taxes.reduce((total, tax) => total + of(tax), 0)} />;
  return (
    <Section title={t("taxes")} flush>
      <DataTable
        plain
        label={t("taxes")}
        rows={taxes}
        rowId={({ rate_bps }) => String(rate_bps)}
        empty={t("nothing")}
        columns={[
          {
            id: "rate",
            header: t("rate"),
            cell: ({ rate_bps }) => (rate_bps === null ? t("rate_unknown") : `${rate_bps / 100}%`),
            card: "head",
          },
          { id: "gross", header: t("with_tax"), align: "right", cell: ({ gross }) => <Money satang={gross} /> },
          { id: "net", header: t("without_tax"), align: "right", cell: ({ net }) => <Money satang={net} /> },
          {
            id: "tax",
            header: t("tax"),
            align: "right",
            card: "figure",
            cell: ({ tax_total }) => <Money satang={tax_total} />,
          },
        ]}
        totals={{
          gross: sum(({ gross }) => gross),
          net: sum(({ net }) => net),
          tax: sum(({ tax_total }) => tax_total),
        }}
      />
    </Section>
  );
}

export function Reasons({ reasons, title }: { reasons: readonly ReasonSum[]; title: string }) {
  const t = useText("reports");
  const nameOf = useReasonName();
  return (
    <Section title={title} flush>
      <DataTable
        plain
        label={title}
        rows={reasons}
        rowId={({ act, reason_code }) => `${act} ${reason_code}`}
        empty={t("nothing")}
        columns={[
          {
            id: "reason",
            header: t("reason"),
            cell: ({ reason_code }) => nameOf(reason_code) || t("no_reason"),
            card: "head",
          },
          { id: "act", header: t("act"), cell: ({ act }) => t(`act.${act}`) },
          { id: "count", header: t("count"), align: "right", cell: ({ count }) => <Count value={count} /> },
          {
            id: "total",
            header: t("sum"),
            align: "right",
            card: "figure",
            cell: ({ total }) => <Money satang={total} />,
          },
        ]}
      />
    </Section>
  );
}
