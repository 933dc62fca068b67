/** The rows behind a figure, for lists without a page of their own: refunds, reprints, scans, conflicts and payments. */
import { useParams } from "@tanstack/react-router";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { EmptyState } from "#kit/States.tsx";
import { useText } from "#kit/text.ts";
import { ConflictRows, ScanRows } from "./GateRows.tsx";
import { PaymentRows, RefundRows, ReprintRows } from "./MoneyRows.tsx";
import { PaymentSums, ScanSums } from "./RowSums.tsx";

const LISTS = {
  refunds: RefundRows,
  reprints: ReprintRows,
  redemptions: ScanRows,
  "redemptions-conflicts": ConflictRows,
  payments: PaymentRows,
} as const;

export function RowsPage() {
  const t = useText("reports");
  const { can } = useOffice();
  const { list = "" } = useParams({ strict: false }) as { list?: string };
  const known = Object.hasOwn(LISTS, list) ? (list as keyof typeof LISTS) : undefined;
  const Rows = known && LISTS[known];
  return (
    <Page title={t(`rows.${known ?? "none"}`)} actions={<PeriodPicker initial="last_7_days" />}>
      {known === "payments" && can("reports_view") && <PaymentSums />}
      {known === "redemptions" && can("redeem") && <ScanSums />}
      <Section flush>{Rows ? <Rows /> : <EmptyState title={t("rows.none")} />}</Section>
    </Page>
  );
}
