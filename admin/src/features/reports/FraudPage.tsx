/** Fraud Watch: days of people and devices that stand out; each opens its acts, and is marked as looked at with a note. */
import { Alert, Badge, Button, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Finding, FraudReport } from "#client";
import { CsvButton } from "#kit/Csv.tsx";
import { DataTable } from "#kit/DataTable.tsx";
import { NameFilter } from "#kit/Filters.tsx";
import { BusinessDate, Count, DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Facts, Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { Loaded } from "#kit/States.tsx";
import { StatTile, Tiles } from "#kit/StatTile.tsx";
import { type Text, useLanguage, useText } from "#kit/text.ts";
import { useFilters } from "#kit/url.ts";
import { getReportsFraudWatchOptions } from "#queries";
import { measuresOf } from "./figures.ts";
import { LookDialog } from "./LookDialog.tsx";
import { useOpenRows, useReportQuery } from "./query.ts";
import { ReportLinks } from "./ReportLinks.tsx";

const FILTERS = ["device_id", "employee_id"] as const;

function useFraudQuery() {
  const { group_by: _, compare: __, ...query } = useReportQuery(FILTERS);
  return query;
}

export function FraudPage() {
  const t = useText("reports");
  const query = useFraudQuery();
  const report = useQuery(getReportsFraudWatchOptions({ query }));
  return (
    <Page
      title={t("fraud")}
      subtitle={t("fraud_means")}
      actions={
        <>
          <PeriodPicker initial="last_7_days" />
          <CsvButton
            source={{
              whole: true,
              url: "/v1/reports/fraud-watch",
              query,
              name: `fraud-watch-${query.from}-${query.to}`,
            }}
          />
        </>
      }
    >
      <ReportLinks />
      <Loaded query={report} rows={12}>
        {({ data }) => <Findings report={data} t={t} />}
      </Loaded>
    </Page>
  );
}

function Findings({ report, t }: { report: FraudReport; t: Text }) {
  const language = useLanguage();
  const [{ unseen }, set] = useFilters(["unseen"]);
  const measures = measuresOf(report.definitions, language);
  const { findings, unseen: left } = report.totals;
  const shown = unseen ? report.findings.filter(({ looked_at }) => looked_at === null) : report.findings;
  return (
    <>
      <Tiles columns={2}>
        <StatTile
          label={measures.get("findings")?.name ?? ""}
          definition={measures.get("findings")?.text ?? ""}
          unit="count"
          value={findings}
        />
        <StatTile
          label={measures.get("unseen")?.name ?? ""}
          definition={measures.get("unseen")?.text ?? ""}
          unit="count"
          value={left}
          alarming={left > 0}
        />
      </Tiles>
      {report.cut && <Alert variant="outline">{t("cut")}</Alert>}
      <Section flush>
        <DataTable<Finding>
          label={t("fraud")}
          rows={shown}
          rowId={({ finding_id }) => finding_id}
          empty={t("no_findings")}
          filters={
            <>
              <NameFilter of="device_id" />
              <NameFilter of="employee_id" />
              <Switch
                label={t("only_unseen")}
                checked={unseen !== undefined}
                onChange={({ currentTarget }) => set({ unseen: currentTarget.checked ? "1" : undefined })}
              />
            </>
          }
          drawer={{
            title: (_, row) => (row ? t(`finding.${row.kind}`) : t("finding")),
            body: (_, row) => row && <FindingDetail finding={row} />,
          }}
          columns={[
            { id: "kind", header: t("finding"), cell: ({ kind }) => t(`finding.${kind}`), card: "head" },
            { id: "holder", header: t("holder"), cell: (finding) => <Holder finding={finding} /> },
            { id: "date", header: t("date"), cell: ({ date }) => <BusinessDate date={date} /> },
            {
              id: "value",
              header: t("acts"),
              align: "right",
              card: "figure",
              cell: ({ value }) => <Count value={value} />,
            },
            { id: "total", header: t("sum"), align: "right", cell: ({ total }) => <Money satang={total} /> },
            {
              id: "mean",
              header: t("usual"),
              align: "right",
              cell: ({ mean }) => (mean === null ? "—" : <span className="figure">{mean.toFixed(1)}</span>),
            },
            {
              id: "score",
              header: t("score"),
              align: "right",
              cell: ({ score }) => (score === null ? "—" : <span className="figure">{`${score.toFixed(1)} σ`}</span>),
            },
            {
              id: "looked",
              header: t("looked"),
              cell: ({ looked_at }) =>
                looked_at ? (
                  <DateTime at={looked_at} show="date" />
                ) : (
                  <Badge variant="outline" color="red" c="var(--frame-bad)">
                    {t("not_looked")}
                  </Badge>
                ),
            },
          ]}
        />
      </Section>
    </>
  );
}

function Holder({ finding: { name, holder_kind, holder_id } }: { finding: Finding }) {
  const { name: nameOf } = useNames();
  const { storeName } = useOffice();
  return <>{name ?? (holder_kind === "store" ? storeName(holder_id) : nameOf(holder_id))}</>;
}

function FindingDetail({ finding }: { finding: Finding }) {
  const t = useText("reports");
  const { name: nameOf } = useNames();
  const { storeName, me } = useOffice();
  const openRows = useOpenRows([]);
  const [looking, setLooking] = useState(false);
  const { date, holder_kind, holder_id, store_id, looked_at } = finding;
  const holder =
    holder_kind === "employee" ? { employee_id: holder_id } : holder_kind === "device" ? { device_id: holder_id } : {};
  const own = holder_id === me.employee_id;
  return (
    <Stack gap="md">
      <p style={{ margin: 0 }}>{t(`means.${finding.kind}`)}</p>
      <Facts
        of={[
          [t("holder"), <Holder key="holder" finding={finding} />],
          [t("store"), storeName(store_id)],
          [t("date"), <BusinessDate key="date" date={date} />],
          [t("acts"), <Count key="acts" value={finding.value} />],
          [t("sum"), <Money key="sum" satang={finding.total} />],
          [t("usual"), finding.mean === null ? t("not_compared") : t("usual_of", { mean: finding.mean.toFixed(1) })],
          [t("score"), finding.score === null ? "—" : `${finding.score.toFixed(1)} σ`],
          [t("looked"), looked_at ? <DateTime key="looked" at={looked_at} /> : t("not_looked")],
          ...(finding.looked_by ? [[t("looked_by"), nameOf(finding.looked_by)] as const] : []),
          ...(finding.note ? [[t("note"), finding.note] as const] : []),
        ]}
      />
      <Button
        variant="default"
        onClick={() =>
          openRows(finding.rows.split("?")[0] ?? "", {
            ...Object.fromEntries(new URLSearchParams(finding.rows.split("?")[1])),
            from: date,
            to: date,
            store: store_id,
            ...holder,
          })
        }
      >
        {t("open_acts")}
      </Button>
      {own ? (
        <p style={{ margin: 0 }}>{t("own_finding")}</p>
      ) : (
        <Button onClick={() => setLooking(true)}>{looked_at ? t("look_again") : t("look")}</Button>
      )}
      <LookDialog opened={looking} onClose={() => setLooking(false)} finding={finding} />
    </Stack>
  );
}
