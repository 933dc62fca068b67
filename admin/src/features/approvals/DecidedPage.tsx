/** All approvals, those by PIN and those decided elsewhere, with filters and CSV. */
import type { Approval, GetApprovalsData } from "#client";
import { DataTable } from "#kit/DataTable.tsx";
import { ChoiceFilter, NameFilter } from "#kit/Filters.tsx";
import { PageLink } from "#kit/Links.tsx";
import { DateTime, Money } from "#kit/Money.tsx";
import { useNames } from "#kit/names.ts";
import { useOffice } from "#kit/office.ts";
import { Page, Section } from "#kit/Page.tsx";
import { PeriodPicker } from "#kit/PeriodPicker.tsx";
import { usePeriod } from "#kit/period.ts";
import { useReasonName } from "#kit/reasons.ts";
import { useText } from "#kit/text.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";
import { getApprovalsOptions } from "#queries";
import { ApprovalDetail } from "./ApprovalDetail.tsx";

type Filter = Omit<NonNullable<GetApprovalsData["query"]>, "limit" | "cursor" | "format">;

const STATUSES = ["approved", "used", "rejected", "expired", "pending"] as const;
const ACTIONS = [
  "refund",
  "void",
  "reprint",
  "manual_discount",
  "price_override",
  "goodwill",
  "drawer_open",
  "shift_adjust",
  "gate_override",
  "points",
] as const;

export function DecidedPage() {
  const t = useText("approvals");
  const { store_id } = useOffice();
  const { name } = useNames();
  const reasonName = useReasonName();
  const period = usePeriod("last_30_days");
  const times = useTimes(period);
  const [values] = useFilters(["status", "action", "approver_id"]);
  const filter: Filter = { ...(store_id && { store_id }), ...times, ...(values as Filter) };
  return (
    <Page
      title={t("decided")}
      actions={
        <>
          <PageLink to="/approvals">{t("waiting")}</PageLink>
          <PeriodPicker initial="last_30_days" />
        </>
      }
    >
      <Section flush>
        <DataTable<Approval>
          label={t("decided")}
          rowId={({ approval_id }) => approval_id}
          list={(page) => getApprovalsOptions({ query: { ...filter, ...page } })}
          csv={{ url: "/v1/approvals", query: filter, name: t("file", { from: period.from, to: period.to }) }}
          empty={t("decided_empty")}
          filters={
            <>
              <ChoiceFilter
                name="status"
                label={t("state")}
                options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
              />
              <ChoiceFilter
                name="action"
                label={t("asked")}
                options={ACTIONS.map((value) => ({ value, label: t(`action.${value}`) }))}
              />
              <NameFilter of="employee_id" as="approver_id" />
            </>
          }
          drawer={{
            title: (_, row) => (row ? t(`action.${row.action}`) : t("one")),
            body: (id) => <ApprovalDetail approval_id={id} />,
          }}
          columns={[
            { id: "action", header: t("asked"), cell: ({ action }) => t(`action.${action}`), card: "head" },
            {
              id: "amount",
              header: t("amount"),
              align: "right",
              card: "figure",
              cell: ({ amount }) => <Money satang={amount} />,
            },
            { id: "status", header: t("state"), cell: ({ status }) => t(`status.${status}`) },
            { id: "requester", header: t("requester"), cell: ({ requester_id }) => name(requester_id) },
            { id: "decided_by", header: t("decided_by"), cell: ({ decided_by }) => name(decided_by) },
            { id: "reason", header: t("reason"), cell: ({ reason_code }) => reasonName(reason_code) || "—" },
            { id: "till", header: t("till"), cell: ({ device_id }) => name(device_id), optional: true },
            { id: "asked_at", header: t("asked_at"), cell: ({ requested_at }) => <DateTime at={requested_at} /> },
            {
              id: "decided_at",
              header: t("decided_at"),
              cell: ({ decided_at }) => <DateTime at={decided_at} />,
              optional: true,
            },
          ]}
        />
      </Section>
    </Page>
  );
}
