/** Sums above rows: payments by method with their success, and scans of one store by result, gate and zone. */
import { Box } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { PaymentSummary, RedemptionSummary } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { formatRatio } from "#kit/format.ts";
import { useHomeStore } from "#kit/home.ts";
import { Count, Money } from "#kit/Money.tsx";
import { useMethods } from "#kit/methods.ts";
import { useOffice } from "#kit/office.ts";
import { Section } from "#kit/Page.tsx";
import { usePeriod } from "#kit/period.ts";
import { Loaded } from "#kit/States.tsx";
import { StatTile, Tiles } from "#kit/StatTile.tsx";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getPaymentsSummaryStatsOptions, getRedemptionsStatsSummaryOptions } from "#queries";

type MethodSum = PaymentSummary["methods"][number];

export function PaymentSums() {
  const t = useText("reports");
  const { store_id } = useOffice();
  const { methodName } = useMethods();
  const times = useTimes(usePeriod("last_7_days"));
  const query = useQuery(getPaymentsSummaryStatsOptions({ query: { ...times, ...(store_id && { store_id }) } }));
  const share = (bps: number | null) => (bps === null ? "—" : formatRatio(bps / 10_000));
  return (
    <Section title={t("tenders")} flush>
      <Loaded query={query} rows={4}>
        {({ data: { methods, totals } }) => (
          <DataTable<MethodSum>
            plain
            label={t("tenders")}
            rows={methods}
            rowId={({ method }) => method}
            empty={t("nothing")}
            totals={{
              method: t("sums.all"),
              count: <Count value={totals.count} />,
              failed: <Count value={totals.by_status.failed.count} />,
              success: share(totals.success_bps),
              surcharge: <Money satang={totals.surcharge} />,
              amount: <Money satang={totals.amount} />,
            }}
            columns={[
              { id: "method", header: t("tender"), card: "head", cell: ({ method }) => methodName(method) },
              { id: "count", header: t("sums.attempts"), align: "right", cell: ({ count }) => <Count value={count} /> },
              {
                id: "failed",
                header: t("payment.failed"),
                align: "right",
                cell: ({ by_status }) => <Count value={by_status.failed.count} />,
              },
              {
                id: "success",
                header: t("sums.success"),
                align: "right",
                cell: ({ success_bps }) => <span className="figure">{share(success_bps)}</span>,
              },
              {
                id: "surcharge",
                header: t("surcharge"),
                align: "right",
                cell: ({ surcharge }) => <Money satang={surcharge} />,
              },
              {
                id: "amount",
                header: t("sums.kept"),
                align: "right",
                card: "figure",
                cell: ({ amount }) => <Money satang={amount} />,
              },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}

/** Scans of the chosen store, or of the first one. */
export function ScanSums() {
  const t = useText("reports");
  const { home, at } = useHomeStore();
  const times = useTimes(usePeriod("last_7_days"));
  const [values] = useFilters(["device_id", "zone_id"]);
  const query = useQuery(getRedemptionsStatsSummaryOptions({ query: { ...at, ...times, ...values } }));
  return (
    <Section title={t("sums.at", { store: home?.name ?? "" })}>
      <Loaded query={query} rows={4}>
        {({ data }) => <Scans of={data} />}
      </Loaded>
    </Section>
  );
}

const RESULTS = ["attempts", "pass", "fail", "forced", "annulled", "exits", "admitted_offline"] as const;
const SIDE_BY_SIDE = {
  display: "grid",
  gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 340px), 1fr))",
  gap: 16,
  marginTop: 16,
};

function Scans({ of }: { of: RedemptionSummary }) {
  const t = useText("reports");
  return (
    <>
      <Tiles>
        {RESULTS.map((name) => (
          <StatTile key={name} label={t(`sums.${name}`)} value={of[name]} unit="count" />
        ))}
      </Tiles>
      <Box style={SIDE_BY_SIDE}>
        <DataTable
          plain
          label={t("sums.gates")}
          rows={of.by_device}
          rowId={({ device_id }) => device_id}
          empty={t("nothing")}
          columns={[
            { id: "gate", header: t("gate_name"), card: "head", cell: ({ device_name }) => device_name },
            { id: "fail", header: t("sums.fail"), align: "right", cell: ({ fail }) => <Count value={fail} /> },
            {
              id: "pass",
              header: t("sums.pass"),
              align: "right",
              card: "figure",
              cell: ({ pass }) => <Count value={pass} />,
            },
          ]}
        />
        <DataTable
          plain
          label={t("sums.zones")}
          rows={of.by_zone}
          rowId={({ zone_id }) => zone_id ?? ""}
          empty={t("nothing")}
          columns={[
            { id: "zone", header: t("zone"), card: "head", cell: ({ zone }) => zone ?? t("no_zone") },
            { id: "in", header: t("sums.entries"), align: "right", cell: ({ entries }) => <Count value={entries} /> },
            { id: "out", header: t("sums.exits"), align: "right", cell: ({ exits }) => <Count value={exits} /> },
            {
              id: "inside",
              header: t("sums.inside"),
              align: "right",
              card: "figure",
              cell: ({ inside }) => <Count value={inside} />,
            },
          ]}
        />
      </Box>
    </>
  );
}
